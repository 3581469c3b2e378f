import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { compareOnTests } from "../../lib/robustness/compareOnTests.js";
import { closeTo } from "../closeTo.js";

const perClass = 20;
const classes = 50;

/** A record's results on one test set, every class with its own number of right answers. */
function results(correctByClass: readonly number[], testset = "noise-3", step = 10) {
  const totalByClass = correctByClass.map(() => perClass);
  const correct = correctByClass.reduce((sum, one) => sum + one, 0);
  return {
    steps: 10,
    results: [
      {
        readout: "head",
        testset,
        step,
        correct,
        total: perClass * classes,
        correctByClass: [...correctByClass],
        totalByClass,
      },
    ],
  };
}

const uneven = Array.from({ length: classes }, (_, c) => c % perClass);

test("a constant difference in every class has no interval, however much the classes differ", () => {
  const [row] = compareOnTests(results(uneven.map((right) => right + 1)), results(uneven));
  assert.equal(row!.testset, "noise-3");
  assert.equal(row!.images, 1000);
  const { value, low, high } = row!.differencePoints;
  for (const one of [value, low, high]) closeTo(one, 5, { abs: 1e-9 });
});

test("the interval is the bootstrap's: twice 1.96 standard errors of the mean difference of classes", () => {
  const gains = Array.from({ length: classes }, (_, c) => (c % 2 === 0 ? 4 : 0));
  const [row] = compareOnTests(results(gains.map((gain) => gain + 5)), results(gains.map(() => 5)), {
    draws: 4000,
  });
  const { value, low, high } = row!.differencePoints;
  closeTo(value, 10, { abs: 1e-9 });
  // Differences are 20 or 0 points, half each: standard deviation 10, over √50. 4,000 draws know the width to about 3%.
  closeTo(high - low, (2 * 1.96 * 10) / Math.sqrt(classes), { rel: 0.1 });
});

test("results before the end do not count; a test set that one run lacks is named", () => {
  const early = { ...results(uneven), results: [...results(uneven, "noise-3", 5).results] };
  assert.deepEqual(compareOnTests(early, results(uneven)), []);
  assert.throws(
    () => compareOnTests(results(uneven, "blur-1"), results(uneven)),
    (error) => error instanceof InputError && error.message.includes("head on blur-1"),
  );
});
