import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { gelu } from "../../lib/training/models/gelu.js";
import { groupNorm, layerNorm } from "../../lib/training/models/norm.js";
import { compareWithCpu } from "./compare.js";

// Channels, rows and images in sixteens run in onnxruntime's own layout (lib/engine/graph/blocked.ts). Chains of operations
// that stay in it, leave it and come back must give what the cpu backend gives, gradients included.

type Images = tf.Tensor4D;
type Link = (x: Images, parameters: tf.Tensor[]) => Images;

/** A parameter of a shape, taken from the front of the list. */
const next = (parameters: tf.Tensor[]) => parameters.shift()!;
const [batch, side, channels] = [16, 4, 16];

/** Batch normalisation with the batch's own statistics, as in training. */
function batchNorm(x: Images, gain: tf.Tensor, bias: tf.Tensor): Images {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), gain);
  return tf.add(tf.mul(tf.sub(x, mean), factor), bias);
}

const links: Record<string, { shapes: number[][]; link: Link }> = {
  conv: { shapes: [[3, 3, channels, channels]], link: (x, p) => tf.conv2d(x, next(p) as Images, 1, "same") },
  "conv 1 × 1": {
    shapes: [[1, 1, channels, channels]],
    link: (x, p) => tf.conv2d(x, next(p) as Images, 1, "valid"),
  },
  "conv to 32 and back": {
    shapes: [
      [3, 3, channels, 32],
      [1, 1, 32, channels],
    ],
    link: (x, p) => tf.conv2d(tf.conv2d(x, next(p) as Images, 1, 1), next(p) as Images, 1, 0),
  },
  "conv, stride 2, and up again": {
    shapes: [[3, 3, channels, channels]],
    link: (x, p) =>
      tf.mirrorPad(
        tf.conv2d(x, next(p) as Images, 2, 1),
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        "symmetric",
      ),
  },
  bias: { shapes: [[channels]], link: (x, p) => tf.add(x, next(p)) },
  "scale from the left": { shapes: [[channels]], link: (x, p) => tf.mul(next(p), x) },
  "taken from a vector": { shapes: [[channels]], link: (x, p) => tf.sub(next(p), x) },
  "divided by a number": { shapes: [], link: (x) => tf.div(x, 1.7) },
  relu: { shapes: [], link: (x) => tf.relu(x) },
  gelu: { shapes: [], link: (x) => gelu(x) as Images },
  sigmoid: { shapes: [], link: (x) => tf.sigmoid(x) },
  "batch norm": {
    shapes: [[channels], [channels]],
    link: (x, p) => batchNorm(x, next(p), next(p)),
  },
  "group norm": {
    shapes: [[channels], [channels]],
    link: (x, p) => groupNorm({ gain: next(p), bias: next(p) }, x, 4),
  },
  "scale and offset per channel of an image": {
    shapes: [
      [batch, 1, 1, channels],
      [batch, 1, 1, channels],
    ],
    link: (x, p) => tf.add(tf.mul(x, next(p)), next(p)),
  },
  "offset per image, scale per channel": {
    shapes: [[batch, 1, 1, 1], [channels]],
    link: (x, p) => tf.relu(tf.mul(tf.sub(x, next(p)), next(p))),
  },
  "two images' factors in a sum": {
    shapes: [
      [batch, 1, 1, channels],
      [batch, 1, 1, channels],
    ],
    link: (x, p) => tf.add(tf.add(tf.mul(x, next(p)), tf.mul(tf.relu(x), next(p))), x),
  },
  "factor per image, batch's mean taken off": {
    shapes: [[batch, 1, 1, channels]],
    link: (x, p) => {
      const scaled = tf.mul(x, next(p));
      return tf.sub(scaled, tf.mean(scaled, [0, 1, 2]));
    },
  },
  residual: { shapes: [], link: (x) => tf.add(tf.relu(tf.mul(x, 0.5)), x) },
  "product of two": { shapes: [], link: (x) => tf.mul(tf.tanh(x), tf.add(x, 1)) },
  "difference of two": { shapes: [], link: (x) => tf.sub(tf.relu(x), x) },
  "max pool and tile": { shapes: [], link: (x) => tf.tile(tf.maxPool(x, 2, 2, "valid"), [1, 2, 2, 1]) },
  "max pool after relu": {
    shapes: [],
    link: (x) => tf.tile(tf.maxPool(tf.relu(x), 2, 2, "valid"), [1, 2, 2, 1]),
  },
  "mean pool and tile": { shapes: [], link: (x) => tf.tile(tf.avgPool(x, 2, 2, "valid"), [1, 2, 2, 1]) },
  "mean over places taken off": { shapes: [], link: (x) => tf.sub(x, tf.mean(x, [1, 2], true)) },
  "mean over channels taken off": { shapes: [], link: (x) => tf.sub(x, tf.mean(x, 3, true)) },
  "rows through a layer": {
    shapes: [[channels, channels], [channels]],
    link: (x, p) => {
      const rows = tf.reshape(tf.tile(x, [2, 1, 1, 1]), [2 * batch * side * side, channels]);
      const out = tf.add(tf.matMul(rows, next(p) as tf.Tensor2D), next(p));
      return tf.slice(tf.reshape(out, [2 * batch, side, side, channels]), 0, [
        batch,
        -1,
        -1,
        -1,
      ] as never) as Images;
    },
  },
  "a perceptron on rows of three axes": {
    shapes: [[channels, 32], [32], [32, channels], [channels], [channels], [channels]],
    link: (x, p) => {
      const images = tf.tile(x, [2, 1, 1, 1]);
      const state = tf.reshape(images, [2 * batch, side * side, channels]);
      const layer = (input: tf.Tensor) => {
        const weights = next(p) as tf.Tensor2D;
        const rows = tf.reshape(input, [-1, weights.shape[0]]) as tf.Tensor2D;
        const sums = tf.add(tf.matMul(rows, weights), next(p));
        return tf.reshape(sums, [2 * batch, side * side, -1]);
      };
      const out = tf.add(state, layer(gelu(layer(state))));
      const normal = layerNorm({ gain: next(p), bias: next(p) }, out);
      return tf.add(tf.slice(tf.reshape(normal, images.shape), 0, [batch, -1, -1, -1] as never), x) as Images;
    },
  },
  "images as rows, scaled and put back": {
    shapes: [[channels], [batch, 1, 1, channels]],
    link: (x, p) => {
      const rows = tf.reshape(x, [-1, channels]);
      const scaled = tf.reshape(tf.mul(tf.sub(rows, tf.mean(rows, 0)), next(p)), x.shape);
      return tf.add(tf.mul(scaled, next(p)), x) as Images;
    },
  },
  "rows halved, then summed": {
    shapes: [[channels]],
    link: (x, p) => {
      const pairs = tf.reshape(tf.relu(x), [batch / 2, 2, side * side, channels]);
      const means = tf.mean(tf.add(pairs, next(p)), [1, 2], true);
      return tf.reshape(tf.sub(pairs, means), x.shape) as Images;
    },
  },
  "turned over": { shapes: [], link: (x) => tf.transpose(x, [0, 2, 1, 3]) },
};

