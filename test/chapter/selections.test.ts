import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed } from "../../lib/causes/grids.js";
import { classNameBudgets, viewBudgets } from "../../lib/causes/plan/recipes.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import { eachTreatment, recordsBySeed, runsWithSeed, treatmentsOf } from "../../lib/chapter/selections.js";
import { specHash } from "../../lib/training/train/spec.js";
import { sampleRecord } from "../record/sampleRecord.js";

test("each treatment is a group of its own, named by itself", () => {
  assert.deepEqual(eachTreatment(["SimCLR", "labels"]), {
    SimCLR: { treatments: ["SimCLR"] },
    labels: { treatments: ["labels"] },
  });
});

test("planned runs of two treatments with one seed, in the order of the plan", () => {
  const names = ["CLIP, one caption a class", "cross-entropy"];
  const runs = runsWithSeed(experimentNamed("contrastiveLoss"), names, 21);
  assert.deepEqual([...new Set(runs.map(({ treatment }) => treatment))].sort(), names.toSorted());
  assert.ok(runs.every(({ spec }) => spec.seed === 21));
  const budgets = runs.filter(({ treatment }) => treatment === names[0]).map(({ budget }) => budget);
  assert.deepEqual(budgets, [...classNameBudgets]);
});

test("records of planned runs by seed: those of the treatment and no others", () => {
  const { runs } = experimentNamed("contrastiveLoss");
  const simClr = runs.filter(
    ({ treatment, budget }) => treatment === "SimCLR, linear probe" && budget === viewBudgets[0],
  );
  const sweep = [...simClr, runs[0]!].map(({ spec }) =>
    sampleRecord(spec.seed, { hash: specHash(spec), seed: spec.seed }),
  );
  const found = recordsBySeed(sweep, simClr);
  assert.deepEqual(
    Object.keys(found).sort(),
    sweepSeeds.map((seed) => `seed ${seed}`),
  );
  for (const [name, record] of Object.entries(found)) assert.equal(name, `seed ${record.seed}`);
  assert.deepEqual(recordsBySeed([], simClr), {});
});

test("treatments of an experiment, each once, in the order of the plan", () => {
  assert.deepEqual(treatmentsOf(experimentNamed("alike")), [
    "web-like pool without icons alike",
    "web-like pool, as many at random",
    "web-like pool, as many without emoji",
    "reference, as many",
  ]);
});
