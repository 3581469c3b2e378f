import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { evaluateMiniature, type MiniatureModel } from "../../lib/robustness/miniature.js";
import { pathsByLevel } from "../../lib/robustness/rhoByLevel.js";
import { byLevel, rhoByTreatment } from "../../lib/robustness/rhoByTreatment.js";
import { closeTo } from "../closeTo.js";
import { simulateMiniature } from "./simulatedMiniature.js";

const models = simulateMiniature(
  {
    classes: 40,
    imagesPerClass: 10,
    seedScatter: 0.05,
    treatments: [
      { treatment: "b", seeds: 3, ability: 0.3, effect: 0.4 },
      { treatment: "a", seeds: 2, ability: 0, effect: 0 },
    ],
  },
  new Random("by treatment"),
);

test("ρ by treatment: one row each in the order of the models, means over their runs and the shifts", () => {
  const evaluations = (["matched", "hand-drawn"] as const).map((shift) =>
    evaluateMiniature(models, { shift, draws: 2 }),
  );
  const rows = rhoByTreatment(evaluations, { treatments: ["a", "b"] });
  assert.deepEqual(
    rows.map(({ treatment, models: count }) => [treatment, count]),
    [
      ["b", 3],
      ["a", 2],
    ],
  );
  const first = rows[0]!;
  const own = evaluations.map(({ models: estimates }) =>
    estimates.filter(({ point }) => point.of.treatment === "b"),
  );
  for (const [at, estimates] of own.entries()) {
    const mean = estimates.reduce((sum, { rhoPoints }) => sum + rhoPoints.value, 0) / 3;
    closeTo(first.byShift[at]!.rhoPoints, mean, { abs: 1e-9 }); // the same sum in another order
  }
  closeTo(first.meanPoints, (first.byShift[0]!.rhoPoints + first.byShift[1]!.rhoPoints) / 2, { abs: 1e-9 });
  const accuracy = own[0]!.reduce((sum, { point }) => sum + point.x, 0) / 3; // one test set for all classes here
  closeTo(first.inDistribution, accuracy, { abs: 1e-12 });
});

test("treatments with levels are told apart; paths go from the highest level to the lowest, by architecture and seed", () => {
  const template = models.find(({ treatment }) => treatment === "a")!;
  const made = (architecture: string, level: number, seed: number): MiniatureModel => ({
    ...template,
    model: `${architecture} ${level} ${seed}`,
    treatment: "part",
    level,
    architecture,
    seed,
  });
  const parts = [made("p", 2, 1), made("p", 8, 1), made("q", 8, 1), made("p", 4, 1), made("p", 8, 2)];
  const paths = pathsByLevel([...models, ...parts], { treatments: ["part"] });
  assert.deepEqual(paths, [["p 8 1", "p 4 1", "p 2 1"], ["q 8 1"], ["p 8 2"]]);
  assert.deepEqual(pathsByLevel([...models, ...parts], { architecture: "p" }, 2), [["p 8 2"]]);
  const evaluations = [evaluateMiniature([...models, ...parts], { shift: "matched", draws: 2 })];
  const rows = rhoByTreatment(evaluations, { treatments: ["part"] });
  assert.deepEqual(
    rows.map(({ level, models: count }) => [level, count]),
    [
      [2, 1],
      [8, 3],
      [4, 1],
    ],
  );
});

test("rows by level, from the lowest; rows without a level come first and keep their order", () => {
  const row = (treatment: string, level?: number) => ({
    treatment,
    ...(level !== undefined && { level }),
    models: 1,
    inDistribution: 0.5,
    byShift: [],
    meanPoints: 0,
  });
  const rows = [row("a", 8), row("b"), row("c", 0.25), row("d"), row("e", 1)];
  assert.deepEqual(
    byLevel(rows).map(({ treatment }) => treatment),
    ["b", "d", "c", "e", "a"],
  );
});
