import type { Preprocessing } from "../pixels/preprocess.js";
import type { Prompts } from "./prompts.js";

/** A model that gives each image a score for each of some classes. */
export interface ScoringModel {
  readonly name: string;
  /** How it predicts: `head`, or `zeroShot:` with the name of its templates. */
  readonly readout: string;
  /** Digest of everything that its scores depend on: graphs, settings, prompts. */
  readonly digest: string;
  readonly preprocessing: Preprocessing;
  /** Number of images that one run takes, if the graph fixes it. */
  readonly batch: number | undefined;
  /** Number of classes. */
  readonly classes: number;
  /**
   * @param pixels float32 values [images, 3, height, width]
   * @returns scores [images, classes]
   */
  score(pixels: Float32Array, images: number): Promise<Float32Array>;
}

/** A model that has been loaded: a classifier with a head, or an image-text model that prompts make a classifier. */
export interface OpenedModel {
  readonly name: string;
  readonly kind: "head" | "imageText";
  /** The template set with which an image-text model is usually evaluated on ImageNet. */
  readonly templates?: string;
  /**
   * The model as a classifier of the prompts' classes. A head must have as many outputs.
   * @throws InputError if it has another number, or prompts cannot be embedded
   */
  classify(prompts: Prompts): Promise<ScoringModel>;
}
