import type { Regime } from "./schema.js";

/** Titles of the regimes, in the order of every legend and table. */
export const regimeTitles: Readonly<Record<Regime, string>> = {
  standard: "ImageNet-1k (baseline)",
  "standard-distilled": "ImageNet-1k, distilled",
  "self-supervised-fine-tuned": "self-supervised",
  "robustness-intervention": "robustness intervention",
  "more-data": "more data",
  toy: "toy networks",
  "clip-fine-tuned": "CLIP, fine-tuned",
  "clip-zero-shot": "CLIP, zero-shot",
  own: "your models",
};
