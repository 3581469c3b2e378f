import { isFineTunedOnImageNet } from "./families.js";
import type { PublishedModel } from "./model.js";

/** Who said what is in the pictures a network learned from before, or instead of, ImageNet. */
export type Supervision =
  /** Hashtags that Instagram's users wrote, turned into classes; cross-entropy, no language model. */
  | "hashtags"
  /** Texts found beside the pictures; a language model and a contrastive loss. */
  | "image-text"
  /** Classes, by people or machines: ImageNet-21k and its parts, JFT-300M, Tencent ML-Images. */
  | "classes"
  /** Nobody: random Instagram pictures, self-supervised (SEER). */
  | "none";

/**
 * How the images that a network saw before ImageNet were annotated, for models that were then fine-tuned on
 * ImageNet-1k as a whole; undefined for all others: baseline models, frozen networks with a new head, models
 * that learned from another model's predictions.
 */
export function preTrainingOf(model: PublishedModel): Supervision | undefined {
  const { trainingData, regime } = model;
  if (isFineTunedOnImageNet(model)) return "image-text";
  if (/^IG-.* -> ImageNet-1k$/.test(trainingData)) return "hashtags";
  if (trainingData.startsWith("Instagram-1B random images")) return "none";
  const labelled = /^(ImageNet-(21|12)k|Tencent ML-Images) -> ImageNet-1k$/.test(trainingData);
  return regime === "more-data" && labelled ? "classes" : undefined;
}
