import assert from "node:assert/strict";
import { test } from "node:test";
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { Random } from "../../lib/base/random.js";
import { drawGamma } from "../../lib/stats/gamma.js";
import { drawAccuracies, manyAnswers } from "../../lib/stats/imageNoise.js";
import { closeTo } from "../closeTo.js";

/** Share of draws below each quantile; its standard error is √(q(1−q)/draws). */
function shareBelow(draws: Float64Array, quantile: (q: number) => number, q: number): number {
  const bound = quantile(q);
  return draws.filter((draw) => draw < bound).length / draws.length;
}

const draws = 40_000;

for (const [right, total, way] of [
  [0, 7500, "exact"],
  [3, 7500, "exact"],
  [99, 1000, "exact"],
  [100, 50_000, "normal"], // where the normal draw is at its worst
  [49_900, 50_000, "normal"],
  [31_660, 50_000, "normal"],
] as const)
  test(`accuracies that ${right} of ${total} leave possible follow the Jeffreys posterior (${way})`, () => {
    assert.equal(Math.min(right, total - right) + 0.5 < manyAnswers ? "exact" : "normal", way);
    const into = new Float64Array(draws);
    drawAccuracies(right / total, total, new Random(`${right}/${total}`), into);
    for (const q of [0.005, 0.025, 0.25, 0.5, 0.75, 0.975, 0.995]) {
      const share = shareBelow(into, (p) => betaQuantile(p, right + 0.5, total - right + 0.5), q);
      closeTo(share, q, { abs: 4 * Math.sqrt((q * (1 - q)) / draws), rel: 0 });
    }
    assert.ok(into.every((p) => p > 0 && p < 1));
  });

test("the corrected normal draw is within 0.005 sd of the beta quantiles at 100 right answers", () => {
  // The quantile the draw would have: mean + sd (z + skew/6 (z² − 1)), written out here a second time.
  for (const [right, total] of [
    [100, 200],
    [100, 1000],
    [100, 50_000],
  ] as const) {
    const [a, b] = [right + 0.5, total - right + 0.5];
    const n = a + b;
    const sd = Math.sqrt((a * b) / (n * n * (n + 1)));
    const skew = (2 * (b - a) * Math.sqrt(n + 1)) / ((n + 2) * Math.sqrt(a * b));
    for (const z of [-1.959963984540054, 1.959963984540054]) {
      const q = z < 0 ? 0.025 : 0.975;
      const approximate = a / n + sd * (z + (skew / 6) * (z * z - 1));
      closeTo(approximate, betaQuantile(q, a, b), { abs: 0.005 * sd, rel: 0 });
    }
  }
});

test("gamma numbers have the mean and variance of their shape", () => {
  for (const shape of [0.5, 1, 4.5, 300]) {
    const random = new Random(`gamma ${shape}`);
    const values = Float64Array.from({ length: draws }, () => drawGamma(shape, random));
    const mean = values.reduce((sum, v) => sum + v, 0) / draws;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws;
    closeTo(mean, shape, { abs: 4 * Math.sqrt(shape / draws), rel: 0 });
    // Var of the sample variance of a gamma: (2 + 6/shape) shape² / n
    closeTo(variance, shape, { abs: 4 * Math.sqrt((2 * shape ** 2 + 6 * shape) / draws), rel: 0 });
  }
});
