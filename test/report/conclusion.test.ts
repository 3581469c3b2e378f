import assert from "node:assert/strict";
import { test } from "node:test";
import {
  comparisonInWords,
  comparisonList,
  conclusionInWords,
  judgedInWords,
} from "../../lib/report/conclusion.js";
import { judgeCauses } from "../../lib/robustness/causeVerdict.js";
import type { TreatmentContrast } from "../../lib/robustness/treatments.js";
import { equivalenceTest } from "../../lib/stats/equivalence.js";

function contrastOf(value: number, standardError: number): TreatmentContrast {
  return {
    comparison: "CLIP − labels",
    of: "mean",
    shift: "mean of 4 shifts",
    deltaPoints: { value, low: value - 2 * standardError, high: value + 2 * standardError, level: 0.95 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.6,
    test: equivalenceTest({ value, standardError, df: 20 }, 2),
    runs: 3,
    standardError,
    seedStandardError: standardError,
    seedDf: 20,
    testStandardError: 0.8 * standardError,
    baselineStandardError: 0,
  };
}

test("a loss is called lower, a gain higher, neither a cause", () => {
  assert.match(comparisonInWords(contrastOf(-5, 0.5)), /^−5\.0 \[−6\.0, −4\.0\] points: lower, not shown/);
  assert.match(comparisonInWords(contrastOf(5, 0.5)), /higher, not shown to be within ±2 points$/);
  assert.match(comparisonInWords(contrastOf(0.2, 0.5)), /: no effect within ±2 points$/);
});

test("what is not decided says how many runs would decide it, or that none would", () => {
  const open = contrastOf(1, 1.5);
  const runs = Number(/with (\d+) runs of each/.exec(comparisonInWords(open))?.[1]);
  assert.ok(runs > 3 && runs < 100, `${runs}`);
  const hopeless = { ...open, seedStandardError: 0.1 };
  assert.match(comparisonInWords(hopeless), /too much open for any number of runs$/);
});

test("a conclusion lists every comparison and ends in the verdict of all", () => {
  const text = conclusionInWords("the loss", [contrastOf(0.1, 0.4), contrastOf(-0.2, 0.4)]);
  assert.equal(text.split("\n").filter((line) => line.startsWith("- CLIP − labels")).length, 2);
  const end =
    "**The miniature on the loss: no rise of 2 points or more (two-sided: no effect within ±2 points).**";
  assert.ok(text.endsWith(end), text);
  assert.match(
    conclusionInWords("it", [contrastOf(-5, 0.5)]),
    /: no rise of 2 points or more \(two-sided: lowers ρ\)\.\*\*$/,
  );
  assert.match(conclusionInWords("it", [contrastOf(5, 0.5)]), /on it: raises ρ\.\*\*$/);
  const apart = { low: 0.5, high: 0.6, points: 10, recipes: 4, comparable: false };
  const text2 = conclusionInWords("it", [{ ...contrastOf(0, 0.1), overlap: apart }]);
  assert.match(text2, /not comparable: accuracies overlap by 10 points, 15 needed/);
  assert.match(text2, /on it: open \(two-sided: inconclusive\)\.\*\*$/);
});

test("comparisons as a list: one line each, with what is compared", () => {
  assert.match(
    comparisonList([contrastOf(-5, 0.5), contrastOf(0.2, 0.5)]),
    /^- CLIP − labels: Δρ = −5\.0 .*lower.*\n- CLIP − labels: Δρ = \+0\.2 .*no effect within ±2 points$/,
  );
});

test("at equal accuracy a line has the headline, the two-sided verdict, and what an open one would take", () => {
  const inWords = (value: number, standardError: number, more: Partial<TreatmentContrast> = {}) => {
    const [cause] = judgeCauses({ it: [{ ...contrastOf(value, standardError), seeds: 4, ...more }] });
    return judgedInWords(cause!.rows[0]!);
  };
  assert.match(
    inWords(0.2, 0.4),
    /points: no rise of 2 points or more \(two-sided: no effect within ±2 points\)$/,
  );
  assert.match(inWords(5, 0.5), /points: raises ρ \(two-sided: higher\)$/);
  assert.match(inWords(-5, 0.5), /points: no rise of 2 points or more \(two-sided: lower\)$/);
  assert.match(
    inWords(1, 1, { testStandardError: 0 }),
    /points: open \(two-sided: inconclusive\); it would take \d+ seeds a side, if Δρ is as estimated$/,
  );
  assert.match(inWords(1.9, 1), /points: open .*; more seeds alone would hardly close it$/);
  const apart = { low: 0.5, high: 0.6, points: 10, recipes: 4, comparable: false };
  assert.match(inWords(0, 0.1, { overlap: apart }), /points: not judged, not comparable: accuracies overlap/);
});
