import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed } from "../../lib/causes/grids.js";
import { loadSweep } from "../../lib/causes/load.js";
import { eachTreatment, recordsBySeed, runsWithSeed } from "../../lib/chapter/selections.js";

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

test("records of planned runs by seed: those of the treatment and no others", async () => {
  const sweep = await loadSweep("data/sweep/records.jsonl");
  const { runs } = experimentNamed("contrastiveLoss");
  const simClr = runs.filter(({ treatment }) => treatment === "SimCLR, linear probe");
  const found = recordsBySeed(sweep, simClr);
  assert.deepEqual(Object.keys(found).sort(), ["seed 1", "seed 2", "seed 3"]);
  for (const [name, record] of Object.entries(found)) assert.equal(name, `seed ${record.seed}`);
  assert.deepEqual(recordsBySeed([], simClr), {});
});
