import type { Regime } from "./schema.js";

/** Regimes as a reader sees them, in the order of every legend and table. */
export const regimeTitles: Readonly<Record<Regime, string>> = {
  standard: "ImageNet-1k alone (baseline)",
  "standard-distilled": "ImageNet-1k alone, distilled",
  "self-supervised-fine-tuned": "self-supervised on ImageNet, fine-tuned",
  "robustness-intervention": "robustness intervention",
  "more-data": "more labelled or web data",
  "clip-fine-tuned": "CLIP, fine-tuned on ImageNet",
  "clip-zero-shot": "CLIP, zero-shot",
  toy: "toy networks",
};
