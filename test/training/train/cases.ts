import * as tf from "@tensorflow/tfjs";
import { type ImageModelConfig, imageEncoder } from "../../../lib/training/models/image.js";
import { textEncoder } from "../../../lib/training/models/text.js";
import { captioning } from "../../../lib/training/objectives/captioning.js";
import { clip } from "../../../lib/training/objectives/clip.js";
import { classification } from "../../../lib/training/objectives/crossEntropy.js";
import type { ObjectiveSpec } from "../../../lib/training/objectives/kinds.js";
import type { Objective } from "../../../lib/training/objectives/objective.js";
import { tagPrediction } from "../../../lib/training/objectives/tags.js";
import { viewContrast } from "../../../lib/training/objectives/views.js";
import type { Hyper, hyperValues, OptimizerConfig } from "../../../lib/training/train/optimizer.js";
import { tinyImage, tinyText } from "../objectives/tinyModels.js";

// Every model and every objective, small: what the engines are compared on.

export const optimizer: OptimizerConfig = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.05,
  clipNorm: 1,
};

export const models: ImageModelConfig[] = [
  { kind: "pixels" },
  { kind: "mlp", widths: [6, 5] },
  { kind: "cnn", widths: [3, 4], depth: 1, pool: "flatten" },
  { kind: "cnn", widths: [3, 4], depth: 2, pool: "mean" },
  { kind: "resnet", widths: [4, 6], blocks: 2, groups: 2 },
  { kind: "vit", patch: 4, width: 8, depth: 2, heads: 2, expansion: 2 },
  { kind: "mixer", patch: 4, width: 6, depth: 2, placeHidden: 5, channelHidden: 7 },
];

/** A model as it is trained with class labels. */
export function classifier(config: ImageModelConfig): Objective {
  const head = { kind: "linear" } as const;
  return classification(imageEncoder(config, tinyImage), { classes: 3, head, smoothing: 0.1 });
}

/** The image encoder of all the objectives below. */
export const encoder = imageEncoder({ kind: "cnn", widths: [4], depth: 1, pool: "mean" }, tinyImage);
const size = { width: 8, depth: 2, heads: 2, expansion: 2 };
const text = textEncoder({ kind: "transformer", ...size }, tinyText);
// Wide enough that no caption is left with one active unit: length does not count in CLIP, so the gradient of such a
// caption's words is 0 but for rounding, and AdamW would make steps of the rounding, another one on each engine.
const words = textEncoder({ kind: "bagOfWords", width: 16 }, tinyText);
const views = { hidden: 8, embeddingDim: 6, temperature: 0.5 };

export const objectives: Record<string, Objective> = {
  "cross-entropy on normalised features": classification(encoder, {
    classes: 3,
    head: { kind: "cosine", temperature: 0.2 },
    smoothing: 0,
  }),
  "CLIP with a transformer": clip(encoder, text, { embeddingDim: 6 }),
  "CLIP with a bag of words": clip(encoder, words, { embeddingDim: 6 }),
  SimCLR: viewContrast(encoder, { ...views, supervised: false }),
  "supervised contrastive": viewContrast(encoder, { ...views, supervised: true }),
  "tag prediction": tagPrediction(encoder, { frequencies: [0.5, 0.1, 0.4, 0.01, 0.9] }),
  captioning: captioning(encoder, size, tinyText),
};

/** Numbers of an optimizer's step as tensors. */
export function scalars({ stepSize, epsilon, keep }: ReturnType<typeof hyperValues>): Hyper {
  return { stepSize: tf.scalar(stepSize), epsilon: tf.scalar(epsilon), keep: tf.scalar(keep) };
}

/** The case of each kind of objective, by its name above. A new kind without a case does not compile. */
export const caseOfObjective: Readonly<Record<ObjectiveSpec["kind"], keyof typeof objectives>> = {
  crossEntropy: "cross-entropy on normalised features",
  clip: "CLIP with a transformer",
  tags: "tag prediction",
  captioning: "captioning",
  simclr: "SimCLR",
  supervisedContrastive: "supervised contrastive",
};
