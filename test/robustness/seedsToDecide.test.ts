import assert from "node:assert/strict";
import { test } from "node:test";
import { headlinePower } from "../../lib/robustness/headlinePower.js";
import { seedsToDecide } from "../../lib/robustness/seedsToDecide.js";
import { equivalenceTest } from "../../lib/stats/equivalence.js";

/** A comparison of four seeds with six degrees of freedom. */
function contrast(value: number, seedStandardError: number, testStandardError = 0.2) {
  return {
    deltaPoints: { value, low: value - 1, high: value + 1, level: 0.95 },
    seeds: 4,
    seedStandardError,
    seedDf: 6,
    testStandardError,
    baselineStandardError: 0,
    test: equivalenceTest({ value, standardError: 1, df: 20 }, 2),
  };
}

test("the number found closes four in five simulated experiments, one seed less does not", () => {
  const open = contrast(0.5, 1);
  const seeds = seedsToDecide(open)!;
  const closed = (count: number) => {
    const parts = {
      ...open,
      seedStandardError: 1 * Math.sqrt(4 / count),
      seedDf: Math.max(1, (6 * (count - 1)) / 3),
    };
    const [found] = headlinePower(parts, { marginPoints: 2, effects: [0.5], simulations: 1000 });
    return Math.max(found!.noRise, found!.raises);
  };
  assert.ok(closed(seeds) >= 0.8 && closed(seeds - 1) < 0.8, `${seeds}`);
  assert.ok(seeds > 4 && seeds < 40, `${seeds}`);
});

test("more scatter takes more seeds, and so do more comparisons that a rise has to be told from", () => {
  assert.ok(seedsToDecide(contrast(0, 1.5))! > seedsToDecide(contrast(0, 0.8))!);
  const rise = contrast(3, 1);
  assert.ok(seedsToDecide(rise, { comparisons: 11 })! > seedsToDecide(rise)!);
});

test("no number of seeds helps just below the margin, against a vague test set, or without an estimate", () => {
  assert.equal(seedsToDecide(contrast(1.95, 1, 0.9)), undefined);
  assert.equal(seedsToDecide(contrast(0, 0.5, 2)), undefined);
  assert.equal(seedsToDecide(contrast(Number.NaN, 1)), undefined);
  assert.equal(seedsToDecide({ ...contrast(0, 1), seeds: undefined as never }), undefined);
});
