import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";
import type { Params } from "./params.js";

/** Height, width and number of channels of the images a model takes. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What an image encoder returns for a batch. */
interface ImageFeatures {
  /** One vector per image: [batch, featureDim]. */
  readonly pooled: tf.Tensor2D;
  /** One vector per place in the image: [batch, places, gridDim]. The captioning objective reads it. */
  readonly grid: tf.Tensor3D;
}

/**
 * Turns images into features. Every encoder is a pure function of parameters and images. None has state, draws random
 * numbers or behaves differently in training and evaluation.
 */
export interface ImageEncoder {
  readonly featureDim: number;
  readonly gridDim: number;
  init(random: Random): Params;
  /** @param images [batch, height, width, channels], values from −1 (black) to 1 (white) */
  forward(params: Params, images: tf.Tensor4D): ImageFeatures;
}

/** Turns token numbers into features. */
export interface TextEncoder {
  readonly featureDim: number;
  init(random: Random): Params;
  /** @param tokens [batch, length], int32, as `Tokenizer.encode` of lib/examples writes them */
  forward(params: Params, tokens: tf.Tensor2D): tf.Tensor2D;
}

/** Token numbers with a special meaning. Words start at 4. */
export const specialTokens = { padding: 0, start: 1, end: 2, unknown: 3 } as const;
