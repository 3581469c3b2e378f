import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { isBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { pointsOf } from "../../lib/published/model.js";
import { baselineMethods, fitBaseline } from "../../lib/stats/baseline.js";
import type { Point } from "../../lib/stats/point.js";
import { scaleNamed, scaleNames } from "../../lib/stats/scale.js";
import { closeTo } from "../closeTo.js";

const sketch = pointsOf((await loadPublished("testbed")).filter(isBaseline), "imagenet", "imagenet_sketch");

// statsmodels 0.15.0 (OLS, WLS) and scipy 1.17.1 (stats.theilslopes, method "joint") on the same 102 points
// of testbed.csv.
for (const [options, slope, intercept, r2] of [
  [{ scale: "logit", method: "ols" }, 1.00177748, -2.32769448, 0.9750642724653811],
  [{ scale: "linear", method: "ols" }, 0.42642174, -0.07112611, 0.8577728917245607],
  [{ scale: "logit", method: "weighted" }, 1.08917925, -2.3948733, 0.9526693049120204],
  [{ scale: "probit", method: "weighted" }, 0.92763687, -1.34186738, 0.9526384280763782],
  [{ scale: "logit", method: "theil-sen" }, 1.0744001402516603, -2.387154978818492, undefined],
] as const)
  test(`${options.method} on ${options.scale} axes agrees with Python`, () => {
    const baseline = fitBaseline(sketch, options);
    closeTo(baseline.slope, slope, { rel: 1e-7 });
    closeTo(baseline.intercept, intercept, { rel: 1e-7 });
    if (r2 !== undefined) closeTo(baseline.r2, r2, { rel: 1e-9 });
  });

test("residual deviation of OLS agrees with Python", () => {
  closeTo(fitBaseline(sketch).residualSd, 0.21559259915536846, {
    rel: 1e-9,
    why: "statsmodels, sqrt(scale)",
  });
});

const points = fc.array(
  fc.record({
    x: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    y: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    xTotal: fc.constant(5000),
    yTotal: fc.constant(5000),
    family: fc.constantFrom("a", "b", "c", "d", "e"),
  }),
  { minLength: 4, maxLength: 30 },
);
const spreadOut = (all: readonly Point[]) =>
  Math.max(...all.map((p) => p.x)) - Math.min(...all.map((p) => p.x)) > 0.1;

test("OLS residuals on the scaled axes average 0 and do not go with x", () => {
  fc.assert(
    fc.property(points, fc.constantFrom(...scaleNames), (all, name) => {
      fc.pre(spreadOut(all));
      const scale = scaleNamed(name);
      const { slope, intercept } = fitBaseline(all, { scale: name });
      const residuals = all.map((p) => scale.forward(p.y) - intercept - slope * scale.forward(p.x));
      const size = residuals.reduce((sum, e) => sum + Math.abs(e), 0) + 1e-6;
      closeTo(residuals.reduce((sum, e) => sum + e, 0) / size, 0, { abs: 1e-9 });
      const withX = residuals.reduce((sum, e, i) => sum + e * scale.forward(all[i]!.x), 0);
      closeTo(withX / size, 0, { abs: 1e-7 });
    }),
  );
});

test("permuting the rows changes no digit, for any method", () => {
  fc.assert(
    fc.property(points, fc.constantFrom(...baselineMethods), fc.integer(), (all, method, seed) => {
      fc.pre(spreadOut(all));
      const one = fitBaseline(all, { method });
      const other = fitBaseline(new Random(seed).shuffled(all), { method });
      assert.deepEqual(
        [one.slope, one.intercept, one.r2, one.residualSd, one.lineBand(0.4).low],
        [other.slope, other.intercept, other.r2, other.residualSd, other.lineBand(0.4).low],
      );
    }),
    { numRuns: 25 },
  );
});

test("points on a line give that line by every method, and R² of 1", () => {
  const scale = scaleNamed("logit");
  const onLine = [0.2, 0.35, 0.5, 0.66, 0.9].map((x) => ({
    x,
    y: scale.inverse(0.8 * scale.forward(x) - 0.5),
    xTotal: 1000,
    yTotal: 1000,
  }));
  for (const method of baselineMethods) {
    const baseline = fitBaseline(onLine, { method });
    closeTo(baseline.slope, 0.8, { rel: 1e-10 });
    closeTo(baseline.intercept, -0.5, { rel: 1e-10 });
    closeTo(baseline.r2, 1);
    closeTo(baseline.predict(0.5), scale.inverse(-0.5), { rel: 1e-10 });
  }
});

test("Theil–Sen shrugs off what moves OLS", () => {
  const clean = Array.from({ length: 20 }, (_, i) => ({ x: 0.2 + 0.03 * i, y: 0.1 + 0.03 * i }));
  const spoiled = clean.map((point, i) => (i % 5 === 4 ? { ...point, y: 0.95 } : point));
  const linear = { scale: "linear" } as const;
  closeTo(fitBaseline(spoiled, { ...linear, method: "theil-sen" }).predict(0.5), 0.4, { abs: 0.02 });
  assert.ok(Math.abs(fitBaseline(spoiled, linear).predict(0.5) - 0.4) > 0.05);
});

test("0 and 1 are left out and counted on logit axes, used on linear ones, predicted as limits", () => {
  const all = [
    { x: 0.3, y: 0 },
    { x: 0.4, y: 0.2 },
    { x: 0.5, y: 0.3 },
    { x: 0.8, y: 0.6 },
    { x: 1, y: 0.9 },
  ];
  const logit = fitBaseline(all);
  assert.deepEqual([logit.n, logit.leftOut], [3, 2]);
  assert.deepEqual([logit.predict(0), logit.predict(1)], [0, 1]);
  const linear = fitBaseline(all, { scale: "linear" });
  assert.deepEqual([linear.n, linear.leftOut], [5, 0]);
});

test("bands: around the line, the model band outside the line band, none with 2 families", () => {
  const baseline = fitBaseline(sketch);
  for (const x of [0.1, 0.5, 0.8]) {
    const line = baseline.lineBand(x);
    const model = baseline.modelBand(x);
    assert.ok(model.low < line.low && line.low < baseline.predict(x));
    assert.ok(baseline.predict(x) < line.high && line.high < model.high);
    assert.ok(baseline.lineBand(x, 0.5).high < line.high);
  }
  const families = [
    { x: 0.2, y: 0.2, family: "a" },
    { x: 0.3, y: 0.4, family: "a" },
    { x: 0.5, y: 0.4, family: "b" },
  ];
  assert.ok(Number.isNaN(fitBaseline(families).lineBand(0.3).low));
});

test("what cannot be fitted says why", () => {
  const fit =
    (all: Point[], options = {}) =>
    () =>
      fitBaseline(all, options);
  assert.throws(fit([]), {
    name: "InputError",
    message: "baseline: 0 models to fit a line to, expected at least 2",
  });
  assert.throws(fit([{ x: 0.5, y: 0.4 }]), {
    message: "baseline: 1 model to fit a line to, expected at least 2",
  });
  assert.throws(
    fit([
      { x: 0.5, y: 0.4 },
      { x: 0.5, y: 0.6 },
      { x: 0.7, y: 0 },
    ]),
    {
      message:
        "baseline: all 2 models have the same x (1 more left out: accuracy 0 or 1), expected at least 2 different",
    },
  );
  assert.throws(fit([{ x: 0.5, y: 0.4 }], { method: "weighted" }), {
    name: "InputError",
    message: /test images/,
  });
  assert.throws(fit([], { method: "lasso" }), { message: /"lasso" is not a method/ });
});
