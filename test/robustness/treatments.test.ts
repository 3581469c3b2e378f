import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { Random } from "../../lib/base/random.js";
import { evaluateMiniature, type MiniatureModel } from "../../lib/robustness/miniature.js";
import { readoutScatter, seedScatter } from "../../lib/robustness/seedScatter.js";
import { compareTreatments, treatmentDraws } from "../../lib/robustness/treatments.js";
import { closeTo } from "../closeTo.js";
import {
  allClasses,
  classesOf,
  type SimulatedPopulation,
  simulateMiniature,
  trueDeltaPoints,
} from "./simulatedMiniature.js";

const margins = { closePoints: 2, farPoints: 5, close: ["Matched UI sets"] };
const shifts = ["matched", "hand-drawn"] as const;
const [ability, effect] = [0.3, 0.25];
/** The population has infinitely many classes. */
const classes = { draws: 300, estimand: "other classes" } as const;
const population: SimulatedPopulation = {
  classes: 80,
  imagesPerClass: 12,
  seedScatter: 0.06,
  treatments: [
    { treatment: "treated", seeds: 3, ability, effect },
    { treatment: "control", seeds: 3, ability, effect: 0 },
    { treatment: "other", seeds: 3, ability: 0, effect: 0 },
  ],
};
const planned = {
  comparison: "treated − control",
  a: { treatments: ["treated"] },
  b: { treatments: ["control"] },
};

function evaluate(models: readonly MiniatureModel[], draws: number, seed = 1) {
  return shifts.map((shift) => evaluateMiniature(models, { shift, draws, seed }));
}

test("95% intervals of Δρ between treatments hold the truth; equivalence is not found where there is none", () => {
  const everywhere = trueDeltaPoints(ability, effect, allClasses());
  assert.ok(everywhere > 3 && everywhere < 7, `the simulation has an effect to be found: ${everywhere}`);
  const simulations = 60;
  const held = { "these classes": 0, "other classes": 0 };
  const width = { "these classes": 0, "other classes": 0 };
  let equivalent = 0;
  for (let run = 0; run < simulations; run++) {
    const name = `population ${run}`;
    const evaluations = evaluate(simulateMiniature(population, new Random(name)), 2, run);
    for (const estimand of ["these classes", "other classes"] as const) {
      const draws = treatmentDraws(evaluations, { draws: 300, estimand });
      assert.equal(draws.tests.resampled, estimand === "these classes" ? "images" : "classes");
      const mean = compareTreatments(draws, planned, { margins }).at(-1)!;
      const { low, high } = mean.deltaPoints;
      const truth =
        estimand === "other classes"
          ? everywhere
          : trueDeltaPoints(ability, effect, classesOf(population, new Random(name)));
      if (low <= truth && truth <= high) held[estimand]++;
      if (mean.test.verdict.kind === "equivalent") equivalent++;
      width[estimand] += (high - low) / simulations;
    }
  }
  // Standard error at 95% of 60: 2.8 points; three of them below. An interval without end would cover too: hence width.
  for (const estimand of ["these classes", "other classes"] as const) {
    assert.ok(
      held[estimand] / simulations >= 0.95 - 0.084,
      `${estimand}: ${held[estimand]} of ${simulations}`,
    );
    assert.ok(width[estimand] < 8, `${estimand}: mean width ${width[estimand]}`);
  }
  assert.ok(equivalent / simulations / 2 <= 0.05 + 0.066, `equivalent ${equivalent} of ${2 * simulations}`);
});

