import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed } from "../../lib/causes/grids.js";
import { classNameBudgets, viewBudgets } from "../../lib/causes/plan/recipes.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import {
  compareGroups,
  eachTreatment,
  linesOfGroups,
  recordsBySeed,
  runsWithSeed,
  treatmentsOf,
} from "../../lib/chapter/selections.js";
import type { MiniatureModel } from "../../lib/robustness/miniature.js";
import type { PlannedComparison } from "../../lib/robustness/selection.js";
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

test("lines of groups: through the group's own models on each averaged shift; a single model has none", () => {
  const names = ["matched", "hand-drawn", "renditions", "contexts"];
  const model = (treatment: string, seed: number, right: number): MiniatureModel => {
    const count = { correct: right, total: 100, correctByClass: [right], totalByClass: [100] };
    const half = { correct: right / 2, total: 100, correctByClass: [right / 2], totalByClass: [100] };
    return {
      model: `${treatment} ${seed}`,
      hash: `${treatment} ${seed}`,
      treatment,
      architecture: `network ${seed}`,
      seed,
      readout: "head",
      trained: 1,
      trainImages: 100,
      counts: new Map([
        ["test", count],
        ...names.flatMap((name) => [[`test:${name}`, count] as const, [name, half] as const]),
      ]),
    };
  };
  const models = [model("half", 1, 20), model("half", 2, 40), model("half", 3, 60), model("one", 1, 50)];
  const lines = linesOfGroups({ models }, eachTreatment(["half", "one"]));
  assert.deepEqual(Object.keys(lines), ["half"]);
  assert.equal(lines.half!.length, 4);
  for (const { baseline, baselinePoints } of lines.half!) {
    assert.equal(baselinePoints.length, 3);
    assert.ok(Math.abs(baseline.predict(0.4) - 0.2) < 0.01, `${baseline.predict(0.4)}`);
  }
});

test("groups are compared at equal accuracy, first − second", () => {
  const asked: PlannedComparison[] = [];
  const compare = (planned: PlannedComparison) => {
    asked.push(planned);
    return [];
  };
  const [a, b] = [{ treatments: ["CLIP"], readout: "zeroShot:name" }, { treatments: ["labels"] }];
  compareGroups({ compare }, { "CLIP − labels": [a, b] });
  assert.deepEqual(asked, [{ comparison: "CLIP − labels", a, b, equalAccuracy: true }]);
});

test("treatments of an experiment, each once, in the order of the plan", () => {
  assert.deepEqual(treatmentsOf(experimentNamed("alike")), [
    "web-like pool without icons alike",
    "web-like pool, as many at random",
    "web-like pool, as many without emoji",
    "reference, as many",
  ]);
});
