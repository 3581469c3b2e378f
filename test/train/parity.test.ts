import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import { type ImageModelConfig, imageEncoder } from "../../lib/models/image.js";
import { entries, type Params, partition } from "../../lib/models/params.js";
import { textEncoder } from "../../lib/models/text.js";
import { captioning } from "../../lib/objectives/captioning.js";
import { clip } from "../../lib/objectives/clip.js";
import { classification } from "../../lib/objectives/crossEntropy.js";
import type { Objective } from "../../lib/objectives/objective.js";
import { tagPrediction } from "../../lib/objectives/tags.js";
import { viewContrast } from "../../lib/objectives/views.js";
import { type Hyper, hyperValues, type OptimizerConfig, optimizerInit } from "../../lib/train/optimizer.js";
import { type StepOutput, trainingStep } from "../../lib/train/step.js";
import { perturbed, tinyBatch, tinyImage, tinyText } from "../objectives/tinyModels.js";

await tf.setBackend("cpu");

// One step of every model and every objective on the captured engine, compared with the cpu backend.

const optimizer: OptimizerConfig = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05, clipNorm: 1 };

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const largest = (values: readonly number[]) =>
  values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);

/** Largest difference of two tensors. */
function difference(a: tf.Tensor, b: tf.Tensor): number {
  const other = numbers(b);
  return largest(numbers(a).map((value, at) => value - other[at]!));
}

/** @param locked group of parameters that is used and not trained */
async function assertParity(objective: Objective, name: string, locked?: string): Promise<void> {
  const fields = tinyBatch(name, 6);
  const batch = Object.fromEntries(objective.needs.map((field) => [field, fields[field]]));
  const all = perturbed(objective.init(new Random(name)), name);
  const [frozen, params] = partition(all, (path) => path.split(".")[0] === locked);
  const hyper = scalars(hyperValues(optimizer, 1e-3, 1));
  const input = { params, ...(locked && { frozen }), optimizer: optimizerInit(params), batch, hyper };
  const step = trainingStep(objective, optimizer);
  const expected = tf.tidy(() => step(input) as unknown as tf.TensorContainer) as unknown as StepOutput;
  const captured = capture(step);
  const actual = await captured(input);
  for (const [name, value] of Object.entries({ loss: expected.loss, ...expected.metrics })) {
    const other = name === "loss" ? actual.loss : actual.metrics[name]!;
    assert.ok(difference(other, value) <= 1e-5 * (1 + largest(numbers(value))), `${name} ${other} ${value}`);
  }
  // The first moment is a tenth of the gradient. The new parameters would say less: Adam's first step is the
  // gradient's sign, whatever its size. A bias in front of a norm has a gradient of zero but for rounding, hence
  // the second term, with the largest gradient of all.
  const moments = (output: StepOutput) => entries((output.optimizer as { first: Params }).first);
  const most = largest(moments(expected).map(([, gradient]) => largest(numbers(gradient))));
  for (const [at, [path, gradient]] of moments(expected).entries()) {
    const distance = difference(moments(actual)[at]![1], gradient);
    const allowed = 2e-4 * largest(numbers(gradient)) + 2e-6 * most;
    assert.ok(distance <= allowed, `${path}: gradients differ by ${distance}, allowed ${allowed}`);
  }
  for (const [at, [path, value]] of entries(expected.params).entries()) {
    const changed = entries(actual.params)[at]!;
    assert.equal(changed[0], path);
    assert.deepEqual(changed[1].shape, value.shape);
  }
  await captured.dispose();
}

const models: ImageModelConfig[] = [
  { kind: "pixels" },
  { kind: "mlp", widths: [6, 5] },
  { kind: "cnn", widths: [3, 4], depth: 1, pool: "flatten" },
  { kind: "cnn", widths: [3, 4], depth: 2, pool: "mean" },
  { kind: "resnet", widths: [4, 6], blocks: 2, groups: 2 },
  { kind: "vit", patch: 4, width: 8, depth: 2, heads: 2, expansion: 2 },
  { kind: "mixer", patch: 4, width: 6, depth: 2, placeHidden: 5, channelHidden: 7 },
];
for (const config of models)
  test(`a captured step of ${JSON.stringify(config)}`, () =>
    assertParity(
      classification(imageEncoder(config, tinyImage), {
        classes: 3,
        head: { kind: "linear" },
        smoothing: 0.1,
      }),
      config.kind,
    ));

const encoder = imageEncoder({ kind: "cnn", widths: [4], depth: 1, pool: "mean" }, tinyImage);
const size = { width: 8, depth: 2, heads: 2, expansion: 2 };
const text = textEncoder({ kind: "transformer", ...size }, tinyText);
const words = textEncoder({ kind: "bagOfWords", width: 6 }, tinyText);
const views = { hidden: 8, embeddingDim: 6, temperature: 0.5 };
const objectives: Record<string, Objective> = {
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
for (const [name, objective] of Object.entries(objectives))
  test(`a captured step of ${name}`, () => assertParity(objective, name));

test("a captured step of LiT: CLIP with its image tower locked", () =>
  assertParity(objectives["CLIP with a transformer"]!, "LiT", "image"));

test("a captured step of a linear probe: cross-entropy with the encoder locked", () => {
  const probe = { classes: 3, head: { kind: "linear" }, smoothing: 0 } as const;
  return assertParity(classification(encoder, probe), "probe", "image");
});

test("a hundred captured steps leave no tensor behind", async () => {
  const objective = objectives["CLIP with a transformer"]!;
  const all = tinyBatch("steps", 6);
  const batch = { images: all.images, tokens: all.tokens };
  const step = capture(trainingStep(objective, optimizer));
  let params = objective.init(new Random(1));
  let state = optimizerInit(params);
  const before = tf.memory().numTensors;
  let first = 0;
  let last = 0;
  for (let at = 1; at <= 100; at++) {
    const hyper = scalars(hyperValues(optimizer, 5e-3, at));
    const next = await step({ params, optimizer: state, batch, hyper });
    last = next.loss.dataSync()[0]!;
    if (at === 1) first = last;
    tf.dispose([params, state, hyper, next.loss, next.metrics] as unknown as tf.TensorContainer);
    params = next.params;
    state = next.optimizer;
  }
  assert.equal(tf.memory().numTensors, before);
  assert.ok(last < 0.5 * first, `loss ${first} → ${last}`);
  await step.dispose();
});

function scalars({ stepSize, epsilon, keep }: ReturnType<typeof hyperValues>): Hyper {
  return { stepSize: tf.scalar(stepSize), epsilon: tf.scalar(epsilon), keep: tf.scalar(keep) };
}
