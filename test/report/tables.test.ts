import assert from "node:assert/strict";
import { test } from "node:test";
import { contrastList } from "../../lib/report/contrastTable.js";
import { treatmentRows } from "../../lib/report/treatmentTable.js";
import { causeInWords, verdictInWords } from "../../lib/report/verdictText.js";
import type { Contrast } from "../../lib/robustness/overShifts.js";
import type { Verdict } from "../../lib/stats/equivalence.js";
import { rows } from "./treatmentRhos.js";

test("treatments as rows of a table", () => {
  assert.deepEqual(treatmentRows(rows), [
    {
      treatment: "emoji",
      models: 3,
      "in distribution": 0.2,
      "ρ Matched": -1.25,
      "ρ Renditions": 9.5,
      "ρ mean": 4.125,
    },
  ]);
});

test("contrasts as a list: Δρ with its interval, the verdict with its margin", () => {
  const contrast: Contrast = {
    comparison: "a − b",
    of: "mean",
    shift: "mean of 4 shifts",
    deltaPoints: { value: 0.5, low: -1.04, high: 1.9, level: 0.95 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.4,
    test: {
      alpha: 0.05,
      pLower: 0.01,
      pUpper: 0.03,
      pZero: 0.4,
      verdict: { kind: "equivalent", marginPoints: 2 },
    },
  };
  assert.equal(
    contrastList([contrast]),
    "- a − b (mean of 4 shifts): Δρ = +0.5 [−1.0, +1.9] points: **no effect within ±2 points**",
  );
});

test("each kind of verdict in words, on a comparison and on a cause", () => {
  const said = (kind: Verdict["kind"]) => {
    const verdict = { kind, marginPoints: 1.5 };
    return [verdictInWords(verdict), causeInWords(verdict)];
  };
  assert.deepEqual(said("higher"), ["higher", "raises ρ"]);
  assert.deepEqual(said("lower"), ["lower", "lowers ρ"]);
  assert.deepEqual(said("equivalent"), ["no effect within ±1.5 points", "no effect within ±1.5 points"]);
  assert.deepEqual(said("inconclusive"), ["inconclusive", "inconclusive"]);
});
