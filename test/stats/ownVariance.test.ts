import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { deviationOf, lessVariance, ownVariance } from "../../lib/stats/estimate.js";
import { closeTo } from "../closeTo.js";

test("what each member has of its own is told from what all share", () => {
  // Mean of 4 members: variance 9 shared, 4/4 their own.
  const random = new Random("own");
  const draws = 20_000;
  const shared = Float64Array.from({ length: draws }, () => 3 * random.normal());
  const members = Array.from({ length: 4 }, () => shared.map((one) => one + 2 * random.normal()));
  closeTo(ownVariance(members), 1, { rel: 0.03 }); // standard error √(2/60,000) = 0.6%
  const mean = shared.map((_, draw) => members.reduce((sum, member) => sum + member[draw]!, 0) / 4);
  closeTo(deviationOf(lessVariance(mean, ownVariance(members))), 3, { rel: 0.03 });
  assert.equal(ownVariance([shared]), 0);
  assert.equal(ownVariance([shared, shared]), 0);
});

test("by hand: two members, three draws", () => {
  // Deviations from the mean: ∓1, 0, ±1 in both, variance 1 each: (1 + 1)/(2 · 1).
  closeTo(ownVariance([Float64Array.of(0, 0, 0), Float64Array.of(2, 0, -2)]), 1);
  assert.deepEqual([...lessVariance(Float64Array.of(1, 2, 3), 2)], [2, 2, 2]); // never below 0
  assert.deepEqual([...lessVariance(Float64Array.of(-1, 0, 1), 0.75)], [-0.5, 0, 0.5]);
});
