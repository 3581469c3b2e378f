import assert from "node:assert/strict";
import { test } from "node:test";
import { runsOnSets } from "../../lib/causes/distribution/sets.js";
import { chooseRuns, groupsNamed } from "../../lib/causes/plan/chooseRuns.js";
import type { PlannedRun } from "../../lib/causes/plan/experiment.js";
import { drawn, drawnFromSets, supervised } from "../../lib/causes/plan/recipes.js";
import { specHash } from "../../lib/training/train/spec.js";

function run(treatment: string, level: number | undefined, seed: number, data = drawn("web", 64, seed)) {
  const architecture = "cnn 4";
  const spec = supervised({ architecture, data, seed });
  return { spec, treatment, architecture, ...(level !== undefined && { level }) } satisfies PlannedRun;
}

const runs = [run("size", 8, 1), run("kind: a", undefined, 1), run("size", 4, 1), run("size", 8, 2)];

test("runs that belong to any of the selections, in the order of the grid", () => {
  const levels = [
    { seeds: [1], level: 4 },
    { seeds: [1], level: 8 },
  ];
  assert.deepEqual(chooseRuns(runs, levels), [runs[0], runs[2]]);
  assert.deepEqual(chooseRuns(runs, [{ treatments: ["kind: a"] }, { seeds: [2] }]), [runs[1], runs[3]]);
  assert.deepEqual(chooseRuns(runs, [{ architecture: "cnn 8" }]), []);
  const steps = runs[0]!.spec.budget.steps!;
  assert.deepEqual(chooseRuns(runs, [{ steps, level: 4 }]), [runs[2]]);
  assert.deepEqual(chooseRuns(runs, [{ steps: steps + 1 }]), []);
  assert.deepEqual(chooseRuns(runs, [{}]), runs);
  assert.deepEqual(chooseRuns(runs, []), []);
});

test("treatments that begin alike as groups, named by the rest of their names", () => {
  const more = [...runs, run("kind: b", undefined, 1), run("kind: a", undefined, 2)];
  assert.deepEqual(groupsNamed(more, "kind: "), {
    a: { treatments: ["kind: a"] },
    b: { treatments: ["kind: b"] },
  });
});

test("equal shares of several sets, and the runs that have a set by its name", () => {
  const data = drawnFromSets(["fluent", "pepicons-pop"], 512, 7);
  assert.deepEqual(data, {
    train: [
      { pool: "web", sets: ["fluent"], images: 256 },
      { pool: "web", sets: ["pepicons-pop"], images: 256 },
    ],
    seed: 7,
  });
  const onSets = run("sets", 2, 1, data);
  const onOther = run("sets", 1, 1, drawnFromSets(["fluent"], 512, 1));
  assert.deepEqual(runsOnSets([...runs, onSets, onOther], "pepicons"), new Set([specHash(onSets.spec)]));
});
