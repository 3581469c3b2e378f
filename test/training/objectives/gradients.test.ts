import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { imageEncoder } from "../../../lib/training/models/image.js";
import { textEncoder } from "../../../lib/training/models/text.js";
import { captioning } from "../../../lib/training/objectives/captioning.js";
import { clip } from "../../../lib/training/objectives/clip.js";
import { classification } from "../../../lib/training/objectives/crossEntropy.js";
import type { Objective } from "../../../lib/training/objectives/objective.js";
import { tagPrediction } from "../../../lib/training/objectives/tags.js";
import { viewContrast } from "../../../lib/training/objectives/views.js";
import { assertGradients } from "./finiteDifferences.js";
import { perturbed, tinyBatch, tinyImage, tinyText } from "./tinyModels.js";

await tf.setBackend("cpu");

// A ViT has no kinks, so central differences hold at any step.
const encoder = imageEncoder(
  { kind: "vit", patch: 4, width: 8, depth: 1, heads: 2, expansion: 2 },
  tinyImage,
);
const text = textEncoder({ kind: "transformer", width: 8, depth: 1, heads: 2, expansion: 2 }, tinyText);
const words = textEncoder({ kind: "bagOfWords", width: 7 }, tinyText);
const linear = { classes: 3, head: { kind: "linear" }, smoothing: 0.1 } as const;
const cosine = { classes: 3, head: { kind: "cosine", temperature: 0.2 }, smoothing: 0 } as const;
const views = { hidden: 8, embeddingDim: 6, temperature: 0.5 };

const objectives: Record<string, Objective> = {
  "softmax regression": classification(imageEncoder({ kind: "pixels" }, tinyImage), linear),
  "cross-entropy": classification(encoder, linear),
  "cross-entropy on normalised features": classification(encoder, cosine),
  CLIP: clip(encoder, text, { embeddingDim: 6 }),
  "CLIP with a bag of words": clip(encoder, words, { embeddingDim: 6 }),
  SimCLR: viewContrast(encoder, { ...views, supervised: false }),
  "supervised contrastive": viewContrast(encoder, { ...views, supervised: true }),
  "tag prediction": tagPrediction(encoder, { frequencies: [0.5, 0.1, 0.4, 0.01, 0.9] }),
  captioning: captioning(encoder, { width: 8, depth: 1, heads: 2, expansion: 2 }, tinyText),
};

for (const [name, objective] of Object.entries(objectives))
  test(`gradients of ${name} agree with finite differences, in every parameter`, async () => {
    const batch = tinyBatch(name);
    const params = perturbed(objective.init(new Random(name)), name);
    await assertGradients((values) => objective.loss(values, batch).loss, params);
  });
