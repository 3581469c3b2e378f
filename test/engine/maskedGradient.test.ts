import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { compareWithCpu } from "./compare.js";

// The gradient of max pooling after a ReLU masks dy before it is spread over the windows (kernels/maskedGradient.ts).

const random = new Random("masked gradient");
const exact = { relative: 0, absolute: 0 };

/** Small integers, so that windows contain equal numbers, and many windows only negative ones. */
const images = (channels: number) =>
  tf.tensor4d(
    Float32Array.from({ length: 2 * 8 * 8 * channels }, () => Math.round(2 * random.normal() - 1)),
    [2, 8, 8, channels],
  );

for (const channels of [3, 16])
  for (const [size, stride, pad] of [
    [2, 2, "valid"],
    [3, 2, "same"],
    [3, 1, "valid"],
    [4, 4, "valid"],
  ] as const)
    test(`windows of ${size}, stride ${stride}, ${pad}, ${channels} channels: as the cpu backend`, async () => {
      const gradient = (of: (x: tf.Tensor4D) => tf.Tensor4D) => (x: tf.Tensor) => {
        const pooled = (v: tf.Tensor) => {
          const active = of(v as tf.Tensor4D);
          const y = tf.maxPool(active, size, stride, pad);
          // The ReLU is used a second time, so that its gradient is a sum.
          return [tf.sum(tf.mul(y, tf.add(y, 2))), tf.sum(tf.square(active))] as const;
        };
        const alone = tf.grad((v) => pooled(v)[0])(x);
        const both = tf.grad((v) => tf.add(...pooled(v)))(x);
        return [alone, both];
      };
      // Integers stay exact. The last function masks by another value than the one that is pooled.
      const functions = [
        (x: tf.Tensor4D) => tf.relu(x),
        (x: tf.Tensor4D) => tf.relu(tf.add(tf.relu(x), -1) as tf.Tensor4D),
        (x: tf.Tensor4D) => tf.mul(tf.relu(x), tf.step(tf.sub(x, 1))) as tf.Tensor4D,
      ];
      for (const of of functions) await compareWithCpu((x) => gradient(of)(x!), [images(channels)], exact);
    });
