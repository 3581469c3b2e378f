import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { convolution, convolutionInit } from "./convolution.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { size } from "./kinds.js";
import { group, type Params } from "./params.js";

/**
 * Stages of 3×3 convolutions with bias and ReLU. Each stage ends with 2×2 max pooling. The experiments use
 * `{ widths: [16, 32, 64], depth: 1, pool: "flatten" }` on 32×32 images.
 */
interface CnnConfig {
  readonly kind: "cnn";
  /** Channels of each stage. */
  readonly widths: readonly number[];
  /** Convolutions per stage. */
  readonly depth: number;
  /** Whether the features are all places side by side, or their mean. */
  readonly pool: "flatten" | "mean";
}

/** Builds the encoder. @throws InputError unless the image's sides can be halved once per stage */
function cnn({ widths, depth, pool }: CnnConfig, shape: ImageShape): ImageEncoder {
  const factor = 2 ** widths.length;
  if (shape.height % factor !== 0 || shape.width % factor !== 0)
    throw new InputError(
      `${widths.length} poolings need sides that ${factor} divides, got ${shape.height}×${shape.width}`,
    );
  const places = (shape.height / factor) * (shape.width / factor);
  const gridDim = widths.at(-1)!;
  const featureDim = pool === "flatten" ? places * gridDim : gridDim;
  const layers = widths.flatMap((outputs, stage) =>
    Array.from({ length: depth }, (_, layer) => ({
      name: `stage${stage}_layer${layer}`,
      inputs: layer > 0 ? outputs : (widths[stage - 1] ?? shape.channels),
      outputs,
      pooled: layer === depth - 1,
    })),
  );
  return {
    featureDim,
    gridDim,
    init: (random): Params =>
      Object.fromEntries(
        layers.map(({ name, inputs, outputs }) => [
          name,
          convolutionInit(random.stream(name), { side: 3, inputs, outputs, bias: true }),
        ]),
      ),
    forward(params, images) {
      let state = images;
      for (const { name, pooled } of layers) {
        state = tf.relu(convolution(group(params, name), state));
        if (pooled) state = tf.maxPool(state, 2, 2, "valid");
      }
      const grid = tf.reshape(state, [-1, places, gridDim]) as tf.Tensor3D; // [batch, places, channels]
      const rows = pool === "flatten" ? tf.reshape(state, [-1, featureDim]) : (tf.mean(grid, 1) as tf.Tensor);
      return { pooled: rows as tf.Tensor2D, grid };
    },
  };
}

/** The convolutional network: its schema with default sizes, and its builder. */
export const cnnEncoder = {
  schema: z.strictObject({
    kind: z.literal("cnn"),
    widths: z.array(size).min(1).readonly().default([16, 32, 64]),
    depth: size.default(1),
    pool: z.enum(["flatten", "mean"]).default("flatten"),
  }) satisfies z.ZodType<CnnConfig>,
  build: cnn,
};
