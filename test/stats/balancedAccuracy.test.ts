import assert from "node:assert/strict";
import { test } from "node:test";
import binomial from "@stdlib/random-base-binomial";
import { InputError } from "../../lib/base/errors.js";
import { Random } from "../../lib/base/random.js";
import { balancedAccuracy, balancedImages, balancedInterval } from "../../lib/stats/balancedAccuracy.js";
import type { ClassCount } from "../../lib/stats/classBootstrap.js";
import { clopperPearson } from "../../lib/stats/interval.js";
import { closeTo } from "../closeTo.js";

function count(correctByClass: readonly number[], totalByClass: readonly number[]): ClassCount {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return { correct: sum(correctByClass), total: sum(totalByClass), correctByClass, totalByClass };
}

test("by hand: the mean of the classes' accuracies, empty classes left out, classes counted by weight", () => {
  const some = count([1, 9, 0], [2, 90, 0]);
  closeTo(balancedAccuracy(some), (0.5 + 0.1) / 2);
  closeTo(balancedAccuracy(some, [3, 1, 5]), (3 * 0.5 + 0.1) / 4);
  assert.ok(Number.isNaN(balancedAccuracy(count([0], [0]))));
  assert.throws(() => balancedAccuracy(count([3], [2])), InputError);
});

test("by hand: the variance of two classes and the images it is worth", () => {
  // 2 of 4: s² = 4·¼/3 = 1/3. 1 of 5: s² = 5·0.16/4 = 0.2. Variance (1/12 + 0.04)/4; A = 0.35.
  closeTo(balancedImages(count([2, 1], [4, 5])), (0.35 * 0.65) / ((1 / 12 + 0.04) / 4));
  // A class of one image has the mean variance of the others, 1/3: (1/12 + 1/3)/4, A = (0.5 + 1)/2.
  closeTo(balancedImages(count([2, 1], [4, 1])), (0.75 * 0.25) / ((1 / 12 + 1 / 3) / 4));
  closeTo(balancedImages(count([4, 6], [4, 6])), 4 / (1 / 4 + 1 / 6));
});

test("one class: the interval of its count, one image fewer", () => {
  // With one class the equivalent number is n − 1, from the unbiased variance: 30 of 100 is worth 29.7 of 99.
  const { low, high } = balancedInterval(count([30], [100]));
  const whole = clopperPearson({ correct: 30, total: 100 });
  closeTo(low, whole.low, { abs: 0.001 });
  closeTo(high, whole.high, { abs: 0.001 });
  assert.equal(balancedInterval(count([0, 0], [9, 3])).low, 0);
  assert.equal(balancedInterval(count([9, 3], [9, 3])).high, 1);
});

test("95% intervals hold the mean of unequal classes' true accuracies", () => {
  const random = new Random("balanced coverage");
  const draw = binomial.factory({ prng: () => random.uniform() });
  const totals = Array.from({ length: 60 }, (_, c) => 1 + ((7 * c) % 23) + (c === 0 ? 400 : 0));
  const truth = totals.map((_, c) => (c === 0 ? 0.95 : 0.15 + (0.6 * ((3 * c) % 11)) / 10));
  const mean = truth.reduce((sum, one) => sum + one, 0) / truth.length;
  const simulations = 1000;
  let held = 0;
  for (let run = 0; run < simulations; run++) {
    const { low, high } = balancedInterval(
      count(
        totals.map((n, c) => draw(n, truth[c]!)),
        totals,
      ),
    );
    if (low <= mean && mean <= high) held++;
  }
  // Standard error 0.7 points; the large class, far from the others, would pull a plain accuracy away from the truth.
  assert.ok(held / simulations > 0.93 && held / simulations < 0.99, `${held}`);
});
