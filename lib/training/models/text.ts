import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { causalMask } from "./attention.js";
import { dense, denseInit } from "./dense.js";
import { specialTokens, type TextEncoder } from "./encoder.js";
import { normal } from "./initial.js";
import { kindNamed, schemasOf, size } from "./kinds.js";
import { group, tensor } from "./params.js";
import {
  checkHeads,
  type TransformerSize,
  transformer,
  transformerFields,
  transformerInit,
} from "./transformer.js";

/** The sum of the word vectors divided by √(number of words), then a dense layer with ReLU. Ignores word order. */
interface BagOfWordsConfig {
  readonly kind: "bagOfWords";
  readonly width: number;
}

/** A small version of CLIP's text encoder: a causal transformer read at the end token (Radford et al. 2021, §2.4). */
interface TextTransformerConfig extends TransformerSize {
  readonly kind: "transformer";
}

/** What a text encoder must know about its tokenizer. */
export interface TextShape {
  /** Number of different tokens, including the special ones. */
  readonly vocabulary: number;
  /** Tokens per text, including padding. */
  readonly length: number;
}

/** Vectors of tokens: [batch, length] → [batch, length, width]. */
export function embedTokens(table: tf.Tensor2D, tokens: tf.Tensor2D): tf.Tensor3D {
  return tf.gather(table, tokens, 0) as unknown as tf.Tensor3D;
}

/** 1 where a token equals `wanted`, else 0: [batch, length]. */
export function isToken(tokens: tf.Tensor2D, wanted: number): tf.Tensor2D {
  return tf.cast(tf.equal(tokens, tf.scalar(wanted, "int32")), "float32");
}

function bagOfWords({ width }: BagOfWordsConfig, { vocabulary }: TextShape): TextEncoder {
  return {
    featureDim: width,
    init: (random) => ({
      embedding: normal(random.stream("embedding"), [vocabulary, width], 1),
      hidden: denseInit(random.stream("hidden"), { inputs: width, outputs: width, before: "relu" }),
    }),
    forward(params, tokens) {
      const vectors = embedTokens(tensor(params, "embedding"), tokens); // [batch, length, width]
      const words = tf.cast(tf.greater(tokens, tf.scalar(specialTokens.end, "int32")), "float32");
      const count = tf.maximum(tf.sum(words, 1, true), 1); // an empty caption: 0 / 1 = 0
      const sums = tf.sum(tf.mul(vectors, tf.expandDims(words, 2)), 1) as tf.Tensor2D;
      // √count, not count: the sum of n independent vectors grows like √n, so this keeps its length constant.
      return tf.relu(dense(group(params, "hidden"), tf.div(sums, tf.sqrt(count)) as tf.Tensor2D));
    },
  };
}

function textTransformer(config: TextTransformerConfig, { vocabulary, length }: TextShape): TextEncoder {
  const { width } = config;
  checkHeads(config);
  return {
    featureDim: width,
    init: (random) => ({
      embedding: normal(random.stream("embedding"), [vocabulary, width], 0.02),
      position: normal(random.stream("position"), [length, width], 0.01),
      blocks: transformerInit(random.stream("blocks"), config),
    }),
    forward(params, tokens) {
      const input = tf.add(embedTokens(tensor(params, "embedding"), tokens), tensor(params, "position"));
      // Causal: the end token sees the whole caption and none of the padding after it.
      const states = transformer(group(params, "blocks"), input as tf.Tensor3D, config, causalMask(length));
      const end = tf.expandDims(isToken(tokens, specialTokens.end), 2); // [batch, length, 1]
      return tf.sum(tf.mul(states, end), 1) as tf.Tensor2D;
    },
  };
}

const encoders = [
  {
    schema: z.strictObject({
      kind: z.literal("bagOfWords"),
      width: size.default(128),
    }) satisfies z.ZodType<BagOfWordsConfig>,
    build: bagOfWords,
  },
  {
    schema: z.strictObject({
      kind: z.literal("transformer"),
      ...transformerFields,
      depth: size.default(2),
    }) satisfies z.ZodType<TextTransformerConfig>,
    build: textTransformer,
  },
] as const;

/** The configuration of a text encoder. */
export const textModelSchema = z.discriminatedUnion("kind", schemasOf(encoders));

export type TextModelConfig = z.infer<typeof textModelSchema>;

/** Builds the text encoder of a configuration. @throws InputError if sizes do not fit each other */
export function textEncoder(config: TextModelConfig, shape: TextShape): TextEncoder {
  return kindNamed(encoders, config.kind).build(config as never, shape);
}
