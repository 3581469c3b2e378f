import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { Random } from "../../base/random.js";
import { dense, denseInit } from "./dense.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { size } from "./kinds.js";
import { layerNorm, normInit } from "./norm.js";
import { group, type Params } from "./params.js";
import { patches, patchGrid } from "./patches.js";
import { normalisedPerceptron, perceptron, perceptronInit, residualScale } from "./transformer.js";

/** MLP-Mixer (Tolstikhin et al. 2021, eq. 1): perceptrons across places alternate with perceptrons across channels. */
interface MixerConfig {
  readonly kind: "mixer";
  /** Side of a patch in pixels. */
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  /** Hidden width of the perceptron across places. */
  readonly placeHidden: number;
  /** Hidden width of the perceptron across channels. */
  readonly channelHidden: number;
}

/** Features = mean over places: [batch, width]. */
function mixer(config: MixerConfig, shape: ImageShape): ImageEncoder {
  const { patch, width, depth } = config;
  const { places, dim } = patchGrid(shape, patch);
  return {
    featureDim: width,
    gridDim: width,
    init: (random) => ({
      embed: denseInit(random.stream("embed"), { inputs: dim, outputs: width }),
      ...Object.fromEntries(
        Array.from({ length: depth }, (_, block) => [
          `block${block}`,
          blockInit(random.stream(`block${block}`), config, places),
        ]),
      ),
      norm: normInit(width),
    }),
    forward(params, images) {
      let state = dense(group(params, "embed"), patches(images, patch)); // [batch, places, width]
      for (let block = 0; block < depth; block++) state = blockForward(group(params, `block${block}`), state);
      const grid = layerNorm(group(params, "norm"), state);
      return { pooled: tf.mean(grid, 1) as tf.Tensor2D, grid };
    },
  };
}

function blockInit(random: Random, config: MixerConfig, places: number): Params {
  const scale = residualScale(2 * config.depth);
  return {
    norm1: normInit(config.width),
    places: perceptronInit(random.stream("places"), { width: places, hidden: config.placeHidden, scale }),
    norm2: normInit(config.width),
    channels: perceptronInit(random.stream("channels"), {
      width: config.width,
      hidden: config.channelHidden,
      scale,
    }),
  };
}

function blockForward(params: Params, input: tf.Tensor3D): tf.Tensor3D {
  const turned = tf.transpose(layerNorm(group(params, "norm1"), input), [0, 2, 1]); // [batch, width, places]
  const mixed = tf.add(input, tf.transpose(perceptron(group(params, "places"), turned), [0, 2, 1]));
  return tf.add(mixed, normalisedPerceptron(params, "norm2", "channels", mixed));
}

/** The MLP-Mixer: its schema with default sizes, and its builder. */
export const mixerEncoder = {
  schema: z.strictObject({
    kind: z.literal("mixer"),
    patch: size.default(4),
    width: size.default(64),
    depth: size.default(4),
    placeHidden: size.default(64),
    channelHidden: size.default(256),
  }) satisfies z.ZodType<MixerConfig>,
  build: mixer,
};
