// Every public function that takes accuracies or counts rejects the same input as the command line, with the same
// messages: percentages, counts in place of fractions, numbers outside [0, 1], NaN, and invalid totals.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { classBalance } from "../../lib/published/classBalance.js";
import { loadClassFrequencies, loadRelated, loadReported, relatedModels } from "../../lib/published/load.js";
import { accuracyRows, type PublishedModel, pointsOf } from "../../lib/published/model.js";
import { mixedEvaluations } from "../../lib/published/oneEvaluation.js";
import { reportedNetworks } from "../../lib/published/reported.js";
import { fitBaseline } from "../../lib/stats/baseline.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { weightedAccuracy } from "../../lib/stats/classBootstrap.js";
import { accuracy, interiorAccuracy } from "../../lib/stats/count.js";
import { drawAccuracies } from "../../lib/stats/imageNoise.js";
import { clopperPearson } from "../../lib/stats/interval.js";
import { effectiveRobustness, relativeRobustness } from "../../lib/stats/robustness.js";
import { scaleNamed, scaleNames } from "../../lib/stats/scale.js";
import { fitTwoPiece } from "../../lib/stats/twoPiece.js";

const good = [
  { model: "a", x: 0.5, y: 0.3, xTotal: 1000, yTotal: 1000 },
  { model: "b", x: 0.6, y: 0.4, xTotal: 1000, yTotal: 1000 },
  { model: "c", x: 0.7, y: 0.55, xTotal: 1000, yTotal: 1000 },
  { model: "d", x: 0.8, y: 0.6, xTotal: 1000, yTotal: 1000 },
];
const [first, ...others] = good as [(typeof good)[number], ...typeof good];
const random = () => new Random(1);
const baseline = fitBaseline(good);
const published = (value: number): PublishedModel => ({
  model: "m",
  origin: "timm",
  family: "f",
  regime: "standard",
  trainingData: "ImageNet-1k",
  weights: null,
  trainImages: null,
  paramsM: null,
  imageSize: 224,
  samplesSeen: null,
  accuracies: new Map([
    ["imagenet", 0.7],
    ["imagenet_v2", value],
  ]),
});
const related = (await loadRelated())[0]!;
const reported = (await loadReported())[0]!;

