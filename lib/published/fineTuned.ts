import type { PublishedModel } from "./model.js";

/** One network before and after it was fine-tuned on ImageNet. */
export interface FineTunedPair {
  /** Unique name of the zero-shot model. */
  readonly start: string;
  /** Unique name of the model fine-tuned from its weights. */
  readonly fineTuned: string;
  /** What it was fine-tuned on. */
  readonly through: "ImageNet-1k" | "ImageNet-12k, then ImageNet-1k";
}

/**
 * From the published names of fine-tuned weights to the zero-shot weights they started from: the model name
 * before its dot, the beginning of the weights' tag, the open_clip model. timm names the origin of each in its
 * model cards.
 */
const origins: readonly (readonly [model: RegExp, tag: RegExp, start: string])[] = [
  [/^vit_base_patch32_clip_/, /^openai/, "ViT-B-32/openai"],
  [/^vit_base_patch32_clip_/, /^laion2b/, "ViT-B-32/laion2b_s34b_b79k"],
  [/^vit_base_patch16_clip_/, /^openai/, "ViT-B-16/openai"],
  [/^vit_base_patch16_clip_/, /^laion2b/, "ViT-B-16/laion2b_s34b_b88k"],
  [/^vit_large_patch14_clip_224/, /^openai/, "ViT-L-14/openai"],
  [/^vit_large_patch14_clip_336/, /^openai/, "ViT-L-14-336/openai"],
  [/^vit_large_patch14_clip_/, /^laion2b/, "ViT-L-14/laion2b_s32b_b82k"],
  [/^vit_huge_patch14_clip_/, /^laion2b/, "ViT-H-14/laion2b_s32b_b79k"],
  [/^convnext_base$/, /^clip_laion2b_augreg/, "convnext_base_w/laion2b_s13b_b82k_augreg"],
  [/^convnext_base$/, /^clip_laiona_augreg/, "convnext_base_w_320/laion_aesthetic_s13b_b82k_augreg"],
  [/^convnext_large_mlp$/, /^clip_laion2b_augreg/, "convnext_large_d/laion2b_s26b_b102k_augreg"],
  [/^convnext_large_mlp$/, /^clip_laion2b_soup/, "convnext_large_d_320/laion2b_s29b_b131k_ft_soup"],
  [/^convnext_xxlarge$/, /^clip_laion2b_soup/, "convnext_xxlarge/laion2b_s34b_b82k_augreg_soup"],
  [/^eva_giant_patch14_/, /^clip_ft/, "EVA01-g-14/laion400m_s11b_b41k"],
  [/^vit_so400m_patch14_siglip_/, /^webli/, "ViT-SO400M-14-SigLIP-384/webli"],
];

/**
 * Every network of a table that stands there zero-shot and fine-tuned on ImageNet, in the order of the table.
 * Image sizes may differ: fine-tuning often ends at a larger one.
 */
export function fineTunedPairs(models: readonly PublishedModel[]): FineTunedPair[] {
  const known = new Set(models.map(({ model }) => model));
  return models.flatMap(({ model }): FineTunedPair[] => {
    const dot = model.indexOf(".");
    const [network, tag] = [model.slice(0, dot), model.slice(dot + 1)];
    const origin = origins.find(([name, weights]) => name.test(network) && weights.test(tag));
    if (dot < 0 || !origin || !known.has(origin[2]) || !/_ft_in1(2k_in1)?k/.test(`_${tag}`)) return [];
    const through = tag.includes("ft_in12k_in1k") ? "ImageNet-12k, then ImageNet-1k" : "ImageNet-1k";
    return [{ start: origin[2], fineTuned: model, through }];
  });
}

/**
 * One pair a starting network: fine-tuned on ImageNet-1k alone, of those the one with the smallest images, which
 * is nearest to the zero-shot model's. No network counts twice in an average.
 */
export function directPairs(models: readonly PublishedModel[]): FineTunedPair[] {
  const sizeOf = new Map(
    models.map(({ model, imageSize }) => [model, imageSize ?? Number.POSITIVE_INFINITY]),
  );
  const best = new Map<string, FineTunedPair>();
  for (const pair of fineTunedPairs(models)) {
    if (pair.through !== "ImageNet-1k") continue;
    const before = best.get(pair.start);
    if (!before || sizeOf.get(pair.fineTuned)! < sizeOf.get(before.fineTuned)!) best.set(pair.start, pair);
  }
  return [...best.values()];
}
