import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { specialTokens } from "../../../lib/training/models/encoder.js";
import { imageEncoder } from "../../../lib/training/models/image.js";
import { merged } from "../../../lib/training/models/params.js";
import { captioning } from "../../../lib/training/objectives/captioning.js";
import { contrastiveLoss } from "../../../lib/training/objectives/clip.js";
import {
  batchAccuracy,
  classification,
  crossEntropy,
} from "../../../lib/training/objectives/crossEntropy.js";
import { logSumExp } from "../../../lib/training/objectives/logSumExp.js";
import { ntXent } from "../../../lib/training/objectives/ntXent.js";
import { supervisedContrastive } from "../../../lib/training/objectives/supervisedContrastive.js";
import { multiLabelLoss } from "../../../lib/training/objectives/tags.js";

await tf.setBackend("cpu");

function assertClose(actual: tf.Tensor, expected: number, tolerance = 2e-6) {
  const value = actual.dataSync()[0]!;
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, expected ${expected}`);
}
const labels = (...values: number[]) => tf.tensor1d(values, "int32");
const { log, exp, SQRT1_2 } = Math;

test("log-sum-exp survives scores that overflow exp, along both axes", () => {
  const scores = tf.tensor2d([
    [200, 200],
    [-200, 0],
  ]);
  assert.deepEqual(
    logSumExp(scores, 1)
      .arraySync()
      .map(([value]) => Math.fround(value!)),
    [Math.fround(200 + log(2)), 0],
  );
  assert.deepEqual(logSumExp(scores, 0).arraySync(), [[200, 200]]);
});

test("cross-entropy by hand", () => {
  // Row 1: scores log 1, log 2, log 5, label 2: p = 5/8. Row 2: three equal scores: p = 1/3.
  const logits = tf.tensor2d([
    [0, log(2), log(5)],
    [7, 7, 7],
  ]);
  assertClose(crossEntropy(logits, labels(2, 0)), (log(8 / 5) + log(3)) / 2);
  // With ε = 0.3 the target is 0.8 at the label and 0.1 elsewhere: log 8 − 0.1 log 2 − 0.8 log 5.
  const smoothed = (log(8) - 0.1 * log(2) - 0.8 * log(5) + log(3)) / 2;
  assertClose(crossEntropy(logits, labels(2, 0), 0.3), smoothed);
  assertClose(batchAccuracy(logits, labels(2, 1)), 0.5); // equal scores: the first wins
});

test("cross-entropy on normalised features by hand: lengths of features and class vectors do not count", () => {
  // The feature is the image itself, (3, 4) → (0.6, 0.8); class vectors along x and y; over 0.2 the cosines are 3 and 4.
  const encoder = imageEncoder({ kind: "pixels" }, { height: 1, width: 1, channels: 2 });
  const objective = classification(encoder, {
    classes: 2,
    head: { kind: "cosine", temperature: 0.2 },
    smoothing: 0,
  });
  const classVectors = tf.tensor2d([
    [2, 0],
    [0, 5],
  ]);
  const batch = { images: tf.tensor4d([3, 4], [1, 1, 1, 2]), labels: labels(0) };
  const { loss, metrics } = objective.loss({ head: { classVectors } }, batch);
  assertClose(loss, log(1 + exp(1)));
  assertClose(metrics.accuracy!, 0);
});

test("CLIP's loss by hand", () => {
  // Two pairs: images along x and y; texts along x and halfway. Scale log 2 / √½ makes the odds simple.
  const images = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const texts = tf.tensor2d([
    [1, 0],
    [SQRT1_2, SQRT1_2],
  ]);
  const scale = log(2) / SQRT1_2;
  const a = exp(scale); // e^(scale · 1)
  // Scores e^: image 1 [a, 2], image 2 [1, 2]; right are a and 2.
  const byImage = (log((a + 2) / a) + log(3 / 2)) / 2;
  const byText = (log((a + 1) / a) + log(4 / 2)) / 2;
  assertClose(contrastiveLoss(images, texts, tf.scalar(scale)), (byImage + byText) / 2);
});

test("CLIP's loss does not change when the towers are swapped or the pairs reordered", () => {
  const images = unit(5, 3, 1);
  const texts = unit(5, 3, 2);
  const scale = tf.scalar(8);
  const loss = contrastiveLoss(images, texts, scale).dataSync()[0]!;
  assertClose(contrastiveLoss(texts, images, scale), loss);
  const order = labels(3, 1, 4, 0, 2);
  assertClose(contrastiveLoss(tf.gather(images, order), tf.gather(texts, order), scale), loss);
});

test("NT-Xent by hand", () => {
  // Two images, views equal within a pair, pairs orthogonal, τ = 1/log 3: each view sees scores
  // 3 (its pair), 1, 1: loss = log(5/3).
  const views = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  assertClose(ntXent(views, views, 1 / log(3)), log(5 / 3));
});

test("NT-Xent against a slow reading of the equation", () => {
  const first = unit(5, 4, 3);
  const second = unit(5, 4, 4);
  const views = [...first.arraySync(), ...second.arraySync()];
  const partners = views.map((_, view) => [(view + 5) % 10]);
  assertClose(ntXent(first, second, 0.5), slowContrast(views, partners, 0.5), 1e-5);
});

test("supervised contrastive loss against a slow reading of the equation", () => {
  const first = unit(5, 4, 5);
  const second = unit(5, 4, 6);
  const classes = [0, 1, 0, 2, 1];
  const views = [...first.arraySync(), ...second.arraySync()];
  const partners = views.map((_, view) =>
    views
      .map((_, other) => other)
      .filter((other) => other !== view && classes[other % 5] === classes[view % 5]),
  );
  assertClose(
    supervisedContrastive(first, second, labels(...classes), 0.3),
    slowContrast(views, partners, 0.3),
    1e-5,
  );
});

test("supervised contrastive loss with a class an image is NT-Xent", () => {
  const first = unit(4, 3, 7);
  const second = unit(4, 3, 8);
  const expected = ntXent(first, second, 0.2).dataSync()[0]!;
  assertClose(supervisedContrastive(first, second, labels(0, 1, 2, 3), 0.2), expected, 1e-5);
});

test("multi-label loss by hand", () => {
  // σ(log 3) = 3/4, σ(0) = 1/2. Row 1: tags 1, 0 → −log 3/4 − log 1/2. Row 2: 0, 1 → −log 1/4 − log 1/2.
  const logits = tf.tensor2d([
    [log(3), 0],
    [log(3), 0],
  ]);
  const wanted = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  assertClose(multiLabelLoss(logits, wanted), (log(8 / 3) + log(8)) / 2);
  assertClose(multiLabelLoss(tf.tensor2d([[1000, -1000]]), tf.tensor2d([[1, 0]])), 0);
});

test("captioning loss by hand: the mean over all tokens but padding", () => {
  const { start, end, padding } = specialTokens;
  const encoder = imageEncoder({ kind: "pixels" }, { height: 1, width: 1, channels: 2 });
  const size = { width: 4, depth: 1, heads: 2, expansion: 2 };
  const objective = captioning(encoder, size, { vocabulary: 6, length: 5 });
  // Word vectors of zero leave the output's biases alone: p = 1/16, 1/16, 2/16, 1/16, 3/16, 8/16 everywhere.
  const params = merged(objective.init(new Random(1)), {
    decoder: { embedding: tf.zeros([6, 4]), outputBias: tf.tensor1d([1, 1, 2, 1, 3, 8].map(log)) },
  });
  const tokens = tf.tensor2d(
    [
      [start, 4, 5, end, padding],
      [start, 5, end, padding, padding],
    ],
    [2, 5],
    "int32",
  );
  const images = tf.tensor4d([0, 0, 1, 1], [2, 1, 1, 2]);
  const first = log(16 / 3) + log(2) + log(8);
  const second = log(2) + log(8);
  assertClose(objective.loss(params, { images, tokens }).loss, (first + second) / 5);
  // As a readout every text is scored for every image, and its tokens are summed.
  const scores = objective.scoreTexts!(params, images, tokens).arraySync();
  for (const row of scores)
    for (const [at, score] of row.entries()) assert.ok(Math.abs(score + [first, second][at]!) < 2e-6);
});

test("a caption's score counts each token given those before it, whatever stands behind", () => {
  const { start, end, padding } = specialTokens;
  const encoder = imageEncoder({ kind: "pixels" }, { height: 1, width: 1, channels: 2 });
  const size = { width: 8, depth: 2, heads: 2, expansion: 2 };
  const objective = captioning(encoder, size, { vocabulary: 7, length: 6 });
  // Padding is never scored; with a bias of −30 it is never expected either, so the other tokens share all of p.
  const outputBias = tf.tensor1d(Array.from({ length: 7 }, (_, token) => (token === padding ? -30 : 0)));
  const params = merged(objective.init(new Random(2)), { decoder: { outputBias } });
  const images = tf.tensor4d([0.3, -0.7], [1, 1, 1, 2]);
  const score = (...tokens: number[]) =>
    objective.scoreTexts!(params, images, tf.tensor2d([tokens], [1, tokens.length], "int32")).dataSync()[0]!;
  const next = [0, 1, 2, 3, 4, 5, 6].filter((token) => token !== padding);
  // The chain rule: p(4) is the sum of p(4, t) over all t.
  const sum = next.reduce((sum, token) => sum + exp(score(start, 4, token)), 0);
  assert.ok(Math.abs(log(sum) - score(start, 4)) < 1e-5);
  assert.ok(Math.abs(score(start, 4, end) - score(start, 4, end, padding, padding)) < 1e-6);
});

/** Mean over views of −log softmax share, averaged over a view's partners: two loops, no matrices. */
function slowContrast(views: number[][], partners: number[][], temperature: number): number {
  const score = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0) / temperature;
  const losses = views.map((view, at) => {
    const total = views.reduce((sum, other, i) => (i === at ? sum : sum + exp(score(view, other))), 0);
    const terms = partners[at]!.map((partner) => log(total) - score(view, views[partner]!));
    return terms.reduce((sum, term) => sum + term, 0) / terms.length;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function unit(rows: number, dim: number, seed: number): tf.Tensor2D {
  const values = tf.randomNormal([rows, dim], 0, 1, "float32", seed) as tf.Tensor2D;
  return tf.div(values, tf.norm(values, 2, 1, true));
}