const noFractions = fc.oneof(
  fc.constantFrom(63.3, 31_650, 1.2, -0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.double({ min: 1.0001, max: 100, noNaN: true }), // percent
  fc.integer({ min: 2, max: 50_000 }), // counts
  fc.double({ min: -100, max: -1e-9, noNaN: true }),
);

const takeFractions: Readonly<Record<string, (value: number) => unknown>> = {
  "fitBaseline, x": (x) => fitBaseline([{ ...first, x }, ...others]),
  "fitBaseline, y": (y) => fitBaseline([...others, { ...first, y }]),
  "fitBaseline, all in percent": (y) => fitBaseline(good.map((point) => ({ ...point, y }))),
  "fitTwoPiece, x": (x) => fitTwoPiece([{ ...first, x }, ...others], { pivot: 0.65 }),
  "fitTwoPiece, pivot": (pivot) => fitTwoPiece(good, { pivot }),
  "estimateRobustness, baseline": (y) =>
    estimateRobustness([{ ...first, y }, ...others], good, { random: random(), draws: 20 }),
  "estimateRobustness, models, x": (x) =>
    estimateRobustness(good, [{ ...first, x }], { random: random(), draws: 20 }),
  "estimateRobustness, models, y": (y) =>
    estimateRobustness(good, [{ ...first, y }], { random: random(), draws: 20 }),
  "predict of a baseline": (x) => baseline.predict(x),
  "lineBand of a baseline": (x) => baseline.lineBand(x),
  "modelBand of a baseline": (x) => baseline.modelBand(x),
  "effectiveRobustness, x": (x) => effectiveRobustness(baseline, { ...first, x }),
  "effectiveRobustness, y": (y) => effectiveRobustness(baseline, { ...first, y }),
  relativeRobustness: (y) => relativeRobustness({ y }, first),
  "relativeRobustness, original": (y) => relativeRobustness(first, { y }),
  drawAccuracies: (value) => drawAccuracies(value, 1000, random(), new Float64Array(3)),
  ...Object.fromEntries(
    scaleNames.map((name) => [`forward of ${name}`, (p: number) => scaleNamed(name).forward(p)]),
  ),
  pointsOf: (value) => pointsOf([published(value)], "imagenet", "imagenet_v2"),
  accuracyRows: (value) => accuracyRows([published(value)]),
  mixedEvaluations: (value) => mixedEvaluations(published(value)),
  relatedModels: (value) => relatedModels([{ ...related, accuracy: value }]),
  reportedNetworks: (value) => reportedNetworks([{ ...reported, accuracy: value }]),
};

describe("no fraction", () => {
  for (const [door, call] of Object.entries(takeFractions))
    test(door, () => {
      fc.assert(
        fc.property(noFractions, (value) => {
          assert.throws(
            () => call(value),
            (error: Error) =>
              error.name === "InputError" &&
              error.message.endsWith(
                `"${value}" is not a fraction in [0, 1]; percent must be divided by 100`,
              ),
          );
        }),
        { numRuns: 30 },
      );
    });
});

const noTotals = fc.oneof(
  fc.constantFrom(0, -10, 10.5, Number.NaN, Number.POSITIVE_INFINITY),
  fc.integer({ max: 0 }),
  fc.double({ min: 0.001, max: 1e6, noNaN: true }).filter((value) => !Number.isInteger(value)),
);

const takeTotals: Readonly<Record<string, (total: number) => unknown>> = {
  "fitBaseline, xTotal": (xTotal) => fitBaseline([{ ...first, xTotal }, ...others]),
  "fitBaseline, yTotal, weighted": (yTotal) =>
    fitBaseline([{ ...first, yTotal }, ...others], { method: "weighted" }),
  "fitTwoPiece, yTotal": (yTotal) => fitTwoPiece([{ ...first, yTotal }, ...others], { pivot: 0.65 }),
  "estimateRobustness, xTotal": (xTotal) =>
    estimateRobustness(good, [{ ...first, xTotal }], { random: random(), draws: 20 }),
  "estimateRobustness, yTotal": (yTotal) =>
    estimateRobustness(good, [{ ...first, yTotal }], { random: random(), draws: 20 }),
  drawAccuracies: (total) => drawAccuracies(0.5, total, random(), new Float64Array(3)),
  clopperPearson: (total) => clopperPearson({ correct: 0, total }),
  accuracy: (total) => accuracy({ correct: 0, total }),
  interiorAccuracy: (total) => interiorAccuracy({ correct: 0, total }),
};

describe("no number of test images", () => {
  for (const [door, call] of Object.entries(takeTotals))
    test(door, () => {
      fc.assert(
        fc.property(noTotals, (total) => {
          assert.throws(
            () => call(total),
            (error: Error) =>
              error.name === "InputError" &&
              error.message.endsWith(`"${total}" is not a whole number of test images, 1 or more`),
          );
        }),
        { numRuns: 30 },
      );
    });
});

test("no count of right answers", async () => {
  const [frequency] = await loadClassFrequencies();
  for (const correct of [-1, 11, 0.5, Number.NaN]) {
    const expected = { name: "InputError", message: /"(-1|11|0\.5|NaN)"/ };
    for (const door of [accuracy, interiorAccuracy, clopperPearson])
      assert.throws(() => door({ correct, total: 10 }), expected);
    const one = { correct, total: 10, correctByClass: [correct], totalByClass: [10] };
    assert.throws(() => weightedAccuracy(one, [1]), expected);
    if (correct !== 11) assert.throws(() => classBalance([{ ...frequency!, yfcc15m: correct }]), expected);
  }
});

test("the message names the model where it has a name, its place where it has none", () => {
  assert.throws(() => fitBaseline([...others, { ...first, x: 63.3 }]), {
    message: /^baseline "a", x: "63\.3"/,
  });
  assert.throws(
    () =>
      fitBaseline([
        { x: 0.5, y: 0.4 },
        { x: 0.6, y: 55.9 },
      ]),
    {
      message: /^baseline\[1\], y: "55\.9"/,
    },
  );
});

test("fractions and totals in range pass every door", () => {
  const fractions = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(fractions, fc.integer({ min: 1, max: 100_000 }), (value, total) => {
      // All y equal have no R²; a pivot or x far out leaves a side without a line; V2 may contradict ImageNet.
      for (const [door, call] of Object.entries(takeFractions))
        if (!/two|pivot|all in percent/i.test(door)) assert.doesNotThrow(() => call(value), door);
      for (const [door, call] of Object.entries(takeTotals)) assert.doesNotThrow(() => call(total), door);
    }),
    { numRuns: 10 },
  );
});
