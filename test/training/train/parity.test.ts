import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { capture } from "../../../lib/engine/capture.js";
import { entries, type Params, partition } from "../../../lib/training/models/params.js";
import { classification } from "../../../lib/training/objectives/crossEntropy.js";
import type { Objective } from "../../../lib/training/objectives/objective.js";
import { hyperValues, optimizerInit } from "../../../lib/training/train/optimizer.js";
import { type StepOutput, trainingStep } from "../../../lib/training/train/step.js";
import { perturbed, tinyBatch } from "../objectives/tinyModels.js";
import { classifier, encoder, models, objectives, optimizer, scalars } from "./cases.js";

await tf.setBackend("cpu");

// One step of every model and every objective on the captured engine, compared with the cpu backend.

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

for (const config of models)
  test(`a captured step of ${JSON.stringify(config)}`, () => assertParity(classifier(config), config.kind));

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
