import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOrTrainingInWords } from "../../lib/report/wordsOrTraining.js";
import { judgeCauses } from "../../lib/robustness/causeVerdict.js";
import type { TreatmentContrast } from "../../lib/robustness/treatments.js";
import { equivalenceTest } from "../../lib/stats/equivalence.js";

const usual = "as they are";

/** Accuracies in percent after 100 and 200 steps with the usual captions, and after 200 with better ones. */
function said(before: number, after: number, better: number, ...deltas: (readonly [number, number])[]) {
  const row = (treatment: string, budget: number, percent: number) => ({
    treatment,
    budget,
    inDistribution: percent / 100,
  });
  const rows = [
    row(usual, 200, after),
    row(usual, 100, before),
    row("better", 100, 1),
    row("better", 200, better),
  ];
  const contrasts = deltas.map(
    ([value, standardError]): TreatmentContrast => ({
      comparison: "captions: better − as they are",
      of: "mean",
      shift: "mean of 4 shifts",
      deltaPoints: { value, low: value - 2 * standardError, high: value + 2 * standardError, level: 0.95 },
      modelsA: 6,
      modelsB: 6,
      inDistributionA: 0.3,
      inDistributionB: 0.3,
      test: equivalenceTest({ value, standardError, df: 20 }, 2),
      runs: 6,
      seeds: 2,
      standardError,
      seedStandardError: standardError,
      seedDf: 20,
      testStandardError: 0,
      baselineStandardError: 0,
    }),
  );
  const [judged] = judgeCauses({ captions: contrasts });
  return wordsOrTrainingInWords(rows, usual, judged!.rows);
}

test("what longer training and what better captions bring, and which of them is more", () => {
  const training = said(20, 30, 33);
  assert.match(
    training,
    /^From 100 to 200 steps, accuracy in distribution changes by \+10\.0 points with captions as they are\./,
  );
  assert.match(training, /After 200 steps, captions “better” change it by \+3\.0 points\./);
  assert.match(training, /\*\*It lacks training more than words\.\*\*$/);
  assert.match(said(28, 30, 40), /\*\*It lacks words more than training\.\*\*$/);
  assert.match(said(28, 30, 32.5), /\*\*Longer training and better captions bring about as much\.\*\*$/);
  assert.match(
    said(29.8, 30, 29),
    /\*\*Neither longer training nor better captions bring a point any more\.\*\*$/,
  );
});

test("what better captions do to the line: no rise, raises, lowers, or open with what it would take", () => {
  const lines = (...delta: readonly [number, number]) => said(20, 30, 33, delta).split("\n- ")[1]!;
  assert.equal(
    lines(0.1, 0.3),
    "At equal accuracy, captions: better − as they are: Δρ = +0.1 [−0.5, +0.7] points: no rise of 2 points or more (two-sided: no effect within ±2 points)",
  );
  assert.match(lines(6, 0.5), /: raises ρ \(two-sided: higher\)$/);
  assert.match(lines(-6, 0.5), /: no rise of 2 points or more \(two-sided: lower\)$/);
  assert.match(
    lines(1, 1),
    /: open \(two-sided: inconclusive\); it would take \d+ seeds a side, if Δρ is as estimated$/,
  );
});

test("one length of training says nothing of training", () => {
  assert.throws(
    () => wordsOrTrainingInWords([{ treatment: usual, budget: 100, inDistribution: 0.3 }], usual, []),
    { name: "RangeError", message: "as they are: expected two lengths of training or more, found 1" },
  );
});
