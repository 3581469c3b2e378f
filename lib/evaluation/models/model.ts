import type { Preprocessing } from "../pixels/preprocess.js";

/** A model that gives each image a score for each class: ImageNet's 1,000, or those that it was given. */
export interface ScoringModel {
  readonly name: string;
  /** How it predicts: `head`, or `zeroShot` with the name of its prompts. */
  readonly readout: string;
  /** Digest of everything that its scores depend on: graphs, settings, prompts. */
  readonly digest: string;
  readonly preprocessing: Preprocessing;
  /** Number of images that one run takes, if the graph fixes it. */
  readonly batch: number | undefined;
  /** Number of classes that it scores. */
  readonly classes: number;
  /**
   * The same model for other classes. Only a model that classifies by texts has it; another can be tested on ImageNet's
   * classes only.
   */
  withClasses?(names: readonly string[]): Promise<ScoringModel>;
  /**
   * @param pixels float32 values [images, 3, height, width]
   * @returns scores [images, classes]
   */
  score(pixels: Float32Array, images: number): Promise<Float32Array>;
}

/** Number of ImageNet's classes. */
export const scoredClasses = 1000;
