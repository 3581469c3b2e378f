import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { evaluateMiniature, type MiniatureModel } from "../../lib/robustness/miniature.js";
import { checkpointPaths, rhoByCheckpoint } from "../../lib/robustness/rhoByCheckpoint.js";
import { rhoByModel } from "../../lib/robustness/seedScatter.js";
import { closeTo } from "../closeTo.js";
import { simulateMiniature } from "./simulatedMiniature.js";

const shifts = ["matched", "hand-drawn"] as const;

/** Two runs of one treatment, each read out at its start, at a third and at its end; the moments out of order. */
function fineTuned(): MiniatureModel[] {
  const models = simulateMiniature(
    {
      classes: 30,
      imagesPerClass: 10,
      seedScatter: 0.05,
      treatments: [0, 0.2, 0.4].map((effect) => ({
        treatment: `tuned ${effect}`,
        seeds: 2,
        ability: 0.3,
        effect,
      })),
    },
    new Random("checkpoints"),
  );
  const moments = new Map([
    ["tuned 0", 1],
    ["tuned 0.2", 0.3],
    ["tuned 0.4", 0],
  ]);
  return models.map((model) => {
    const trained = moments.get(model.treatment);
    if (trained === undefined) return model;
    return {
      ...model,
      model: `${model.model} at ${trained}`,
      treatment: "tuned",
      hash: `run ${model.seed}`,
      trained,
    };
  });
}

test("rho along training: one row a moment in order, the mean over runs and shifts", () => {
  const models = fineTuned();
  const evaluations = shifts.map((shift) => evaluateMiniature(models, { shift, draws: 2 }));
  const rows = rhoByCheckpoint(evaluations, { treatments: ["tuned"] });
  assert.deepEqual(
    rows.map(({ level, runs }) => [level, runs.length]),
    [
      [0, 2],
      [0.3, 2],
      [1, 2],
    ],
  );
  const atStart = rhoByModel(evaluations).filter(({ of }) => of.treatment === "tuned" && of.trained === 0);
  const values = atStart.flatMap((model) => model.values);
  closeTo(rows[0]!.rhoPoints, values.reduce((sum, value) => sum + value, 0) / values.length, { abs: 1e-9 });
  assert.ok(rows[0]!.rhoPoints > rows[2]!.rhoPoints, "the simulated effect falls along the run");
});

test("paths: one list a run, from its start to its end, and no other treatment's models", () => {
  assert.deepEqual(
    checkpointPaths(fineTuned(), { treatments: ["tuned"] }),
    [0, 1].map((seed) =>
      [
        ["0.4", 0],
        ["0.2", 0.3],
        ["0", 1],
      ].map(([effect, trained]) => `tuned ${effect} net 0 ${seed} at ${trained}`),
    ),
  );
});
