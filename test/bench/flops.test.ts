import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { floatOperations } from "../../lib/bench/flops.js";
import { benchTasks } from "../../lib/bench/tasks.js";
import { Training } from "../../lib/bench/training.js";

test("a matrix product costs two operations for each pair of elements that meet", () => {
  const product = (a: tf.Tensor3D, b: tf.Tensor3D) => tf.matMul(a, b, true, false);
  const inputs = [tf.zeros([5, 7, 2]), tf.zeros([5, 7, 3])];
  assert.equal(floatOperations(product, inputs), 2 * 5 * 2 * 3 * 7);
});

test("the trial CNN's step costs what its layers do, counted by hand", async () => {
  const task = benchTasks().cnn!;
  const training = new Training(task, {
    batch: task.batch(new Random(2)),
    init: new Random(1),
    options: { engine: "captured" },
  });
  // Multiplications of a forward pass over 128 images: output pixels · filter · inputs · outputs; then the dense layer.
  const [first, second, third] = [32 ** 2 * 9 * 3 * 16, 16 ** 2 * 9 * 16 * 32, 8 ** 2 * 9 * 32 * 64];
  const head = 4 * 4 * 64 * 71;
  // Forward, by parameter and by input cost the same; the first layer has no gradient by its input, the images.
  const each = 3 * (first + second + third + head) - first;
  assert.equal(training.flops, 2 * 128 * each);
  await training.dispose();
});
