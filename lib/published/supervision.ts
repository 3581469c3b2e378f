import { isFineTunedOnImageNet } from "./families.js";
import type { PublishedModel } from "./model.js";

/** The annotation of the images that a network learned from before, or instead of, ImageNet. */
export type Supervision =
  /** Hashtags written by Instagram users and turned into classes; trained with cross-entropy, no language model. */
  | "hashtags"
  /** Texts found next to the images; trained with a language model and a contrastive loss. */
  | "image-text"
  /** Classes assigned by people or machines: ImageNet-21k and its parts, JFT-300M, Tencent ML-Images. */
  | "classes"
  /** No annotation: random Instagram images, self-supervised (SEER). */
  | "none";

/**
 * How a network's pre-training images were annotated, for models that were then fully fine-tuned on ImageNet-1k.
 * Undefined for all others: baseline models, frozen networks with a new head, and models that learned from another
 * model's predictions.
 */
export function preTrainingOf(model: PublishedModel): Supervision | undefined {
  const { trainingData, regime } = model;
  if (isFineTunedOnImageNet(model)) return "image-text";
  if (/^IG-.* -> ImageNet-1k$/.test(trainingData)) return "hashtags";
  if (trainingData.startsWith("Instagram-1B random images")) return "none";
  const labelled = /^(ImageNet-(21|12)k|Tencent ML-Images) -> ImageNet-1k$/.test(trainingData);
  return regime === "more-data" && labelled ? "classes" : undefined;
}
