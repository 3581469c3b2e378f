import assert from "node:assert/strict";
import { test } from "node:test";
import { regimeTitles } from "../../lib/published/regimeTitles.js";
import { accuracyRows } from "../../lib/report/accuracyTable.js";
import { fitMethodRows, lineInWords } from "../../lib/report/baselineTable.js";
import { modelRows, rhoInWords } from "../../lib/report/modelTable.js";
import { keptByFineTuningRows, regimeRows } from "../../lib/report/regimeTable.js";
import {
  testComparisonFormats,
  testComparisonInWords,
  testComparisonRows,
} from "../../lib/report/testComparison.js";
import { pictogramLineRows, pictogramShiftRows, testSetRows } from "../../lib/report/testSetTable.js";
import { marginsInWords } from "../../lib/report/verdictText.js";
import { withAndWithoutRows } from "../../lib/report/withAndWithoutTable.js";
import type { RegimeSummary } from "../../lib/robustness/rhoByRegime.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";
import { closeTo } from "../closeTo.js";

const interval = (value: number) => ({ value, low: value - 1, high: value + 1, level: 0.95 });

test("accuracies with their exact intervals", () => {
  // Clopper and Pearson in closed form: of 0 in n the interval is [0, 1 − 0.025^(1/n)], and n in n mirrors it.
  const [none, all] = accuracyRows({ "A test": { correct: 0, total: 10 }, B: { correct: 10, total: 10 } });
  const reach = 1 - 0.025 ** (1 / 10);
  assert.deepEqual(
    [none!["test set"], none!.correct, none!.total, none!.accuracy, none!.low],
    ["A test", 0, 10, 0, 0],
  );
  closeTo(none!.high, reach, { abs: 1e-9 });
  closeTo(all!.low, 1 - reach, { abs: 1e-9 });
  assert.throws(() => accuracyRows({ A: { correct: 11, total: 10 } }), /11/);
});

test("test sets with what varies and who made them; an unknown one is named", () => {
  const [row] = testSetRows(["objectnet"]) as Record<string, unknown>[];
  assert.equal(row!["test set"], "ObjectNet");
  assert.deepEqual([row!.classes, row!.images, row!.source], [113, 18_574, "Barbu et al. 2019"]);
  assert.throws(() => testSetRows(["imagenet_z"]), /imagenet_z/);
});

test("each shift of Pictograms stands beside the shift of ImageNet whose part it plays", () => {
  const rows = pictogramShiftRows() as Record<string, string>[];
  assert.deepEqual(
    rows.map((row) => row["part of"]),
    ["ImageNetV2", "ImageNet-Sketch", "ImageNet-R", "ObjectNet", "ImageNet-A"],
  );
  for (const row of rows) assert.notEqual(row["there varies"], "", row.shift);
});

test("a shift with an R² of 0.9 has a line, one just below has none", () => {
  const line = (r2: number) =>
    ({ shift: "Renditions", baseline: { n: 40, slope: 0.8, r2 } }) as unknown as ShiftEvaluation;
  const rows = pictogramLineRows([line(0.9), line(0.8999)]) as Record<string, unknown>[];
  assert.deepEqual(
    rows.map(({ relation }) => relation),
    ["a line", "no tight line"],
  );
  assert.deepEqual([rows[0]!.plays, rows[0]!.models, rows[0]!["R²"]], ["ImageNet-R", 40, 0.9]);
  assert.equal(lineInWords({ n: 40, r2: 0.8999 }), "line through 40 ordinary models, R² 0.90");
});

test("three ways to fit points that lie on a line find that line", () => {
  // On a linear scale: y = 0.1 + 0.5 x, five points.
  const points = [0.2, 0.3, 0.4, 0.5, 0.6].map((x, at) => ({
    model: `m${at}`,
    family: `f${at}`,
    x,
    y: 0.1 + 0.5 * x,
    xTotal: 1000,
    yTotal: 1000,
  }));
  const rows = fitMethodRows(points, { scale: "linear" });
  assert.deepEqual(
    rows.map(({ method, models }) => [method, models]),
    [
      ["ols", 5],
      ["weighted", 5],
      ["theil-sen", 5],
    ],
  );
  for (const row of rows) {
    closeTo(row.slope, 0.5, { abs: 1e-9, why: row.method });
    closeTo(row.intercept, 0.1, { abs: 1e-9, why: row.method });
    closeTo(row["R²"], 1, { abs: 1e-9, why: row.method });
  }
});

