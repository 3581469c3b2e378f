import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import type { ImageShape } from "../../../lib/training/models/encoder.js";
import { type ImageModelConfig, imageEncoder } from "../../../lib/training/models/image.js";
import { type TextModelConfig, textEncoder } from "../../../lib/training/models/text.js";
import { assertGradients } from "../objectives/finiteDifferences.js";
import { perturbed, tinyBatch, tinyImage, tinyText } from "../objectives/tinyModels.js";

await tf.setBackend("cpu");

/** A smooth scalar of features that every one of them enters with its own weight. */
function readOut(features: tf.Tensor2D): tf.Scalar {
  const weights = Array.from({ length: features.shape[1] }, (_, at) => Math.sin(at + 1));
  return tf.mean(tf.mul(features, tf.tensor1d(weights)));
}

// ReLU and max pooling have kinks: a step small enough to cross few of them has larger rounding errors.
const kinked = { step: 2e-3, absolute: 1e-3, kinks: true };

const imageModels: Record<string, ImageModelConfig> = {
  mlp: { kind: "mlp", widths: [6, 5] },
  "cnn, flattened": { kind: "cnn", widths: [3, 4], depth: 1, pool: "flatten" },
  "cnn, mean, two layers a stage": { kind: "cnn", widths: [3, 4], depth: 2, pool: "mean" },
  resnet: { kind: "resnet", widths: [4, 6], blocks: 2, groups: 2 },
  vit: { kind: "vit", patch: 4, width: 8, depth: 2, heads: 2, expansion: 2 },
  mixer: { kind: "mixer", patch: 4, width: 6, depth: 2, placeHidden: 5, channelHidden: 7 },
};
const smooth = new Set(["vit", "mixer"]);

for (const [name, config] of Object.entries(imageModels))
  test(`gradients of ${name} agree with finite differences`, async () => {
    const shape: ImageShape = tinyImage;
    const encoder = imageEncoder(config, shape);
    const { images } = tinyBatch(name, 2);
    await assertGradients(
      (params) => readOut(encoder.forward(params, images).pooled),
      perturbed(encoder.init(new Random(name)), name),
      smooth.has(name) ? { absolute: 1e-3 } : kinked,
    );
  });

const textModels: Record<string, TextModelConfig> = {
  "bag of words": { kind: "bagOfWords", width: 7 },
  "text transformer": { kind: "transformer", width: 8, depth: 2, heads: 2, expansion: 2 },
};
for (const [name, config] of Object.entries(textModels))
  test(`gradients of ${name} agree with finite differences`, async () => {
    const encoder = textEncoder(config, tinyText);
    const { tokens } = tinyBatch(name, 5);
    await assertGradients(
      (params) => readOut(encoder.forward(params, tokens)),
      perturbed(encoder.init(new Random(name)), name),
      kinked,
    );
  });
