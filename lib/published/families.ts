import type { PublishedModel } from "./model.js";

/**
 * The one place that says which models make the baseline: `standard`, trained on ImageNet-1k alone, the
 * testbed's ImageNet subsamples and early checkpoints among them.
 *
 * Kept out: `toy`, timm's 13 tiny test networks, which pull the line (V2 slope 0.907 with them, 0.917
 * without); distilled networks, robustness interventions, more data, anything CLIP.
 */
export function isBaseline(model: Pick<PublishedModel, "regime">): boolean {
  return model.regime === "standard";
}

/** ImageNet accuracy from which a testbed model counts in the `mid` baseline. */
export const midBaselineFloor = 0.2;

/**
 * The testbed's `mid` baseline: standard models of at least 20% on ImageNet (91 of 102). The others are early
 * checkpoints near chance; they have great leverage, and the floor of chance bends the line there. It reaches
 * down to the accuracies of YFCC-15M and CC-12M models, where a baseline of finished models would be an
 * extrapolation.
 */
export function isMidBaseline(model: Pick<PublishedModel, "regime" | "accuracies">): boolean {
  return isBaseline(model) && (model.accuracies.get("imagenet") ?? 0) >= midBaselineFloor;
}

/**
 * CLIP models fine-tuned on ImageNet, 37 of the 39 `clip-fine-tuned` models of accuracies.csv: the other two were
 * fine-tuned on MS-COCO captions and still classify zero-shot.
 */
export function isFineTunedOnImageNet(model: Pick<PublishedModel, "regime" | "weights">): boolean {
  return model.regime === "clip-fine-tuned" && !model.weights?.startsWith("mscoco_finetuned");
}

/**
 * Rows that repeat another row's network under a second name, by unique name → the row to keep. Their
 * accuracies are equal digit for digit. They stay in the table; leave them out where models are counted or
 * averaged.
 */
export const duplicates: ReadonlyMap<string, string> = new Map([
  ["RN50-quickgelu/openai", "RN50/openai"],
  ["RN101-quickgelu/openai", "RN101/openai"],
  ["ViT-B-32-quickgelu/openai", "ViT-B-32/openai"],
  ["ViT-B-32/commonpool_s_image_s13m_b4k", "ViT-B-32/datacomp_s_s13m_b4k"],
]);

/** Models without those that repeat another under a second name. */
export function withoutDuplicates<M extends Pick<PublishedModel, "model">>(models: readonly M[]): M[] {
  return models.filter(({ model }) => !duplicates.has(model));
}
