import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";
import type { Random } from "../../base/random.js";
import { selfAttention, selfAttentionInit } from "./attention.js";
import { dense, denseInit } from "./dense.js";
import { gelu } from "./gelu.js";
import { size } from "./kinds.js";
import { afterNorm, layerNorm, normInit, standardise } from "./norm.js";
import { group, type Params } from "./params.js";

export interface TransformerSize {
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of the hidden layer in each block's perceptron, as a multiple of `width`. */
  readonly expansion: number;
}

/** Schemas and defaults of a transformer's sizes. */
export const transformerFields = {
  width: size.default(64),
  depth: size.default(4),
  heads: size.default(4),
  /** Hidden width of a block's perceptron, as a multiple of `width`. */
  expansion: size.default(4),
};

/** @throws InputError unless the number of heads divides the width */
export function checkHeads({ width, heads }: Pick<TransformerSize, "width" | "heads">): void {
  if (width % heads !== 0) throw new InputError(`width ${width} is not a multiple of ${heads} heads`);
}

/** The factor on the last layer of a residual branch, which keeps the size of the sum (Radford et al. 2019, §2.3). */
export function residualScale(branches: number): number {
  return 1 / Math.sqrt(branches);
}

/** Parameters of two dense layers with a GELU between them. */
export function perceptronInit(
  random: Random,
  { width, hidden, scale }: { width: number; hidden: number; scale?: number },
): Params {
  return {
    expand: denseInit(random, { inputs: width, outputs: hidden }),
    contract: denseInit(random, { inputs: hidden, outputs: width, ...(scale !== undefined && { scale }) }),
  };
}

export function perceptron<T extends tf.Tensor>(params: Params, input: T): T {
  return dense(group(params, "contract"), gelu(dense(group(params, "expand"), input)));
}

/** A layer normalisation and the perceptron after it, from the groups `norm` and `name` of a block's parameters. */
export function normalisedPerceptron<T extends tf.Tensor>(
  block: Params,
  norm: string,
  name: string,
  input: T,
): T {
  const params = group(block, name);
  const expand = afterNorm(group(block, norm), group(params, "expand"));
  return perceptron({ ...params, expand }, standardise(input, [input.rank - 1]));
}

/** Parameters of `depth` pre-norm blocks and the norm after them. */
export function transformerInit(random: Random, { width, depth, expansion }: TransformerSize): Params {
  const scale = residualScale(2 * depth);
  const blocks = Array.from({ length: depth }, (_, block): [string, Params] => {
    const own = random.stream(`block${block}`);
    return [
      `block${block}`,
      {
        norm1: normInit(width),
        attention: selfAttentionInit(own.stream("attention"), width, scale),
        norm2: normInit(width),
        perceptron: perceptronInit(own.stream("perceptron"), { width, hidden: expansion * width, scale }),
      },
    ];
  });
  return { ...Object.fromEntries(blocks), norm: normInit(width) };
}

/**
 * Applies pre-norm transformer blocks (Dosovitskiy et al. 2021, eq. 2–3): [batch, positions, width] → same shape.
 * @param mask see `selfAttention`
 */
export function transformer(
  params: Params,
  input: tf.Tensor3D,
  { depth, heads }: Pick<TransformerSize, "depth" | "heads">,
  mask?: tf.Tensor2D,
): tf.Tensor3D {
  let state = input;
  for (let block = 0; block < depth; block++) {
    const own = group(params, `block${block}`);
    const attention = group(own, "attention");
    const queryKeyValue = afterNorm(group(own, "norm1"), group(attention, "queryKeyValue"));
    const seen = selfAttention({ ...attention, queryKeyValue }, standardise(state, [2]), heads, mask);
    state = tf.add(state, seen);
    state = tf.add(state, normalisedPerceptron(own, "norm2", "perceptron", state));
  }
  return layerNorm(group(params, "norm"), state);
}
