import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { Random } from "../../base/random.js";
import {
  causalMask,
  crossAttention,
  crossAttentionInit,
  selfAttention,
  selfAttentionInit,
} from "./attention.js";
import { filled, normal } from "./initial.js";
import { size } from "./kinds.js";
import { layerNorm, normInit } from "./norm.js";
import { group, type Params, tensor } from "./params.js";
import { embedTokens, type TextShape } from "./text.js";
import {
  checkHeads,
  normalisedPerceptron,
  perceptronInit,
  residualScale,
  type TransformerSize,
  transformerFields,
} from "./transformer.js";

export type DecoderConfig = TransformerSize;

/** The decoder's sizes. One or two transformer blocks are enough for short captions. */
export const decoderSchema = z.strictObject({ ...transformerFields, depth: size.default(1) });

export interface CaptionDecoder {
  init(random: Random): Params;
  /**
   * Scores of the token that follows each position. The text may be shorter than the model's length, but not longer.
   * @returns `logits` [batch · length, vocabulary]; `chosen` [batch, length], the scores of the tokens in `next`
   */
  forward(
    params: Params,
    input: { readonly grid: tf.Tensor3D; readonly tokens: tf.Tensor2D; readonly next: tf.Tensor2D },
  ): { readonly logits: tf.Tensor2D; readonly chosen: tf.Tensor2D };
}

/**
 * A causal transformer that attends to the places of an image (Vaswani et al. 2017, §3.1, pre-norm). The word vectors
 * are also the output layer, as in VirTex (Desai & Johnson 2021, §3).
 * @param gridDim width of the image's places
 */
export function captionDecoder(
  config: DecoderConfig,
  { vocabulary, length }: TextShape,
  gridDim: number,
): CaptionDecoder {
  const { width, depth, heads } = config;
  checkHeads(config);
  const blocks = Array.from({ length: depth }, (_, block) => `block${block}`);
  return {
    init: (random) => ({
      embedding: normal(random.stream("embedding"), [vocabulary, width], 1 / Math.sqrt(width)),
      position: normal(random.stream("position"), [length, width], 0.02),
      outputBias: filled([vocabulary], 0),
      ...Object.fromEntries(blocks.map((block) => [block, blockInit(random.stream(block), config, gridDim)])),
      norm: normInit(width),
    }),
    forward(params, { grid, tokens, next }) {
      const table = tensor<tf.Tensor2D>(params, "embedding");
      const bias = tensor<tf.Tensor1D>(params, "outputBias");
      const used = tokens.shape[1]; // texts shorter than the model's need not be padded
      const mask = causalMask(used);
      const position = tf.slice(tensor<tf.Tensor2D>(params, "position"), [0, 0], [used, width]);
      let state = tf.add(embedTokens(table, tokens), position) as tf.Tensor3D;
      for (const block of blocks) {
        const own = group(params, block);
        const heard = selfAttention(
          group(own, "selfAttention"),
          layerNorm(group(own, "norm1"), state),
          heads,
          mask,
        );
        state = tf.add(state, heard);
        const seen = crossAttention(
          group(own, "crossAttention"),
          layerNorm(group(own, "norm2"), state),
          grid,
          heads,
        );
        state = tf.add(state, seen);
        state = tf.add(state, normalisedPerceptron(own, "norm3", "perceptron", state));
      }
      const last = layerNorm(group(params, "norm"), state); // [batch, length, width]
      const logits = tf.add(tf.matMul(tf.reshape(last, [-1, width]), table, false, true), bias);
      // The score of one token is one product: no one-hot matrix as large as the logits is needed.
      const chosen = tf.add(tf.sum(tf.mul(last, embedTokens(table, next)), 2), tf.gather(bias, next));
      return { logits: logits as tf.Tensor2D, chosen: chosen as tf.Tensor2D };
    },
  };
}

function blockInit(random: Random, { width, depth, expansion }: DecoderConfig, gridDim: number): Params {
  const scale = residualScale(3 * depth);
  return {
    norm1: normInit(width),
    selfAttention: selfAttentionInit(random.stream("selfAttention"), width, scale),
    norm2: normInit(width),
    crossAttention: crossAttentionInit(random.stream("crossAttention"), { width, memory: gridDim }, scale),
    norm3: normInit(width),
    perceptron: perceptronInit(random.stream("perceptron"), { width, hidden: expansion * width, scale }),
  };
}
