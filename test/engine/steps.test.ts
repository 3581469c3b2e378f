import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";
import { entries, type Params } from "../../lib/training/models/params.js";
import { initialState, tasks, trainStep } from "./tasks.js";

/** Largest difference between two lists of numbers, as a part of the largest of them. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [most, scale] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    most = Math.max(most, Math.abs(actual[at]! - expected[at]!));
    scale = Math.max(scale, Math.abs(expected[at]!));
  }
  return scale === 0 ? most : most / scale;
}

for (const [name, task] of Object.entries(tasks))
  test(`three steps of ${name}, captured, follow the cpu backend`, async () => {
    const step = trainStep(task);
    const captured = capture(step);
    const start = initialState(task, new Random(1));
    let [mine, reference] = [start, start];
    for (let at = 0; at < 3; at++) {
      const batch = task.batch(new Random(at));
      const fast = await captured(mine, batch);
      const slow = tf.tidy(() => step(reference, batch));
      const [a, b] = [fast.loss.dataSync()[0]!, slow.loss.dataSync()[0]!];
      assert.ok(Math.abs(a - b) <= 1e-4 * Math.abs(b), `loss of step ${at}: captured ${a}, cpu ${b}`);
      if (at === 0)
        compareMoments(fast.state.optimizer.first as Params, slow.state.optimizer.first as Params);
      [mine, reference] = [fast.state, slow.state];
    }
    assert.equal(captured.graphs.length, 1);
    await captured.dispose();
  });

/** After one step the first moments are a tenth of the gradients. */
function compareMoments(fast: Params, slow: Params): void {
  const actual = new Map(entries(fast));
  const largest = Math.max(...entries(slow).map(([, x]) => tf.max(tf.abs(x)).dataSync()[0]!));
  for (const [name, expected] of entries(slow)) {
    const [a, b] = [actual.get(name)!.dataSync(), expected.dataSync()];
    // Some gradients are zero but for rounding (a key's bias in attention): they are compared with the largest of all.
    const size = Math.max(...Array.from(b, Math.abs));
    if (size > 1e-5 * largest)
      assert.ok(distance(a, b) < 1e-4, `gradient of ${name} is off by ${distance(a, b)}`);
    else
      assert.ok(
        Math.max(...Array.from(a, Math.abs)) < 1e-4 * largest,
        `gradient of ${name} should be nearly 0`,
      );
  }
}
