import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";

// Gradients that TensorFlow.js itself computes wrongly. The operations are linear, so the slope by an input is what the forward
// operation makes of an image that is 1 there and 0 elsewhere: forward passes of the cpu backend tell what is right.

type Linear = (x: tf.Tensor4D) => tf.Tensor;

const operations: Record<string, [Linear, [number, number, number, number]]> = {
  "avgPool, padding same": [(x) => tf.avgPool(x, 3, 2, "same"), [1, 4, 5, 1]],
  "avgPool, padded by a number": [(x) => tf.avgPool(x, 2, 1, 1), [1, 3, 3, 1]],
  "resizeBilinear, half-pixel centres": [
    (x) => tf.image.resizeBilinear(x, [5, 5], false, true),
    [1, 3, 3, 1],
  ],
  "resizeBilinear of two images that are not square": [
    (x) => tf.image.resizeBilinear(x, [4, 6]),
    [2, 2, 3, 1],
  ],
  "resizeNearestNeighbor, half-pixel centres": [
    (x) => tf.image.resizeNearestNeighbor(x, [5, 5], false, true),
    [1, 3, 3, 1],
  ],
  "resizeNearestNeighbor of two images that are not square": [
    (x) => tf.image.resizeNearestNeighbor(x, [4, 6]),
    [2, 2, 3, 1],
  ],
};

/** What the cpu backend computes; undefined where it fails over a gradient of the wrong shape. */
function onCpu<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    assert.match((error as Error).message, /which does not match the shape of the input/);
    return undefined;
  }
}

for (const [name, [operation, shape]] of Object.entries(operations))
  test(`the gradient of ${name} is right captured, and is not on the cpu backend`, async () => {
    const random = new Random(name);
    const count = shape.reduce((product, length) => product * length, 1);
    const outputs = tf.tidy(() => operation(tf.zeros(shape)).shape);
    const weights = tf.tensor(
      Float32Array.from({ length: outputs.reduce((product, length) => product * length, 1) }, () =>
        random.uniform(),
      ),
      outputs,
    );
    const value = (x: tf.Tensor) => tf.sum(tf.mul(operation(x as tf.Tensor4D), weights)) as tf.Scalar;
    const right = Array.from({ length: count }, (_, at) => {
      const unit = new Float32Array(count);
      unit[at] = 1;
      return tf.tidy(() => value(tf.tensor(unit, shape)).dataSync()[0]!);
    });
    const x = tf.ones(shape);
    const run = capture((a: tf.Tensor) => tf.grad(value)(a));
    const captured = (await run(x)).dataSync();
    const cpu = onCpu(() => tf.tidy(() => tf.grad(value)(x).dataSync()));
    const largest = (numbers: ArrayLike<number>) =>
      Math.max(...right.map((slope, at) => Math.abs(slope - numbers[at]!)));
    assert.ok(largest(captured) < 1e-5, `captured is off by ${largest(captured)}`); // sums of at most nine floats below 1
    assert.ok(
      cpu === undefined || largest(cpu) > 1e-2,
      "the cpu backend is right now: take it off the README's list",
    );
    await run.dispose();
  });
