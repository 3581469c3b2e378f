import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { contrastiveLoss } from "../../lib/objectives/clip.js";
import { batchAccuracy, crossEntropy } from "../../lib/objectives/crossEntropy.js";
import { logSumExp } from "../../lib/objectives/logSumExp.js";
import { ntXent } from "../../lib/objectives/ntXent.js";
import { supervisedContrastive } from "../../lib/objectives/supervisedContrastive.js";
import { multiLabelLoss } from "../../lib/objectives/tags.js";

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
