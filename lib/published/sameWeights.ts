import type { PublishedModel } from "./model.js";

/** A network before and after fine-tuning on ImageNet. */
interface WeightPair {
  /** The zero-shot CLIP model, a row of open_clip. Several pairs may start from the same one. */
  readonly zeroShot: string;
  /** The same image tower with a classifier, with all weights trained on ImageNet-1k: a row of timm. */
  readonly fineTuned: string;
  /** Whether it was first fine-tuned on ImageNet-12k. */
  readonly viaImageNet12k: boolean;
}

/**
 * The weights from which timm's fine-tuned image towers started, by model name without image size and fine-tuning.
 * timm's model definitions name the open_clip weights of each. EVA and SigLIP are left out, because their fine-tuned
 * weights do not name a starting point, and so is OpenAI's ViT-L/14 at 336 pixels, which has two possible ones.
 */
const zeroShotOf: Readonly<Record<string, string>> = {
  "vit_base_patch32_clip.openai": "ViT-B-32/openai",
  "vit_base_patch16_clip.openai": "ViT-B-16/openai",
  "vit_large_patch14_clip.openai": "ViT-L-14/openai",
  "vit_base_patch32_clip.laion2b": "ViT-B-32/laion2b_s34b_b79k",
  "vit_base_patch16_clip.laion2b": "ViT-B-16/laion2b_s34b_b88k",
  "vit_large_patch14_clip.laion2b": "ViT-L-14/laion2b_s32b_b82k",
  "vit_huge_patch14_clip.laion2b": "ViT-H-14/laion2b_s32b_b79k",
  "convnext_base.clip_laion2b_augreg": "convnext_base_w/laion2b_s13b_b82k_augreg",
  "convnext_base.clip_laiona_augreg": "convnext_base_w_320/laion_aesthetic_s13b_b82k_augreg",
  "convnext_large_mlp.clip_laion2b_augreg": "convnext_large_d/laion2b_s26b_b102k_augreg",
  "convnext_large_mlp.clip_laion2b_soup": "convnext_large_d_320/laion2b_s29b_b131k_ft_soup",
  "convnext_xxlarge.clip_laion2b_soup": "convnext_xxlarge/laion2b_s34b_b82k_augreg_soup",
};

const ambiguous = "vit_large_patch14_clip_336.openai";

/** Pairs the zero-shot and fine-tuned models of a table that started from the same weights, in table order. */
export function sameWeights(models: readonly Pick<PublishedModel, "model" | "regime">[]): WeightPair[] {
  const names = new Set(models.map(({ model }) => model));
  return models.flatMap(({ model, regime }) => {
    const start = model.split("_ft_")[0]!;
    const zeroShot = zeroShotOf[start.replace(/_clip_\d+\./, "_clip.")];
    if (regime !== "clip-fine-tuned" || start === ambiguous || !zeroShot || !names.has(zeroShot)) return [];
    return [{ zeroShot, fineTuned: model, viaImageNet12k: model.includes("_in12k_") }];
  });
}
