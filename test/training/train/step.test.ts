import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { imageEncoder } from "../../../lib/training/models/image.js";
import { entries, type Params, partition } from "../../../lib/training/models/params.js";
import { textEncoder } from "../../../lib/training/models/text.js";
import { clip } from "../../../lib/training/objectives/clip.js";
import { classification } from "../../../lib/training/objectives/crossEntropy.js";
import {
  type Hyper,
  hyperValues,
  type OptimizerConfig,
  optimizerInit,
  update,
} from "../../../lib/training/train/optimizer.js";
import { learningRate } from "../../../lib/training/train/schedule.js";
import { trainingStep } from "../../../lib/training/train/step.js";
import { tinyBatch, tinyImage, tinyText } from "../objectives/tinyModels.js";

await tf.setBackend("cpu");

const adamw: OptimizerConfig = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 0 };

function hyper(config: OptimizerConfig, rate: number, step: number): Hyper {
  const { stepSize, epsilon, keep } = hyperValues(config, rate, step);
  return { stepSize: tf.scalar(stepSize), epsilon: tf.scalar(epsilon), keep: tf.scalar(keep) };
}

test("AdamW against algorithm 2 read line by line, decay on the kernel only", () => {
  const start = { kernel: tf.tensor2d([[1, -2]]), bias: tf.tensor1d([0.5]) };
  let params: Params = start;
  let optimizer = optimizerInit(params);
  // θ, m, v of the three numbers; the third is the bias
  const slow = [1, -2, 0.5].map((theta) => ({ theta, m: 0, v: 0 }));
  for (let step = 1; step <= 5; step++) {
    const gradients = [0.3 * step, -0.2, 1 / step];
    const rate = 0.01 * step;
    const next = update(adamw, {
      params,
      optimizer,
      gradients: [tf.tensor2d([gradients.slice(0, 2)]), tf.tensor1d(gradients.slice(2))],
      hyper: hyper(adamw, rate, step),
    });
    ({ params, optimizer } = next);
    for (const [at, number] of slow.entries()) {
      const g = gradients[at]!;
      number.m = 0.9 * number.m + 0.1 * g;
      number.v = 0.99 * number.v + 0.01 * g * g;
      const mHat = number.m / (1 - 0.9 ** step);
      const vHat = number.v / (1 - 0.99 ** step);
      const decay = at < 2 ? 0.1 * number.theta : 0;
      number.theta -= rate * (mHat / (Math.sqrt(vHat) + 1e-8) + decay);
    }
  }
  const values = entries(params).flatMap(([, tensor]) => Array.from(tensor.dataSync()));
  for (const [at, value] of values.entries()) assert.ok(Math.abs(value - slow[at]!.theta) < 1e-6);
});

test("gradients longer than the limit are scaled to it, shorter ones left alone", () => {
  const params = { a: tf.tensor1d([0]), b: tf.tensor1d([0]) };
  const gradients = [tf.tensor1d([3]), tf.tensor1d([4])]; // length 5
  const first = (clipNorm: number) => {
    const config = { ...adamw, clipNorm };
    const next = update(config, {
      params,
      optimizer: optimizerInit(params),
      gradients,
      hyper: hyper(config, 1, 1),
    });
    assert.equal(next.gradientNorm.dataSync()[0], 5);
    return entries(next.optimizer.first as Params).map(([, tensor]) => tensor.dataSync()[0]! / 0.1);
  };
  for (const [at, value] of first(1).entries()) assert.ok(Math.abs(value - [0.6, 0.8][at]!) < 1e-5);
  for (const limit of [0, 6])
    for (const [at, value] of first(limit).entries()) assert.ok(Math.abs(value - [3, 4][at]!) < 1e-5);
});

