// The parts of standard errors and the power of planned comparisons, without their estimates.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { comparisonPower } from "../../lib/robustness/comparisonPower.js";
import { compareAtEqualAccuracy } from "../../lib/robustness/equalAccuracy.js";
import { evaluateMiniature } from "../../lib/robustness/miniature.js";
import { treatmentDraws } from "../../lib/robustness/treatments.js";
import { closeTo } from "../closeTo.js";
import { simulateMiniature } from "./simulatedMiniature.js";

const shifts = ["matched", "hand-drawn"] as const;
const planned = [
  { comparison: "a − b", a: { treatments: ["a"] }, b: { treatments: ["b"] }, equalAccuracy: true as const },
  { comparison: "a − c", a: { treatments: ["a"] }, b: { treatments: ["c"] }, equalAccuracy: true as const },
];
const options = { shifts, marginPoints: 2, together: 11, draws: 200 };

function simulated(effect: number, seeds: number, seedScatter = 0.05) {
  const side = (treatment: string, ofSide: number) =>
    [-0.7, 0, 0.7].map((ability, level) => ({ treatment, level, seeds, ability, effect: ofSide }));
  const treatments = [...side("a", effect), ...side("b", 0)];
  const world = { classes: 60, imagesPerClass: 12, seedScatter, treatments };
  return simulateMiniature(world, new Random("power")).filter(({ treatment }) => treatment !== "baseline");
}

test("the parts are those of the comparison itself; a side without runs leaves its comparison out", () => {
  const models = simulated(0.3, 4);
  const [row, ...others] = comparisonPower(models, planned, options);
  assert.equal(others.length, 0);
  const evaluations = shifts.map((shift) =>
    evaluateMiniature(models, { shift, draws: 2, isBaseline: () => true }),
  );
  const margins = { closePoints: 2, farPoints: 5 };
  const itself = compareAtEqualAccuracy(treatmentDraws(evaluations, { draws: 200 }), planned.slice(0, 1), {
    margins,
  }).at(-1)!;
  assert.equal(row!.seeds, 4);
  for (const part of ["seedStandardError", "seedDf", "testStandardError", "standardError"] as const)
    closeTo(row![part], itself[part], { abs: 1e-9, why: "the same draws" });
  assert.ok(row!.comparable && row!.overlapPoints > 15);
});

test("nothing in a row says what was found: a constant effect changes no part of it beyond the scatter of draws", () => {
  const [none, large] = [0, 0.6].map((effect) => comparisonPower(simulated(effect, 4), planned, options)[0]!);
  assert.deepEqual(Object.keys(none!).sort(), [
    "baselineStandardError",
    "comparable",
    "comparison",
    "overlapPoints",
    "power",
    "seedDf",
    "seedStandardError",
    "seeds",
    "seedsNeeded",
    "standardError",
    "testStandardError",
  ]);
  assert.ok(Math.abs(none!.testStandardError - large!.testStandardError) < 0.3);
});

test("with little scatter two seeds are enough; with much, more are needed than there are", () => {
  const [quiet, loud] = [0.01, 0.4].map(
    (scatter) => comparisonPower(simulated(0, 4, scatter), planned, options)[0]!,
  );
  assert.ok(quiet!.seedsNeeded !== undefined && quiet!.seedsNeeded <= 4);
  assert.ok(loud!.seedsNeeded === undefined || loud!.seedsNeeded > 4);
  const noRise = (row: typeof quiet) => row!.power.find(({ effectPoints }) => effectPoints === 0)!.noRise;
  assert.ok(noRise(quiet) >= 0.8 && noRise(loud) < 0.8);
  assert.deepEqual(comparisonPower(simulated(0, 1), planned, options), []);
});
