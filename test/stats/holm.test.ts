import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holm } from "../../lib/stats/holm.js";

test("by hand: 0.01, 0.04, 0.03, 0.005 of four tests", () => {
  // Smallest times 4, next times 3, times 2, times 1; never below the one before (R's p.adjust gives the same).
  assert.deepEqual(
    holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10))),
    [0.03, 0.06, 0.06, 0.02],
  );
});

test("never below the p-value, never above Bonferroni's, and NaN counts as a test", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
      for (const [at, p] of holm(pValues).entries()) {
        assert.ok(p >= pValues[at]!);
        assert.ok(p <= Math.min(1, pValues.length * pValues[at]!) + 1e-12);
      }
    }),
  );
  assert.deepEqual(holm([Number.NaN, 0.02]), [Number.NaN, 0.04]);
});
