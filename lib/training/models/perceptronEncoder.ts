import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { dense, denseInit } from "./dense.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { size } from "./kinds.js";
import { group, type Params } from "./params.js";

/** The pixels themselves. With a linear head this is softmax regression. */
interface PixelsConfig {
  readonly kind: "pixels";
}

/** Fully connected layers with ReLU. */
interface MlpConfig {
  readonly kind: "mlp";
  readonly widths: readonly number[];
}

/** The features are the pixels in one row: [batch, height · width · channels]. There are no parameters. */
function pixels({ height, width, channels }: ImageShape): ImageEncoder {
  const featureDim = height * width * channels;
  return {
    featureDim,
    gridDim: featureDim,
    init: () => ({}),
    forward(_params, images) {
      const pooled = tf.reshape(images, [-1, featureDim]) as tf.Tensor2D;
      return { pooled, grid: tf.expandDims(pooled, 1) };
    },
  };
}

/** The features are the activations of the last layer: [batch, last width]. */
function mlp({ widths }: MlpConfig, { height, width, channels }: ImageShape): ImageEncoder {
  const inputs = [height * width * channels, ...widths];
  const featureDim = inputs.at(-1)!;
  return {
    featureDim,
    gridDim: featureDim,
    init: (random): Params =>
      Object.fromEntries(
        widths.map((outputs, layer) => [
          `layer${layer}`,
          denseInit(random.stream(`layer${layer}`), { inputs: inputs[layer]!, outputs, before: "relu" }),
        ]),
      ),
    forward(params, images) {
      let state = tf.reshape(images, [-1, inputs[0]!]) as tf.Tensor2D;
      for (const layer of widths.keys()) state = tf.relu(dense(group(params, `layer${layer}`), state));
      return { pooled: state, grid: tf.expandDims(state, 1) };
    },
  };
}

/** Raw pixels as features: the schema and the builder. */
export const pixelsEncoder = {
  schema: z.strictObject({ kind: z.literal("pixels") }) satisfies z.ZodType<PixelsConfig>,
  build: (_config: PixelsConfig, shape: ImageShape): ImageEncoder => pixels(shape),
};

/** Fully connected layers: the schema with default sizes, and the builder. */
export const mlpEncoder = {
  schema: z.strictObject({
    kind: z.literal("mlp"),
    widths: z.array(size).min(1).readonly().default([256, 128]),
  }) satisfies z.ZodType<MlpConfig>,
  build: mlp,
};