const drawn = (shape: readonly number[], random: Random): tf.Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  const scale = shape.length > 1 ? Math.sqrt(shape[shape.length - 1]! / size) : 1;
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal() * scale),
    [...shape],
  );
};

async function compareChain(chain: readonly string[], seed: number): Promise<void> {
  const random = new Random(seed);
  const shapes = chain.flatMap((name) => links[name]!.shapes);
  const inputs = [[batch, side, side, channels], ...shapes].map((shape) => drawn(shape, random));
  const weights = drawn([batch, side, side, channels], random);
  const loss = (...values: tf.Tensor[]) => {
    const [x, ...parameters] = values as [Images, ...tf.Tensor[]];
    const y = chain.reduce((value, name) => links[name]!.link(value, parameters), x);
    return tf.sum(tf.mul(y, weights)) as tf.Scalar;
  };
  const step = (...values: tf.Tensor[]) => {
    const { value, grads } = tf.valueAndGrads(loss)(values);
    return [value, ...grads];
  };
  await compareWithCpu(step, inputs, { relative: 2e-4, absolute: 2e-3 });
  tf.dispose([inputs, weights]);
}

for (const name of Object.keys(links))
  test(`between convolutions: ${name}`, () => compareChain(["conv", name, "conv"], 1));

test("chains of such operations in any order", async () => {
  const names = Object.keys(links);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 6 }),
      fc.nat(1000),
      (chain, seed) => compareChain(["conv", ...chain], seed),
    ),
    { numRuns: Number(process.env.CHAIN_RUNS ?? 12), seed: 3 },
  );
});

test("equal numbers in a window: the first one gets the gradient, as in the cpu backend", async () => {
  const filter = tf.tensor4d(
    Float32Array.from({ length: 256 }, (_, at) => (at % 17 === 0 ? 1 : 0)),
    [1, 1, 16, 16],
  );
  const random = new Random(5);
  // Few different numbers, so that most windows have equal ones; the convolution hands them on as they are.
  const x = tf.tensor4d(
    Float32Array.from({ length: 16 * 4 * 4 * 16 }, () => random.integer(3) - 1),
    [16, 4, 4, 16],
  );
  const weights = drawn([16, 2, 2, 16], random);
  const loss = (v: tf.Tensor) =>
    tf.sum(tf.mul(tf.maxPool(tf.conv2d(v as Images, filter, 1, 0), 2, 2, 0), weights)) as tf.Scalar;
  await compareWithCpu((v) => [tf.grad(loss)(v!)], [x], { relative: 0, absolute: 0 });
});

test("a product that lies in blocks, beside conditions that do not", async () => {
  const random = new Random(6);
  const step = (...[a, b]: tf.Tensor[]) => {
    const scores = tf.matMul(a!, b!, false, true);
    return [tf.argMax(scores, 1), tf.where(tf.greater(scores, 0), scores, tf.mul(scores, 0.5))];
  };
  // Places of the largest are whole numbers: within this tolerance they are equal. Sums of 16 products are within 10⁻⁵.
  await compareWithCpu(step, [drawn([512, 16], random), drawn([512, 16], random)], {
    relative: 1e-5,
    absolute: 1e-5,
  });
});
