import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCauses, runsToResolve } from "../../lib/robustness/causeVerdict.js";
import type { TreatmentContrast } from "../../lib/robustness/treatments.js";
import { equivalenceOfDraws, equivalenceTest } from "../../lib/stats/equivalence.js";
import { equivalencePower } from "../../lib/stats/power.js";

function contrast(value: number, standardError: number): TreatmentContrast {
  return {
    comparison: `${value}`,
    of: "mean",
    shift: "mean of 4 shifts",
    deltaPoints: { value, low: value - 2 * standardError, high: value + 2 * standardError, level: 0.95 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.5,
    test: equivalenceTest({ value, standardError, df: 50 }, 2),
    runs: 3,
    standardError,
    seedStandardError: 0.6 * standardError,
    seedDf: 20,
    testStandardError: 0.8 * standardError,
    baselineStandardError: 0,
  };
}

test("a cause raises ρ if one comparison does; has no effect if all are equivalent; else it is open", () => {
  const verdicts = judgeCauses({
    raises: [contrast(6, 1), contrast(0, 0.3)],
    nothing: [contrast(0.2, 0.4), contrast(-0.5, 0.4)],
    lowers: [contrast(-6, 1)],
    open: [contrast(0.3, 0.4), contrast(1.5, 1.2)],
    none: [],
  }).map(({ verdict }) => verdict.kind);
  assert.deepEqual(verdicts, ["higher", "equivalent", "lower", "inconclusive", "inconclusive"]);
});

test("headlines: a rise excluded in all, a rise in one, else open; two networks are left out, ranges apart keep it open", () => {
  const apart = { low: 0.3, high: 0.4, points: 10, recipes: 5, comparable: false };
  const few = { low: 0.3, high: 0.6, points: 30, recipes: 2, comparable: false };
  const judged = judgeCauses({
    raises: [contrast(6, 1), contrast(0, 0.3)],
    lowers: [contrast(-6, 1), contrast(0.2, 0.4)], // no rise either
    small: [contrast(1, 0.3)], // above 0 and below 2
    open: [contrast(1.5, 0.6), contrast(0, 0.3)],
    networks: [
      { ...contrast(9, 0.5), networks: 2 },
      { ...contrast(0, 0.3), networks: 3 },
    ],
    nothing: [{ ...contrast(9, 0.5), networks: 1 }],
    apart: [{ ...contrast(0, 0.3), overlap: apart }, contrast(0, 0.3)],
    few: [{ ...contrast(9, 0.3), overlap: few }],
  });
  assert.deepEqual(
    judged.map(({ headline }) => headline),
    ["raises", "no rise", "no rise", "open", "no rise", "open", "open", "open"],
  );
  assert.deepEqual(
    judged.map(({ verdict }) => verdict.kind),
    [
      "higher",
      "lower",
      "equivalent",
      "inconclusive",
      "equivalent",
      "inconclusive",
      "inconclusive",
      "inconclusive",
    ],
  );
  assert.deepEqual(
    judged.flatMap(({ rows }) => rows.flatMap(({ notJudged }) => notJudged ?? [])),
    [
      "rests on two networks",
      "rests on one network",
      "not comparable: accuracies overlap by 10 points, 15 needed",
      "not comparable: 2 budgets or sizes on a side, 3 needed",
    ],
  );
  // Holm's correction is over those that are judged: the smallest p-value times their number.
  const all = judged.flatMap(({ rows }) => rows).filter(({ notJudged }) => notJudged === undefined);
  assert.equal(all.length, 9);
  const smallest = all.toSorted((a, b) => a.test.pZero - b.test.pZero)[0]!;
  assert.ok(Math.abs(smallest.pAdjusted - all.length * smallest.test.pZero) < 1e-12);
});

test("what is significant alone is not after Holm's correction over all causes", () => {
  const weak = contrast(3.2, 1.45); // p about 0.03
  assert.equal(judgeCauses({ alone: [weak] })[0]!.verdict.kind, "higher");
  const together = judgeCauses({ weak: [weak], others: Array.from({ length: 4 }, () => contrast(0.1, 1.5)) });
  assert.equal(together[0]!.verdict.kind, "inconclusive");
  assert.ok(together[0]!.rows[0]!.pAdjusted > 0.05);
});

test("draws that cannot tell any effect from 0 are refused, with the number that can", () => {
  // The smallest p-value of n draws is 2/(n + 1), 4/(n + 1) with one stray draw; Holm multiplies by 12 or 7.
  const judged = (comparisons: number, draws: number) => {
    const effect = Float64Array.from({ length: draws }, (_, at) => 6 + at / draws);
    const one = { ...contrast(6.5, 0.3), test: equivalenceOfDraws({ draws: effect }, 2) };
    return judgeCauses({
      raises: [one],
      others: Array.from({ length: comparisons - 1 }, () => ({ ...one })),
    });
  };
  for (const [comparisons, fewest] of [
    [12, 960],
    [7, 560],
  ] as const) {
    assert.equal(judged(comparisons, fewest)[0]!.verdict.kind, "higher");
    for (const draws of [200, 300, fewest - 1])
      assert.throws(() => judged(comparisons, draws), {
        name: "InputError",
        message: `draws: ${draws} bootstrap draws are too few to tell one of ${comparisons} effects from 0 at level 0.05, expected at least ${fewest}`,
      });
  }
  assert.equal(judged(12, 1000)[0]!.rows[0]!.pAdjusted.toFixed(3), "0.024"); // 12 · 2/1001
});

test("runs to resolve a margin: enough and not too many", () => {
  const open = contrast(0.5, 0.7);
  const runs = runsToResolve(open)!;
  const options = {
    standardDeviation: open.seedStandardError * Math.sqrt(3 / 2),
    df: 20,
    floor: 0.8 * 0.7,
  };
  assert.ok(equivalencePower(2, runs, options) >= 0.8);
  assert.ok(equivalencePower(2, runs - 1, options) < 0.8);
  assert.equal(runsToResolve({ ...open, standardError: 3, seedStandardError: 0.1 }), undefined);
});
