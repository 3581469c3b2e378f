import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { Random } from "../../lib/base/random.js";
import { accuracyDifferences } from "../../lib/robustness/accuracyDifference.js";
import { architecturesOnOneLine } from "../../lib/robustness/architecturesOnOneLine.js";
import { evaluateMiniature, type MiniatureModel } from "../../lib/robustness/miniature.js";
import { closeTo } from "../closeTo.js";
import { type SimulatedPopulation, simulateMiniature } from "./simulatedMiniature.js";

const shifts = ["matched", "hand-drawn"] as const;
const margins = { closePoints: 2, farPoints: 5, close: ["Matched UI sets"] };
const population: SimulatedPopulation = {
  classes: 80,
  imagesPerClass: 12,
  seedScatter: 0.06,
  treatments: [
    { treatment: "treated", seeds: 8, ability: 0.3, effect: 0.25 },
    { treatment: "control", seeds: 8, ability: 0.3, effect: 0 },
  ],
};

function simulated(): MiniatureModel[] {
  return simulateMiniature(population, new Random("one line"));
}

test("an architecture off the line is found, the others are not; groups need models", () => {
  const models = simulated();
  const lifted = models.filter(({ treatment }) => treatment === "treated");
  const outlier = lifted.map((model) => ({ ...model, treatment: "baseline", architecture: "outlier" }));
  const ordinary = [...models.filter(({ treatment }) => treatment === "baseline"), ...outlier];
  const options = { shifts, margins, draws: 300, seed: 1 };
  const groups = ["outlier", "net 3"].map((name) => ({ comparison: name, a: [name] }));
  const means = architecturesOnOneLine(ordinary, groups, options).filter(({ shift }) =>
    shift.startsWith("mean"),
  );
  const [off, on] = means.map(({ deltaPoints }) => deltaPoints);
  assert.ok(off!.low > 0, `outlier at ${off!.value} [${off!.low}, ${off!.high}]`);
  // Effect 0.25 on the logit axis is at most 25/4 = 6.25 points; a scatter of 0.06 is about 1.5 points a run.
  assert.ok(off!.value > 2 && off!.value < 8.5, `${off!.value}`);
  assert.ok(Math.abs(on!.value) < off!.value && on!.low < 0, `net 3 at ${on!.value}`);

  // By hand: ρ of the outliers is their mean distance from a line that does not know them.
  const without = ordinary.filter(({ architecture }) => architecture !== "outlier");
  const evaluation = evaluateMiniature([...without, ...outlier], {
    shift: "matched",
    draws: 2,
    isBaseline: ({ architecture }) => architecture !== "outlier",
  });
  const rhos = evaluation.models
    .filter(({ point }) => point.of.architecture === "outlier")
    .map(({ rhoPoints }) => rhoPoints.value);
  const [matched] = architecturesOnOneLine(ordinary, groups.slice(0, 1), options);
  closeTo(matched!.deltaPoints.value, rhos.reduce((sum, rho) => sum + rho, 0) / rhos.length, {
    abs: 1e-9, // rounding
    why: "mean distance",
  });
  const missing = [{ comparison: "none", a: ["no such network"] }];
  assert.throws(() => architecturesOnOneLine(ordinary, missing, options), InputError);
});

test("differences of accuracy: value by hand, an interval about it, none against itself", () => {
  const models = simulated();
  const accuracy = (treatment: string) => {
    const counts = models
      .filter((model) => model.treatment === treatment)
      .map((model) => model.counts.get("hand-drawn")!);
    return counts.reduce((sum, { correct, total }) => sum + correct / total / counts.length, 0);
  };
  const sides = { a: { treatments: ["treated"] }, b: { treatments: ["control"] } };
  const [row] = accuracyDifferences(models, [{ comparison: "treated − control", ...sides }], {
    testsets: ["hand-drawn"],
    draws: 500,
  });
  const { value, low, high } = row!.differencePoints;
  closeTo(value, 100 * (accuracy("treated") - accuracy("control")), { abs: 1e-9, why: "by hand" });
  assert.ok(low < value && value < high && high - low < 15, `[${low}, ${high}]`);
  const same = { comparison: "control − control", a: sides.b, b: sides.b };
  const [none] = accuracyDifferences(models, [same], { testsets: ["hand-drawn"] });
  assert.equal(none!.differencePoints.value, 0);
  assert.ok(none!.differencePoints.low < 0 && none!.differencePoints.high > 0);
  const unknown = { ...sides, b: { treatments: ["no such treatment"] } };
  assert.throws(
    () => accuracyDifferences(models, [{ comparison: "x", ...unknown }], { testsets: ["test"] }),
    InputError,
  );
});
