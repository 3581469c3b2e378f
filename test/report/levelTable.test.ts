import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import {
  accuracyDifferenceFormats,
  accuracyDifferenceRows,
} from "../../lib/report/accuracyDifferenceTable.js";
import { predictedLineRows } from "../../lib/report/baselineTable.js";
import { pathInWords, rhoAtLevelRows } from "../../lib/report/levelTable.js";
import { splitRows } from "../../lib/report/splitTable.js";
import type { LevelRow } from "../../lib/robustness/rhoByLevel.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";

const row = (level: number, rhoPoints: number, treatment = "tuned"): LevelRow => ({
  treatment,
  architecture: "cnn 16",
  level,
  rhoPoints,
  runs: [rhoPoints],
  inDistribution: level / 2,
});

test("ρ by level as rows, with a heading of one's own for the level", () => {
  assert.deepEqual(rhoAtLevelRows([row(0.5, 4.25)], { level: "share done" }), [
    { treatment: "tuned", "share done": 0.5, "in distribution": 0.25, "mean ρ": 4.25 },
  ]);
});

test("a path in words: both ends and its highest point, whatever the order of the rows", () => {
  const path = [row(1, 2.04), row(0.1, 4.75), row(0, 4)];
  assert.equal(
    pathInWords(path),
    "Mean ρ is **4.0** at the start and **2.0** at the end. It is highest, **4.8**, after 10% of the steps.",
  );
  assert.throws(() => pathInWords([]), InputError);
  assert.throws(() => pathInWords([row(0, 1), row(1, 1, "another")]), InputError);
});

test("accuracy differences as rows named by both sides; the level of the interval is no column", () => {
  const difference = {
    comparison: "4 a class: CLIP − SimCLR",
    where: "in distribution",
    accuracyA: 0.4,
    accuracyB: 0.3,
    runsA: 3,
    runsB: 3,
    differencePoints: { value: 10, low: 6, high: 14, level: 0.95 },
  };
  const rows = accuracyDifferenceRows([difference], ["CLIP", "SimCLR"]);
  const { comparison, where } = difference;
  assert.deepEqual(rows, [{ comparison, where, CLIP: 0.4, SimCLR: 0.3, difference: 10, low: 6, high: 14 }]);
  const known = new Set(Object.keys(rows[0]!));
  for (const column of Object.keys(accuracyDifferenceFormats(["CLIP", "SimCLR"])))
    assert.ok(known.has(column), column);
});

test("the prediction of a tight line holds from the limit on", () => {
  const line = (shift: string, r2: number) =>
    ({ shift, baseline: { n: 9, families: 3, slope: 1, r2 } }) as ShiftEvaluation;
  const rows = predictedLineRows([line("a", 0.9), line("b", 0.899)], { tightFrom: 0.9 });
  assert.deepEqual(
    rows.map(({ shift, models, prediction }) => [shift, models, prediction]),
    [
      ["a", 9, "holds"],
      ["b", 9, "refuted: no tight line"],
    ],
  );
});

test("splits as rows: what each plays, the adversarially filtered shift last", () => {
  const counts = { icons: 5, labelled: 4, classes: 3 };
  const rows = splitRows(
    { train: counts, validation: counts, matched: counts },
    { icons: ["a:b", "a:c"], classes: ["b"] },
  );
  assert.deepEqual(rows, [
    { split: "train", plays: "ImageNet's training set", ...counts },
    { split: "validation", plays: "", ...counts },
    { split: "matched", plays: "ImageNetV2", ...counts },
    { split: "adversarial", plays: "ImageNet-A", icons: 2, labelled: 2, classes: 1 },
  ]);
});
