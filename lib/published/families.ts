import type { PublishedModel } from "./model.js";

/**
 * Whether a model belongs to the baseline: `standard` models, trained only on ImageNet-1k. They include the testbed's
 * ImageNet subsamples and early checkpoints. Only this function decides it.
 *
 * Excluded are `toy` models (timm's 13 tiny test networks, which distort the line: V2 slope 0.907 with them, 0.917
 * without), distilled networks, robustness interventions, models trained on more data, and all CLIP models.
 */
export function isBaseline(model: Pick<PublishedModel, "regime">): boolean {
  return model.regime === "standard";
}

/** Minimum ImageNet accuracy, as a fraction, of a testbed model in the `mid` baseline. */
export const midBaselineFloor = 0.2;

/**
 * Whether a model belongs to the testbed's `mid` baseline: standard models with at least 20% on ImageNet (91 of 102).
 * The others are early checkpoints near chance. They have high leverage, and the floor of chance bends the line there.
 * The `mid` baseline still reaches down to the accuracies of YFCC-15M and CC-12M models, where a baseline of fully
 * trained models would have to be extrapolated.
 */
export function isMidBaseline(model: Pick<PublishedModel, "regime" | "accuracies">): boolean {
  return isBaseline(model) && (model.accuracies.get("imagenet") ?? 0) >= midBaselineFloor;
}

/**
 * Whether a model is a CLIP model fine-tuned on ImageNet. These are 37 of the 39 `clip-fine-tuned` models in
 * accuracies.csv; the other two were fine-tuned on MS-COCO captions and still classify zero-shot.
 */
export function isFineTunedOnImageNet(model: Pick<PublishedModel, "regime" | "weights">): boolean {
  return model.regime === "clip-fine-tuned" && !model.weights?.startsWith("mscoco_finetuned");
}

/**
 * Rows that repeat another row's network under a second name: a map from the repeated row to the row to keep. Their
 * accuracies are identical. They stay in the table; leave them out when counting or averaging models.
 */
export const duplicates: ReadonlyMap<string, string> = new Map([
  ["RN50-quickgelu/openai", "RN50/openai"],
  ["RN101-quickgelu/openai", "RN101/openai"],
  ["ViT-B-32-quickgelu/openai", "ViT-B-32/openai"],
  ["ViT-B-32/commonpool_s_image_s13m_b4k", "ViT-B-32/datacomp_s_s13m_b4k"],
]);

/** Removes models that repeat another model under a second name. */
export function withoutDuplicates<M extends Pick<PublishedModel, "model">>(models: readonly M[]): M[] {
  return models.filter(({ model }) => !duplicates.has(model));
}
