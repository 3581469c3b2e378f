import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { dense, denseInit } from "./dense.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { normal } from "./initial.js";
import { size } from "./kinds.js";
import { group, tensor } from "./params.js";
import { patches, patchGrid } from "./patches.js";
import {
  checkHeads,
  type TransformerSize,
  transformer,
  transformerFields,
  transformerInit,
} from "./transformer.js";

/**
 * Vision transformer (Dosovitskiy et al. 2021, eq. 1–4). Uses the mean over places instead of a class token (Beyer et
 * al. 2022, "Better plain ViT baselines").
 */
interface VitConfig extends TransformerSize {
  readonly kind: "vit";
  /** Side of a patch in pixels. */
  readonly patch: number;
}

/**
 * The features are the mean over places: [batch, width].
 * @throws InputError if patches do not tile the image or heads do not divide the width
 */
function vit(config: VitConfig, shape: ImageShape): ImageEncoder {
  const { patch, width } = config;
  checkHeads(config);
  const { places, dim } = patchGrid(shape, patch);
  return {
    featureDim: width,
    gridDim: width,
    init: (random) => ({
      embed: denseInit(random.stream("embed"), { inputs: dim, outputs: width }),
      position: normal(random.stream("position"), [places, width], 0.02),
      blocks: transformerInit(random.stream("blocks"), config),
    }),
    forward(params, images) {
      const embedded = dense(group(params, "embed"), patches(images, patch)); // [batch, places, width]
      const grid = transformer(group(params, "blocks"), tf.add(embedded, tensor(params, "position")), config);
      return { pooled: tf.mean(grid, 1) as tf.Tensor2D, grid };
    },
  };
}

/** The vision transformer: its schema with default sizes, and its builder. */
export const vitEncoder = {
  schema: z.strictObject({
    kind: z.literal("vit"),
    patch: size.default(4),
    ...transformerFields,
  }) satisfies z.ZodType<VitConfig>,
  build: vit,
};