test("equal treatments are mostly found equivalent, and seldom different from 0", () => {
  const simulations = 40;
  const same = { comparison: "control − control", a: planned.b, b: { treatments: ["treated"] } };
  const equal = {
    ...population,
    imagesPerClass: 50,
    seedScatter: 0.02,
    treatments: population.treatments.map((each) => ({ ...each, effect: 0, seeds: 5 })),
  };
  let causes = 0;
  let equivalent = 0;
  for (let run = 0; run < simulations; run++) {
    const models = simulateMiniature(equal, new Random(`equal ${run}`));
    const draws = treatmentDraws(evaluate(models, 2, run), classes);
    const { verdict } = compareTreatments(draws, same, { margins }).at(-1)!.test;
    if (verdict.kind === "higher" || verdict.kind === "lower") causes++;
    if (verdict.kind === "equivalent") equivalent++;
  }
  assert.ok(causes / simulations <= 0.05 + 0.104, `${causes}`); // three standard errors above 5%
  assert.ok(equivalent / simulations > 0.5, `${equivalent}`);
});

test("seed scatter by hand: pooled over recipes, by shift and of the mean", () => {
  const models = simulateMiniature(population, new Random("scatter"));
  const evaluations = evaluate(models, 2);
  const scatter = seedScatter(evaluations, ({ treatment }) => treatment !== "baseline");
  assert.equal(scatter.df, 6);
  const rho = (treatment: string) =>
    evaluations.map((evaluation) =>
      evaluation.models
        .filter(({ point }) => point.of.treatment === treatment)
        .map(({ rhoPoints }) => rhoPoints.value),
    );
  const squares = (values: readonly number[]) => {
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  };
  const treatments = ["treated", "control", "other"].map(rho);
  closeTo(
    scatter.standardDeviations.get("Hand-drawn")!,
    Math.sqrt(treatments.reduce((sum, [, hand]) => sum + squares(hand!), 0) / 6),
    { abs: 1e-9 },
  );
  const means = treatments.map(([matched, hand]) => matched!.map((one, at) => (one + hand![at]!) / 2));
  closeTo(scatter.mean, Math.sqrt(means.reduce((sum, each) => sum + squares(each), 0) / 6), { abs: 1e-9 });
  assert.throws(() => seedScatter(evaluations, ({ seed }) => seed === 0), InputError);
});

test("readouts of the same runs are compared within the runs", () => {
  const random = new Random("readouts");
  const base = simulateMiniature({ ...population, seedScatter: 0.3 }, random);
  // A second readout of each treated run: the same counts but one more right in one class.
  const again = base
    .filter(({ treatment }) => treatment === "treated")
    .map((model) => {
      const { correct, total, correctByClass, totalByClass } = model.counts.get("hand-drawn")!;
      const at = correctByClass.findIndex((right, c) => right < totalByClass[c]!);
      const more = correctByClass.map((right, c) => (c === at ? right + 1 : right));
      const counts = new Map([
        ...model.counts,
        ["hand-drawn", { correct: correct + 1, total, correctByClass: more, totalByClass }] as const, // no icons
      ]);
      return { ...model, model: `${model.model} again`, readout: "second", counts };
    });
  const evaluations = evaluate([...base, ...again], 2);
  const readouts = {
    comparison: "second − head",
    a: { treatments: ["treated"], readout: "second" },
    b: { treatments: ["treated"], readout: "head" },
  };
  const rows = compareTreatments(treatmentDraws(evaluations, classes), readouts, { margins });
  const handDrawn = rows[1]!.deltaPoints;
  closeTo(handDrawn.value, 100 / 960, { abs: 1e-6 });
  assert.ok(handDrawn.high - handDrawn.low < 0.5, "seeds that scatter by points cancel");
  closeTo(readoutScatter(evaluations, ({ treatment }) => treatment === "treated").mean, 0, { abs: 1e-9 });
  const seeds = seedScatter(evaluations, ({ treatment }) => treatment === "treated");
  assert.ok(seeds.mean > 1, "the seeds do scatter");
});

test("a side without models, and what was planned, are named", () => {
  const draws = treatmentDraws(evaluate(simulateMiniature(population, new Random("side")), 2), { draws: 50 });
  assert.throws(
    () => compareTreatments(draws, { ...planned, a: { treatments: ["nobody"] } }, { margins }),
    /treated − control, first side: no model in the records, expected at least one of .*nobody/,
  );
});
