import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed } from "../../lib/causes/grids.js";
import { eachTreatment, runsWithSeed } from "../../lib/chapter/selections.js";

test("each treatment is a group of its own, named by itself", () => {
  assert.deepEqual(eachTreatment(["SimCLR", "labels"]), {
    SimCLR: { treatments: ["SimCLR"] },
    labels: { treatments: ["labels"] },
  });
});

test("planned runs of two treatments with one seed, in the order of the plan", () => {
  const names = ["CLIP, one caption a class", "cross-entropy"];
  const runs = runsWithSeed(experimentNamed("contrastiveLoss"), names, 1);
  assert.deepEqual(
    runs.map(({ treatment, spec }) => [treatment, spec.seed]),
    [
      ["cross-entropy", 1],
      ["CLIP, one caption a class", 1],
    ],
  );
});