test("the schedule warms up in a line and ends in a cosine", () => {
  const schedule = { peak: 2, warmUp: 4, steps: 12, end: 0 };
  const rates = Array.from({ length: 12 }, (_, at) => learningRate(schedule, at + 1));
  assert.deepEqual(rates.slice(0, 5), [0.5, 1, 1.5, 2, 2]);
  assert.ok(Math.abs(rates[8]! - 1) < 1e-12); // half way through the cosine
  assert.ok(Math.abs(rates[11]! - (1 + Math.cos((7 / 8) * Math.PI))) < 1e-12);
  assert.equal(learningRate({ ...schedule, warmUp: 0 }, 1), 2);
  assert.ok(learningRate({ ...schedule, end: 0.1 }, 12) > 0.2);
});

const encoder = imageEncoder({ kind: "cnn", widths: [4, 8], depth: 1, pool: "mean" }, tinyImage);
const objective = classification(encoder, { classes: 3, head: { kind: "linear" }, smoothing: 0 });

/** Runs a step as an eager engine does and returns plain numbers beside the new state. */
function run(step: ReturnType<typeof trainingStep>, input: Parameters<typeof step>[0]) {
  const output = tf.tidy(() => step(input) as unknown as tf.TensorContainer) as unknown as ReturnType<
    typeof step
  >;
  return { ...output, value: output.loss.dataSync()[0]! };
}

test("steps lower the loss, keep shapes and leave no tensor behind", () => {
  const batch = tinyBatch("step", 6);
  const config = { ...adamw, clipNorm: 1 };
  const step = trainingStep(objective, config);
  const before = tf.memory().numTensors;
  let params = objective.init(new Random(1));
  let optimizer = optimizerInit(params);
  const losses: number[] = [];
  for (let at = 1; at <= 60; at++) {
    const rates = hyper(config, 0.02, at);
    const next = run(step, { params, optimizer, batch, hyper: rates });
    losses.push(next.value);
    assert.deepEqual(Object.keys(next.metrics), ["accuracy", "gradientNorm"]);
    tf.dispose([params, optimizer, next.loss, next.metrics, rates] as unknown as tf.TensorContainer);
    ({ params, optimizer } = next);
  }
  assert.ok(Math.abs(losses[0]! - Math.log(3)) < 1e-6); // the head starts without a preference
  assert.ok(losses.at(-1)! < 0.3, `loss ${losses.at(-1)}`);
  tf.dispose([params, optimizer] as unknown as tf.TensorContainer);
  assert.equal(tf.memory().numTensors, before);
});

test("a locked tower is used and left out of what is trained", () => {
  const text = textEncoder({ kind: "bagOfWords", width: 6 }, tinyText);
  const lit = clip(encoder, text, { embeddingDim: 5 });
  const [frozen, params] = partition(lit.init(new Random(2)), (path) => path.startsWith("image."));
  const next = run(trainingStep(lit, adamw), {
    params,
    frozen,
    optimizer: optimizerInit(params),
    batch: tinyBatch("lit", 4),
    hyper: hyper(adamw, 0.01, 1),
  });
  assert.deepEqual(Object.keys(next.params), ["imageProjection", "text", "textProjection", "logitScale"]);
  const changed = entries(next.params).filter(([, tensor], at) => {
    const old = entries(params)[at]![1].dataSync();
    return tensor.dataSync().some((value, place) => value !== old[place]);
  });
  assert.equal(changed.length, entries(params).length);
});

test("the logit scale never exceeds 100", () => {
  const text = textEncoder({ kind: "bagOfWords", width: 6 }, tinyText);
  const model = clip(encoder, text, { embeddingDim: 5 });
  const params = { ...model.init(new Random(3)), logitScale: tf.scalar(Math.log(99.9)) };
  const next = run(trainingStep(model, adamw), {
    params,
    optimizer: optimizerInit(params),
    batch: tinyBatch("scale", 4),
    hyper: hyper(adamw, 10, 1), // a step far larger than what is left, whichever way it goes
  });
  const scale = Math.exp((next.params.logitScale as tf.Scalar).dataSync()[0]!);
  assert.ok(scale <= 100.0001, `scale ${scale}`);
  assert.ok(scale < 1 || Math.abs(scale - 100) < 1e-3);
});
