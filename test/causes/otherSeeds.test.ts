import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed, sweepSpecs } from "../../lib/causes/grids.js";
import { otherSeeds, otherSeedsSpecs, repeatedRuns } from "../../lib/causes/otherSeeds.js";
import { causes } from "../../lib/causes/plan/causes.js";
import { specHash } from "../../lib/training/train/spec.js";

test("no run of the repetition is a run of the sweep, and none shares a seed with one", () => {
  const sweep = new Set(sweepSpecs().map(specHash));
  const seeds = new Set(sweepSpecs().map(({ seed }) => seed));
  for (const spec of otherSeedsSpecs()) {
    assert.ok(!sweep.has(specHash(spec)));
    assert.ok(otherSeeds.includes(spec.seed) && !seeds.has(spec.seed), `seed ${spec.seed}`);
    if (spec.start) assert.ok(otherSeeds.includes(spec.start.from.seed));
  }
});

test("both sides of every primary comparison are repeated with as many runs as the sweep has", () => {
  for (const name of causes.flatMap(({ experiments }) => experiments)) {
    const experiment = experimentNamed(name);
    const again = repeatedRuns(experiment);
    for (const { comparison, a, b } of experiment.comparisons.filter(({ primary }) => primary))
      for (const side of [a, b]) {
        const count = (runs: typeof again) =>
          runs.filter(
            ({ treatment, level }) =>
              side.treatments!.includes(treatment) && (side.level === undefined || side.level === level),
          ).length;
        assert.ok(count(again) >= 3, comparison);
        assert.ok(count(again) <= count([...experiment.runs]), comparison);
      }
  }
});
