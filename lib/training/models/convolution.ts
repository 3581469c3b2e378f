import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";
import { filled, forRelu } from "./initial.js";
import { type Params, tensor } from "./params.js";

interface ConvolutionInit {
  /** Side of the square kernel. */
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether there is a bias. A normalisation that follows would cancel it. */
  readonly bias: boolean;
}

/** Parameters of a convolution: `kernel` [side, side, inputs, outputs], `bias` [outputs]. */
export function convolutionInit(random: Random, { side, inputs, outputs, bias }: ConvolutionInit): Params {
  const kernel = forRelu(random, [side, side, inputs, outputs]);
  return bias ? { kernel, bias: filled([outputs], 0) } : { kernel };
}

/** A convolution with zero padding: [batch, h, w, inputs] → [batch, ⌈h/stride⌉, ⌈w/stride⌉, outputs]. */
export function convolution(params: Params, input: tf.Tensor4D, stride = 1): tf.Tensor4D {
  const sums = tf.conv2d(input, tensor<tf.Tensor4D>(params, "kernel"), stride, "same");
  return params.bias === undefined ? sums : tf.add(sums, tensor(params, "bias"));
}
