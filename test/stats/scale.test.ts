import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { scaleNamed, scaleNames } from "../../lib/stats/scale.js";
import { closeTo } from "../closeTo.js";

for (const name of scaleNames) {
  const scale = scaleNamed(name);
  test(`${name}: inverse undoes forward, also on the edges`, () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        closeTo(scale.inverse(scale.forward(p)), p, { rel: 1e-9, abs: 1e-15 });
      }),
    );
    for (const p of [0, 0.5, 1]) assert.equal(scale.inverse(scale.forward(p)), p);
  });

  test(`${name}: derivative is the slope of forward`, () => {
    for (const p of [0.02, 0.3, 0.5, 0.97]) {
      const step = 1e-6;
      const slope = (scale.forward(p + step) - scale.forward(p - step)) / (2 * step);
      closeTo(scale.derivative(p), slope, { rel: 1e-5 });
    }
  });

  test(`${name}: forward rises`, () => {
    const grid = [0, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-6, 1].map((p) => scale.forward(p));
    for (let i = 1; i < grid.length; i++) assert.ok(grid[i]! > grid[i - 1]!);
  });
}

test("known places on the axes", () => {
  closeTo(scaleNamed("logit").forward(0.75), Math.log(3));
  closeTo(scaleNamed("probit").forward(0.975), 1.959963984540054, { why: "scipy 1.17.1, norm.ppf(0.975)" });
  assert.equal(scaleNamed("logit").forward(0), Number.NEGATIVE_INFINITY);
  assert.equal(scaleNamed("probit").forward(1), Number.POSITIVE_INFINITY);
});

test("an unknown scale names the known ones", () => {
  assert.throws(() => scaleNamed("log"), {
    name: "InputError",
    message: 'axis: "log" is not a scale, expected one of logit, probit, linear',
  });
  assert.throws(() => scaleNamed("toString"), { name: "InputError" }); // not a property of every object
});
