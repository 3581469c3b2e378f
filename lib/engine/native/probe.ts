// Checks that a built tfjs-node computes. Runs in a separate process, because tfjs-node can only be loaded once.
// Computes a matrix product and a training step on TensorFlow and on the cpu backend, and prints their differences as
// a line of JSON.

import * as tf from "@tensorflow/tfjs";
import { loadNative } from "./load.js";

const numbers = (size: number, frequency: number) =>
  Float32Array.from({ length: size }, (_, at) => Math.sin(frequency * at + 1));

/** A convolution, a dense layer, cross-entropy and one step of gradient descent: the loss and the new values. */
function step(): Float32Array[] {
  return tf.tidy(() => {
    const images = tf.tensor4d(numbers(4 * 8 * 8 * 3, 0.37), [4, 8, 8, 3]);
    const labels = tf.oneHot([0, 1, 2, 1], 3);
    const lossOf = (filter: tf.Tensor, weights: tf.Tensor) => {
      const maps = tf.relu(tf.conv2d(images, filter as tf.Tensor4D, 1, "same"));
      const scores = tf.matMul(tf.reshape(tf.maxPool(maps, 2, 2, "valid"), [4, 64]), weights);
      return tf.losses.softmaxCrossEntropy(labels, scores) as tf.Scalar;
    };
    const values = [
      tf.tensor(numbers(3 * 3 * 3 * 4, 0.71), [3, 3, 3, 4]),
      tf.tensor(numbers(64 * 3, 0.53), [64, 3]),
    ];
    const { value, grads } = tf.valueAndGrads(lossOf)(values);
    const next = values.map((one, at) => tf.sub(one, tf.mul(0.1, grads[at]!)));
    return [value, ...next].map((one) => one.dataSync<"float32">());
  });
}

const product = (): Float32Array =>
  tf.tidy(() => {
    const [a, b] = [tf.tensor(numbers(48 * 32, 0.3), [48, 32]), tf.tensor(numbers(32 * 40, 0.9), [32, 40])];
    return tf.matMul(a, b).dataSync<"float32">();
  });

const compute = () => ({ matMul: [product()], step: step() });
const furthest = (a: Float32Array[], b: Float32Array[]) =>
  Math.max(...a.flatMap((list, at) => Array.from(list, (value, place) => Math.abs(value - b[at]![place]!))));

await tf.setBackend("cpu");
const expected = compute();
loadNative();
await tf.setBackend("tensorflow");
const actual = compute();
const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
process.stdout.write(
  `${JSON.stringify({
    tensorflow: binding.TF_Version,
    matMul: furthest(expected.matMul, actual.matMul),
    step: furthest(expected.step, actual.step),
  })}\n`,
);
