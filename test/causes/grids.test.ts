// The grids of the second edition (data/sweep/PLAN-2.md): what the primary comparisons rest on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed, experiments, pilot, sweepSpecs } from "../../lib/causes/grids.js";
import { baseline } from "../../lib/causes/plan/baseline.js";
import { causes } from "../../lib/causes/plan/causes.js";
import type { PlannedRun } from "../../lib/causes/plan/experiment.js";
import {
  alikeImages,
  equalImages,
  familyImages,
  referenceImages,
  webImages,
} from "../../lib/causes/plan/images.js";
import { baselineSeeds, besideSeeds, sweepSeeds } from "../../lib/causes/plan/seeds.js";
import { webUiSets } from "../../lib/causes/plan/webSets.js";
import { openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { readAlike } from "../../lib/examples/alike.js";
import { fewestRecipes } from "../../lib/robustness/overlap.js";
import type { Selection } from "../../lib/robustness/selection.js";
import { readoutName } from "../../lib/training/objectives/readoutSchema.js";
import { specHash } from "../../lib/training/train/spec.js";
import { gridNumbers } from "../longer/gridNumbers.js";

const ofCauses = causes.flatMap(({ experiments: names }) => names).map(experimentNamed);

function isOf(run: PlannedRun, { treatments, level, budget, readout }: Selection): boolean {
  return (
    treatments!.includes(run.treatment) &&
    (level === undefined || run.level === level) &&
    (budget === undefined || run.budget === budget) &&
    (readout === undefined || run.spec.readouts.some((each) => readoutName(each) === readout))
  );
}

test("eleven primary comparisons, at equal accuracy, each side with four seeds at three budgets or more", () => {
  const primary = ofCauses.flatMap((experiment) =>
    experiment.comparisons.filter((each) => each.primary).map((each) => ({ experiment, ...each })),
  );
  assert.equal(primary.length, 11);
  assert.equal(new Set(primary.map(({ comparison }) => comparison)).size, 11);
  for (const { experiment, comparison, equalAccuracy, a, b } of primary) {
    assert.equal(equalAccuracy, true, comparison);
    for (const side of [a, b]) {
      const runs = experiment.runs.filter((run) => isOf(run, side));
      const budgets = [...new Set(runs.map(({ budget }) => budget))];
      assert.ok(budgets.length >= fewestRecipes && !budgets.includes(undefined), comparison);
      for (const budget of budgets)
        assert.deepEqual(
          runs
            .filter((run) => run.budget === budget)
            .map(({ spec }) => spec.seed)
            .sort(),
          [...sweepSeeds],
          `${comparison}, ${budget} steps`,
        );
    }
  }
});

test("every comparison has runs on both sides, and every name of a comparison stands once in its experiment", () => {
  for (const { name, comparisons, runs } of experiments) {
    assert.equal(new Set(comparisons.map(({ comparison }) => comparison)).size, comparisons.length, name);
    for (const { comparison, a, b } of comparisons)
      for (const side of [a, b])
        assert.ok(
          runs.some((run) => isOf(run, side)),
          `${name}: ${comparison}`,
        );
  }
});

test("no run has a seed of the first edition; the baseline's 76 models have seeds of their own", () => {
  const allowed = new Set<number>([...sweepSeeds, ...baselineSeeds]);
  for (const { seed, data, start } of sweepSpecs()) {
    assert.ok(allowed.has(seed), `${seed}`);
    assert.ok(data.seed === 0 || data.seed === seed);
    if (start) assert.equal(start.from.seed, seed);
  }
  assert.equal(baseline.runs.length, 76);
  assert.equal(new Set(baseline.runs.map(({ spec }) => specHash(spec))).size, 76);
  for (const { spec } of baseline.runs)
    assert.ok((baselineSeeds as readonly number[]).includes(spec.seed), `${spec.seed}`);
  assert.ok(besideSeeds.every((seed) => (sweepSeeds as readonly number[]).includes(seed)));
});

test("the pilot is the primary comparison of the two sources, and runs first", () => {
  assert.equal(experiments[0], pilot);
  assert.equal(pilot.runs.length, 40);
  const hashes = new Set(experimentNamed("distribution").runs.map(({ spec }) => specHash(spec)));
  assert.ok(pilot.runs.every(({ spec }) => hashes.has(specHash(spec))));
  assert.equal(pilot.comparisons.length, 1);
});

test("half of the baseline keeps its predictions", () => {
  const kept = baseline.runs.filter(({ spec }) =>
    spec.readouts.some((each) => each.kind === "head" && each.keep?.includes("test:contexts")),
  );
  assert.ok(kept.length >= 30 && kept.length <= 45, `${kept.length}`);
});

const corpus = await openCorpus().catch(() => undefined);

test("the numbers of icons and the sets are those of the built corpus", {
  skip: corpus === undefined && "no corpus",
}, async () => {
  const found = gridNumbers(corpus!, await readAlike());
  const own = { referenceImages, webImages, equalImages, alikeImages, familyImages };
  assert.deepEqual({ ...own, ...found.images }, own, "npm run grid:numbers writes them");
  assert.deepEqual(webUiSets, found.webUiSets, "npm run grid:numbers writes them");
});
