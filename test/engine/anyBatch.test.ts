import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import { loadRuntime } from "../../lib/engine/runtime.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "any-batch-"));
});
after(() => rm(folder, { recursive: true }));

const filter = tf.randomNormal([3, 3, 2, 4], 0, 1, "float32", 1) as tf.Tensor4D;
const weights = tf.randomNormal([36, 5], 0, 1, "float32", 2) as tf.Tensor2D;

const steps: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  "convolution, pooling, dense": (x) => {
    const y = tf.maxPool(tf.relu(tf.conv2d(x as tf.Tensor4D, filter, 1, "same")), 2, 2, "same");
    return tf.softmax(tf.matMul(tf.reshape(y, [x.shape[0]!, 36]) as tf.Tensor2D, weights));
  },
  "batch statistics": (x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2], true);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
  },
  "a mean over the batch": (x) => tf.mean(tf.square(x), 0),
  "the batch size as a number": (x) => tf.add(tf.mul(x, x.shape[0]!), 2 * x.shape[0]! + 1),
  "slices, joins and tiles": (x) =>
    tf.concat(
      [tf.slice(x, [0, 1], [x.shape[0]!, 2]), tf.tile(tf.slice(x, [0, 0], [-1, 1]), [1, 3, 1, 1])],
      1,
    ),
  "a gradient": (x) =>
    tf.grad((v: tf.Tensor) => tf.mean(tf.square(tf.conv2d(v as tf.Tensor4D, filter, 1, "valid"))))(x),
};

for (const [name, step] of Object.entries(steps))
  test(`${name}: one saved graph computes every batch size`, async () => {
    const captured = capture(step);
    const path = join(folder, `${name.replace(/\W/g, "-")}.onnx`);
    const example = tf.ones([4, 6, 6, 2]);
    const tensors = tf.memory().numTensors;
    await captured.saveForAnyBatch(path, [0], example);
    assert.equal(tf.memory().numTensors, tensors);
    const { InferenceSession, Tensor } = await loadRuntime();
    const session = await InferenceSession.create(path);
    const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
    for (const size of [1, 3, 16, 200]) {
      const x = tf.randomNormal([size, 6, 6, 2], 0, 1, "float32", size);
      const expected = step(x);
      const fed = new Tensor("float32", x.dataSync() as Float32Array, x.shape);
      const made = (await session.run({ [input]: fed }))[output]!;
      assert.deepEqual([...made.dims], expected.shape);
      const right = expected.dataSync();
      // Sums of a few thousand 32-bit floats.
      (made.data as Float32Array).forEach((value, at) => {
        const bound = 1e-4 * (1 + Math.abs(right[at]!));
        assert.ok(Math.abs(value - right[at]!) <= bound, `${size}: ${value}, expected ${right[at]}`);
      });
      tf.dispose([x, expected]);
    }
    await session.release();
    await captured.dispose();
  });

test("a batch size that enters without a formula is an error", async () => {
  const path = join(folder, "refused.onnx");
  const odd = capture((x: tf.Tensor) => tf.mul(x, Math.sqrt(x.shape[0]!)));
  await assert.rejects(
    odd.saveForAnyBatch(path, [0], tf.ones([2])),
    /cannot be saved for any batch size: a number in Mul/,
  );
  const branch = capture((x: tf.Tensor) => (x.shape[0]! > 102 ? tf.neg(tf.square(x)) : x));
  await assert.rejects(branch.saveForAnyBatch(path, [0], tf.ones([2])), /the number of operations/);
  await assert.rejects(branch.saveForAnyBatch(path, [1], tf.ones([2])), /there is no argument 1/);
  await assert.rejects(branch.saveForAnyBatch(path, [0], tf.scalar(1)), /no dimension for the batch/);
  await odd.dispose();
  await branch.dispose();
});
