import type { Preprocessing } from "../pixels/preprocess.js";

/** A model that gives each image a score for each of ImageNet's 1,000 classes. */
export interface ScoringModel {
  readonly name: string;
  /** How it predicts: `head`, or `zeroShot` with the name of its prompts. */
  readonly readout: string;
  /** Digest of everything that its scores depend on: graphs, settings, prompts. */
  readonly digest: string;
  readonly preprocessing: Preprocessing;
  /** Number of images that one run takes, if the graph fixes it. */
  readonly batch: number | undefined;
  /**
   * @param pixels float32 values [images, 3, height, width]
   * @returns scores [images, 1000]
   */
  score(pixels: Float32Array, images: number): Promise<Float32Array>;
}

/** Number of classes that every model scores. */
export const scoredClasses = 1000;
