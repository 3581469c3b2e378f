import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { inBatches } from "../../../lib/training/train/inBatches.js";
import { countCorrect, predictions } from "../../../lib/training/train/predictions.js";

await tf.setBackend("cpu");

test("predictions by hand: the largest score, the first of equals, none of NaN, among some classes only", () => {
  const scores = [0.1, 0.7, 0.2, 5, 5, 1, Number.NaN, Number.NaN, Number.NaN, -1e9, -2, -3];
  assert.deepEqual([...predictions(scores, 3)], [1, 0, -1, 1]);
  assert.deepEqual([...predictions(scores, 3, [0, 2])], [2, 0, -1, 2]);
  const least = Number.NEGATIVE_INFINITY;
  assert.deepEqual([...predictions([least, least], 2)], [0]);
});

test("counts by hand, by class, and a prediction of nothing is never right", () => {
  const counts = countCorrect(Int32Array.of(1, 0, -1, 1), Int32Array.of(1, 1, 2, 1), 3);
  assert.deepEqual(counts, { correct: 2, total: 4, correctByClass: [0, 2, 0], totalByClass: [0, 3, 1] });
  assert.throws(() => countCorrect(Int32Array.of(0), Int32Array.of(-1), 3), /test image 0 has label -1 of 3/);
});

test("batches of one size: the rows are those of the images, whatever the rest", async () => {
  const images = Uint8Array.from({ length: 7 * 4 }, (_, at) => at * 9);
  const shapes = new Set<string>();
  const before = tf.memory().numTensors;
  const rows = await inBatches(images, { height: 2, width: 2, channels: 1 }, 3, async (batch) => {
    shapes.add(String(batch.shape));
    return tf.tidy(() => tf.mean(tf.reshape(batch, [3, 4]), 1, true) as tf.Tensor2D);
  });
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual([...shapes], ["3,2,2,1"]);
  for (const [row, value] of rows.entries())
    assert.ok(Math.abs(value - ((row * 4 + 1.5) * 9) / 127.5 + 1) < 1e-6);
  assert.equal(rows.length, 7);
});
