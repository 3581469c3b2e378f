import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";

const random = new Random("half range");
const numbers = Float32Array.from({ length: 5000 }, () => 3 * random.normal());

/** Results by the engine, and the nodes of the graph. */
async function captured(step: (x: tf.Tensor) => tf.Tensor): Promise<{ result: Float32Array; nodes: number }> {
  const run = capture(step);
  const input = tf.tensor1d(numbers);
  const output = await run(input);
  const result = output.dataSync<"float32">().slice();
  const { nodes } = run.graphs[0]!;
  tf.dispose([input, output]);
  await run.dispose();
  return { result, nodes };
}

test("(y + 1)/2 of erf and tanh is one node, equal to the last bit to the two it replaces, within [0, 1]", async () => {
  for (const bounded of [tf.erf, tf.tanh]) {
    const half = await captured((x) => tf.mul(tf.add(bounded(x), 1), 0.5));
    const fromTheLeft = await captured((x) => tf.mul(0.5, tf.add(1, bounded(x))));
    const sum = await captured((x) => tf.add(bounded(x), 1));
    assert.equal(half.nodes, sum.nodes);
    assert.deepEqual(fromTheLeft, half);
    assert.deepEqual(
      half.result,
      sum.result.map((value) => Math.min(1, Math.max(0, value / 2))),
    );
  }
});

test("what may leave [0, 1], or is another sum, stays as it is", async () => {
  const clipped = await captured((x) => tf.mul(tf.add(x, 1), 0.5));
  assert.deepEqual(
    clipped.result,
    numbers.map((value) => Math.fround(Math.fround(value + 1) / 2)),
  );
  const erf = (await captured((x) => tf.erf(x))).result;
  const two = await captured((x) => tf.mul(tf.add(tf.erf(x), 2), 0.5));
  assert.deepEqual(
    two.result,
    erf.map((value) => Math.fround(Math.fround(value + 2) / 2)),
  );
});
