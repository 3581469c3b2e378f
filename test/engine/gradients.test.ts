import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import { gelu } from "../../lib/training/models/gelu.js";
import "./compare.js";

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;
const chosen = tf.tensor1d([1, 0, 0, 1], "bool");
const ids = tf.tensor1d([2, 0, 2, 1], "int32");

// Operations whose gradients are what they should be, with the shapes of their inputs and the range of their numbers.
type Operation = readonly [Op, number[][], [number, number]?];
const operations: Record<string, Operation> = {
  "matMul, transposed": [
    (a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, true, true),
    [
      [3, 4],
      [5, 3],
    ],
  ],
  "matMul, batches": [
    (a, b) => tf.matMul(a as tf.Tensor3D, b as tf.Tensor3D),
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
  ],
  "conv2d, stride 2": [
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
    [
      [2, 5, 6, 3],
      [3, 3, 3, 4],
    ],
  ],
  "conv2d, padding": [
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 1),
    [
      [2, 5, 4, 2],
      [3, 3, 2, 3],
    ],
  ],
  "conv2d, 1 × 1": [
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "valid"),
    [
      [2, 3, 4, 2],
      [1, 1, 2, 3],
    ],
  ],
  depthwiseConv2d: [
    (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
    [
      [2, 4, 5, 3],
      [3, 3, 3, 2],
    ],
  ],
  "maxPool, apart": [(x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"), [[2, 4, 6, 3]]],
  "maxPool, overlapping": [(x) => tf.maxPool(x as tf.Tensor4D, 3, 2, "same"), [[2, 5, 6, 3]]],
  "avgPool, apart": [(x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), [[2, 4, 6, 3]]],
  "avgPool, padded": [(x) => tf.avgPool(x as tf.Tensor4D, 3, 2, "same"), [[2, 5, 6, 3]]],
  relu: [(x) => tf.relu(x), [[20]]],
  gelu: [(x) => gelu(x), [[3, 7]]],
  elu: [(x) => tf.elu(x), [[20]]],
  sigmoid: [(x) => tf.sigmoid(x), [[20]]],
  tanh: [(x) => tf.tanh(x), [[20]]],
  softplus: [(x) => tf.softplus(x), [[20]]],
  erf: [(x) => tf.erf(x), [[20]]],
  "log and sqrt": [(x) => tf.add(tf.log(x), tf.sqrt(x)), [[20]], [0.5, 3]],
  pow: [(x, y) => tf.pow(x, y), [[3, 4], [4]], [0.5, 2]],
  div: [
    (x, y) => tf.div(x, y),
    [
      [3, 4],
      [3, 1],
    ],
    [0.5, 2],
  ],
  softmax: [(x) => tf.softmax(x), [[3, 5]]],
  logSoftmax: [(x) => tf.logSoftmax(x), [[3, 5]]],
  logSumExp: [(x) => tf.logSumExp(x, 1), [[3, 5]]],
  "mean and variance": [(x) => tf.moments(x, [0, 2]).variance, [[3, 4, 5]]],
  max: [(x) => tf.max(x, 1), [[3, 5]]],
  "embedding lookup": [(table) => tf.gather(table, ids), [[3, 4]]],
  concat: [
    (x, y) => tf.square(tf.concat([x, y], 1)),
    [
      [3, 4],
      [3, 2],
    ],
  ],
  slice: [(x) => tf.square(tf.slice(x, [1, 0], [2, 3])), [[3, 4]]],
  pad: [
    (x) =>
      tf.square(
        tf.pad(
          x,
          [
            [1, 0],
            [0, 2],
          ],
          1,
        ),
      ),
    [[3, 4]],
  ],
  tile: [(x) => tf.square(tf.tile(x, [2, 3])), [[3, 4]]],
  where: [
    (x, y) => tf.where(chosen, tf.square(x), tf.exp(y)),
    [
      [3, 4],
      [3, 4],
    ],
  ],
  cumsum: [(x) => tf.square(tf.cumsum(x, 1)), [[3, 4]]],
  reverse: [(x) => tf.mul(tf.reverse(x, 1), x), [[3, 4]]],
  transpose: [(x) => tf.mul(tf.transpose(x), tf.reshape(x, [4, 3])), [[3, 4]]],
  "stack and unstack": [(x) => tf.stack(tf.unstack(x).map((row, at) => tf.mul(row, at + 1))), [[3, 4]]],
  batchNorm: [
    (x, m, v, o, s) =>
      tf.batchNorm(x as tf.Tensor2D, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D),
    [[5, 3], [3], [3], [3], [3]],
    [0.5, 2],
  ],
  resizeBilinear: [(x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 7]), [[2, 3, 4, 2]]],
  norm: [(x) => tf.div(x, tf.norm(x, 2, 1, true)), [[3, 4]]],
  prod: [(x) => tf.prod(x, 1), [[3, 4]], [0.5, 2]],
};

function drawn(shape: number[], random: Random, [low, high]: [number, number]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => low + (high - low) * random.uniform()),
    shape,
  );
}

for (const [name, [operation, shapes, range = [-2, 2] as [number, number]]] of Object.entries(operations))
  test(`the gradient of ${name} is the slope of its values`, async () => {
    const random = new Random(name);
    const inputs = shapes.map((shape) => drawn(shape, random, range));
    const along = shapes.map((shape) => drawn(shape, random, [-1, 1]));
    // A weighted sum makes it one number; weights that differ tell the elements apart.
    const weights = drawn(operation(...inputs).shape, random, [-1, 1]);
    const value = (...x: tf.Tensor[]) => tf.sum(tf.mul(operation(...x), weights)) as tf.Scalar;
    const gradient = capture((...x: tf.Tensor[]) => tf.grads(value)(x));
    const forward = capture((...x: tf.Tensor[]) => value(...x));
    const slopes = await gradient(...inputs);
    const expected = slopes.reduce((sum, g, at) => sum + tf.sum(tf.mul(g, along[at]!)).dataSync()[0]!, 0);
    const h = 2e-3;
    const moved = async (by: number) =>
      (await forward(...inputs.map((x, at) => tf.add(x, tf.mul(along[at]!, by))))).dataSync()[0]!;
    // Central differences, at two widths: Richardson's combination cancels the error in h².
    const difference = async (width: number) => ((await moved(width)) - (await moved(-width))) / (2 * width);
    const measured = (4 * (await difference(h)) - (await difference(2 * h))) / 3;
    const scale = Math.max(1, ...slopes.map((g) => tf.max(tf.abs(g)).dataSync()[0]!));
    assert.ok(Math.abs(measured - expected) < 2e-2 * scale, `slope ${measured}, gradient ${expected}`);
    await gradient.dispose();
    await forward.dispose();
  });
