import assert from "node:assert/strict";
import { test } from "node:test";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../../lib/base/errors.js";
import { Random } from "../../lib/base/random.js";
import { equivalencePower, resolvableMargin, runsNeeded } from "../../lib/stats/power.js";

test("power is the share of simulated experiments that find equivalence", () => {
  const random = new Random("power");
  const [standardDeviation, df, runs, floor, margin] = [1.2, 20, 4, 0.5, 2.5];
  const simulations = 20_000;
  let found = 0;
  for (let run = 0; run < simulations; run++) {
    // A difference of two means with a known floor; its scatter is estimated on df degrees of freedom.
    const difference = Math.sqrt((2 * standardDeviation ** 2) / runs + floor ** 2) * random.normal();
    let chiSquare = 0;
    for (let i = 0; i < df; i++) chiSquare += random.normal() ** 2;
    const estimated = standardDeviation * Math.sqrt(chiSquare / df);
    const error = Math.sqrt((2 * estimated ** 2) / runs + floor ** 2);
    if (Math.abs(difference) + tQuantile(0.95, df) * error < margin) found++;
  }
  const power = equivalencePower(margin, runs, { standardDeviation, df, floor });
  // The formula takes the standard error as it is, the simulation estimates it: that and 20,000 draws allow for 0.03.
  assert.ok(Math.abs(power - found / simulations) < 0.03, `${power} against ${found / simulations}`);
});

test("runs and margins are the inverse of power", () => {
  const options = { standardDeviation: 1, df: 30 };
  const runs = runsNeeded(2, options)!;
  assert.ok(equivalencePower(2, runs, options) >= 0.8 && equivalencePower(2, runs - 1, options) < 0.8);
  const margin = resolvableMargin(runs, options);
  assert.ok(margin <= 2 && equivalencePower(margin - 0.1, runs, options) < 0.8);
  assert.equal(runsNeeded(1, { ...options, floor: 1 }), undefined, "no number of runs lowers the floor");
  assert.throws(() => runsNeeded(2, options, 1), InputError);
});
