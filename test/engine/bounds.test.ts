import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import { BufferPool } from "../../lib/engine/pool.js";

async function doubled(step: ReturnType<typeof doubling>, length: number): Promise<void> {
  const x = tf.range(0, length);
  const made = await step(x);
  assert.deepEqual(
    [...made.dataSync()],
    [...x.dataSync()].map((v) => 2 * v),
  );
  tf.dispose([x, made]);
}

const doubling = (maxGraphs: number) => capture((x: tf.Tensor) => tf.mul(x, 2), { maxGraphs });

const lengths = (step: ReturnType<typeof doubling>) =>
  step.graphs.map(({ signature }) => Number(/\[(\d+)\] float32/.exec(signature)?.[1]));

test("the graph that was not used for longest gives way", async () => {
  const step = doubling(2);
  for (const length of [1, 2, 1, 3]) await doubled(step, length);
  assert.deepEqual(lengths(step), [1, 3]);
  await doubled(step, 2); // captured again
  assert.deepEqual(lengths(step), [3, 2]);
  await step.dispose();
});

test("calls of more shapes than are kept, all in flight, finish with their own results", async () => {
  const step = doubling(1);
  await Promise.all(Array.from({ length: 12 }, (_, at) => doubled(step, 1 + (at % 4))));
  assert.equal(step.graphs.length, 1);
  await step.dispose();
});

test("a graph that cannot be made takes nobody's place for good", async () => {
  const step = capture((x: tf.Tensor) => (x.shape[0] === 2 ? tf.unique(x).values : tf.neg(x)), {
    maxGraphs: 2,
  });
  (await step(tf.ones([1]))).dispose();
  await assert.rejects(step(tf.ones([2])), /Unique/);
  (await step(tf.ones([3]))).dispose();
  assert.equal(step.graphs.length, 2);
  await step.dispose();
});

test("maxGraphs must be a whole number from 1", () => {
  for (const maxGraphs of [0, -1, 1.5, Number.NaN])
    assert.throws(() => doubling(maxGraphs), /maxGraphs is .*, expected a whole number from 1/);
});

test("a pool keeps what is in use once more, and at least its floor", () => {
  const pool = new BufferPool();
  pool.floor = 160;
  const held = [10, 20, 30].map((elements) => pool.take(elements, "float32")); // 240 bytes
  pool.give(held[0]!);
  assert.equal(pool.bytes, 40);
  pool.give(held[1]!); // 120 bytes are free and 120 in use
  assert.equal(pool.bytes, 120);
  const again = pool.take(10, "float32");
  assert.equal(again.buffer, held[0]!.buffer);
  pool.give(again);
  pool.give(held[2]!); // nothing is in use: of 240 free bytes, the 80 of the size used longest ago go
  assert.equal(pool.bytes, 160);
  assert.equal(pool.take(30, "float32").buffer, held[2]!.buffer);
  assert.equal(pool.take(10, "float32").buffer, held[0]!.buffer);
  assert.notEqual(pool.take(20, "float32").buffer, held[1]!.buffer);
});

test("a loop that alternates reuses its buffers, whatever their size", () => {
  const pool = new BufferPool();
  pool.floor = 0;
  let state = pool.take(1000, "float32");
  const seen = new Set([state.buffer]);
  for (let step = 0; step < 10; step++) {
    const next = pool.take(1000, "float32");
    pool.give(state);
    state = next;
    seen.add(state.buffer);
  }
  assert.equal(seen.size, 2);
});