function summary(regime: string, value: number): RegimeSummary {
  return { regime, models: 3, families: 2, meanPoints: interval(value), sdPoints: 0.5 } as RegimeSummary;
}

test("regimes as rows; what fine-tuning keeps is the ratio of the two means", () => {
  const shift = [
    summary(regimeTitles["clip-zero-shot"], 40),
    summary(regimeTitles["clip-fine-tuned"], 10),
    summary(regimeTitles.standard, 0),
  ];
  assert.deepEqual(regimeRows(shift)[0], {
    regime: "CLIP, zero-shot",
    models: 3,
    families: 2,
    mean: 40,
    low: 39,
    high: 41,
    "sd of models": 0.5,
  });
  assert.deepEqual(keptByFineTuningRows({ R: shift }), [
    { shift: "R", "zero-shot": 40, "fine-tuned": 10, kept: 0.25 },
  ]);
  assert.throws(() => keptByFineTuningRows({ R: shift.slice(0, 1) }), /R: no model .*fine-tuned/);
});

test("a model's ρ in words and as a row", () => {
  const point = {
    model: "m",
    x: 0.6,
    y: 0.559,
    published: { regime: "clip-zero-shot", trainingData: "LAION-2B" },
  };
  const estimate = { point, predicted: 0.503, rhoPoints: { value: 5.6, low: 4.54, high: 6.66, level: 0.95 } };
  const evaluation = { models: [estimate] } as unknown as ShiftEvaluation;
  assert.equal(
    rhoInWords(evaluation.models[0]!),
    "expected 50.3%, measured 55.9%: ρ = +5.6 [+4.5, +6.7] points",
  );
  assert.deepEqual(modelRows(evaluation), [
    {
      model: "m",
      regime: "clip-zero-shot",
      trainingData: "LAION-2B",
      inDistribution: 0.6,
      shift: 0.559,
      rho: 5.6,
    },
  ]);
});

test("runs with and without: the level has the heading it is given, a side without a run stays empty", () => {
  const row = { level: 2, runsWith: 0, runsWithout: 3, rhoWith: undefined, rhoWithout: 1.5 };
  assert.deepEqual(withAndWithoutRows([row], "sets"), [
    { sets: 2, "runs with": 0, "ρ with": undefined, "runs without": 3, "ρ without": 1.5 },
  ]);
});

test("two networks on test sets of every kind: rows, and the mean difference by kind", () => {
  const compared = (
    [
      ["test", -1],
      ["matched", 4],
      ["renditions", 8],
      ["noise-3", 1],
      ["inversion-5", -4],
    ] as const
  ).map(([testset, points]) => ({
    testset,
    images: 100,
    accuracyA: 0.5 + points / 100,
    accuracyB: 0.5,
    differencePoints: interval(points),
  }));
  const names = ["web-like", "reference"] as const;
  const rows = testComparisonRows(compared, names) as Record<string, unknown>[];
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ["in distribution", "natural", "natural", "synthetic", "synthetic"],
  );
  assert.deepEqual(rows[2], {
    "test set": "renditions",
    kind: "natural",
    "web-like": 0.58,
    reference: 0.5,
    difference: 8,
    low: 7,
    high: 9,
  });
  for (const column of Object.keys(testComparisonFormats(names))) assert.ok(column in rows[0]!, column);
  // (4 + 8) / 2 and (1 − 4) / 2
  assert.equal(
    testComparisonInWords(compared, names),
    "web-like − reference: −1.0 points in distribution, +6.0 on average over the natural shifts, **−1.5** over the synthetic ones.",
  );
});

test("the margins as a sentence, with the shifts that count as close", () => {
  assert.equal(
    marginsInWords({ closePoints: 1.5, farPoints: 4 }),
    "No effect means: within ±1.5 points on the mean over the shifts and on ImageNetV2, within ±4 points on any other single shift.",
  );
  assert.match(marginsInWords({ closePoints: 2, farPoints: 5, close: ["Matched"] }), /and on Matched,/);
});
