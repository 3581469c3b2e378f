import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { drawClassWeights, weightedAccuracy } from "../../lib/stats/classBootstrap.js";
import { closeTo } from "../closeTo.js";

test("every draw takes as many classes as there are", () => {
  for (const weights of drawClassWeights(7, 50, new Random(1)))
    assert.equal(
      weights.reduce((sum, one) => sum + one, 0),
      7,
    );
});

test("accuracy by hand", () => {
  const count = { correct: 4, total: 10, correctByClass: [1, 3, 0], totalByClass: [2, 6, 2] };
  closeTo(weightedAccuracy(count, [1, 1, 1]), 0.4, { abs: 1e-12 });
  closeTo(weightedAccuracy(count, [2, 0, 1]), 2 / 6, { abs: 1e-12 });
  assert.ok(Number.isNaN(weightedAccuracy(count, [0, 0, 0])));
});

test("the bootstrap's standard error of a difference is that of paired classes", () => {
  // Two models that differ by d_c on class c, equal images a class: the standard error is sd(d)/√C.
  const random = new Random("pairs");
  const classes = 200;
  const totalByClass = Array.from({ length: classes }, () => 100);
  const first = totalByClass.map(() => 20 + random.integer(60));
  const second = first.map((right) => right + random.integer(11) - 5);
  const of = (correctByClass: readonly number[]) => ({ correct: 0, total: 0, correctByClass, totalByClass });
  const differences = drawClassWeights(classes, 4000, random).map(
    (weights) => weightedAccuracy(of(first), weights) - weightedAccuracy(of(second), weights),
  );
  const deviation = (values: readonly number[]) => {
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length);
  };
  const analytic = deviation(first.map((right, c) => (right - second[c]!) / 100)) / Math.sqrt(classes);
  closeTo(deviation(differences) / analytic, 1, { abs: 0.05 }); // 4,000 draws: standard error 0.011
});
