import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";
import { filled, forLinear, forRelu } from "./initial.js";
import { type Params, tensor } from "./params.js";

interface DenseInit {
  readonly inputs: number;
  readonly outputs: number;
  /** What follows the layer. It determines the spread of the initial values. */
  readonly before?: "relu" | "linear";
  /** Factor on the initial values; below 1 for the last layer of a residual branch. */
  readonly scale?: number;
}

/** Parameters of a fully connected layer: `kernel` [inputs, outputs] and `bias` [outputs], initially zero. */
export function denseInit(random: Random, { inputs, outputs, before, scale }: DenseInit): Params {
  const shape = [inputs, outputs];
  return {
    kernel: before === "relu" ? forRelu(random, shape) : forLinear(random, shape, scale),
    bias: filled([outputs], 0),
  };
}

/** A fully connected layer over the last axis: [..., inputs] → [..., outputs]. */
export function dense<T extends tf.Tensor>(params: Params, input: T): T {
  const kernel = tensor<tf.Tensor2D>(params, "kernel");
  const [inputs, outputs] = kernel.shape;
  // One matrix product over all rows, because the gradient of a batched product is far slower.
  const rows = input.rank === 2 ? (input as unknown as tf.Tensor2D) : tf.reshape(input, [-1, inputs]);
  const sums = tf.add(tf.matMul(rows as tf.Tensor2D, kernel), tensor(params, "bias"));
  return (input.rank === 2 ? sums : tf.reshape(sums, [...input.shape.slice(0, -1), outputs])) as T;
}
