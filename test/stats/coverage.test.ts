// A short version of test/longer/coverage.ts: two designs, and a check that the measurement can fail.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { measureCoverage } from "../longer/coverage.js";
import { designs, simulate } from "../longer/population.js";

const simulations = 300;
const designNamed = (name: string) => designs.find((design) => design.name === name)!;

for (const name of ["12 families of 8", "miniature: 14 families of 3 runs, 2,000 and 1,000 test images"])
  test(`95% intervals of ρ and Δρ hold the truth: ${name}`, () => {
    const measured = measureCoverage(designNamed(name), { simulations, draws: 300, seed: "short" });
    // Standard error at 95% of 300: 1.3 points; 3 of them about the 93–97% asked for.
    for (const { what, covered } of measured) assert.ok(covered >= 0.93 - 0.038, `${what}: ${covered}`);
    const mean = measured.reduce((sum, { covered }) => sum + covered, 0) / measured.length;
    assert.ok(mean > 0.93 && mean < 0.98, `mean coverage ${mean}`);
  });

test("resampling models instead of families would cover far too little where families scatter together", () => {
  const design = designNamed("12 uneven families, scatter mostly shared");
  const target = { name: "a", logitX: 0.8, rhoPoints: 0 };
  let held = 0;
  for (let run = 0; run < simulations; run++) {
    const random = new Random(`rows ${run}`);
    const { baseline, targets } = simulate(design, [target], random);
    const alone = baseline.map(({ family: _, ...point }) => point);
    const { rhoPoints } = estimateRobustness(alone, targets, { random, draws: 200 }).models[0]!;
    if (rhoPoints.low <= 0 && 0 <= rhoPoints.high) held++;
  }
  assert.ok(held / simulations < 0.8, `${held / simulations}`);
});

test("the band for a further model holds about 95% of them", () => {
  const design = designNamed("testbed.csv: 24 families, one of 38");
  let held = 0;
  for (let run = 0; run < simulations; run++) {
    const random = new Random(`band ${run}`);
    const all = simulate(design, [], random).baseline;
    const fresh = simulate({ ...design, families: [1] }, [], random.stream("fresh")).baseline[0]!;
    const { low, high } = estimateRobustness(all, [], { random, draws: 2 }).baseline.modelBand(fresh.x);
    if (low <= fresh.y && fresh.y <= high) held++;
  }
  assert.ok(held / simulations > 0.91 && held / simulations < 0.99, `${held / simulations}`);
});

test("a difference of treatments, each of four sampled runs, holds the true difference", () => {
  const design = designNamed("miniature: 14 families of 3 runs, 2,000 and 1,000 test images");
  let held = 0;
  for (let run = 0; run < simulations; run++) {
    const random = new Random(`treatments ${run}`);
    const runs = (treatment: string, rho: number) =>
      Array.from({ length: 4 }, (_, seed) => ({
        name: `${treatment} ${seed}`,
        logitX: 0.5 + 0.1 * random.normal(),
        rhoPoints: rho + 1.5 * random.normal(), // runs of one recipe scatter by 1.5 points
      }));
    const asked = [...runs("treated", 9), ...runs("control", 4)];
    const { baseline, targets } = simulate(design, asked, random.stream("population"));
    const fit = estimateRobustness(baseline, targets, { random: random.stream("fit"), draws: 300 });
    const delta = fit.difference(targets.slice(0, 4), targets.slice(4), { members: "sampled" });
    if (delta.low <= 5 && 5 <= delta.high) held++;
  }
  // Two groups of four, each with its own t: a little cautious (Behrens and Fisher's problem).
  assert.ok(held / simulations > 0.92 && held / simulations < 0.99, `${held / simulations}`);
});
