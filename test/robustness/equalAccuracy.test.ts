import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { Random } from "../../lib/base/random.js";
import { estimateParts, testedAt } from "../../lib/robustness/contrastParts.js";
import { compareAtEqualAccuracy, equalAccuracyParts } from "../../lib/robustness/equalAccuracy.js";
import { evaluateMiniature } from "../../lib/robustness/miniature.js";
import { treatmentDraws } from "../../lib/robustness/treatments.js";
import { closeTo } from "../closeTo.js";
import { type SimulatedPopulation, simulateMiniature } from "./simulatedMiniature.js";

const margins = { closePoints: 2, farPoints: 5, close: ["Matched UI sets"] };
const shifts = ["matched", "hand-drawn"] as const;
const [weak, strong, effect] = [-0.7, 0.7, 0.2];

function population(ofA: number, abilities: readonly number[], seeds = 4): SimulatedPopulation {
  const side = (treatment: string, from: readonly number[], extra: number) =>
    from.map((ability, level) => ({ treatment, level, seeds, ability, effect: extra }));
  const all = [weak, (weak + strong) / 2, strong];
  return {
    classes: 80,
    imagesPerClass: 12,
    seedScatter: 0.05,
    treatments: [...side("a", abilities, ofA), ...side("b", all, 0)],
  };
}
const abilities = [weak, (weak + strong) / 2, strong];
const planned = { comparison: "a − b", a: { treatments: ["a"] }, b: { treatments: ["b"] } };

function compare(simulated: SimulatedPopulation, name: string) {
  const models = simulateMiniature(simulated, new Random(name));
  const evaluations = shifts.map((shift) => evaluateMiniature(models, { shift, draws: 2 }));
  const draws = treatmentDraws(evaluations, { draws: 200 });
  return { evaluations, draws, rows: compareAtEqualAccuracy(draws, [planned], { margins }) };
}

const logit = (p: number) => Math.log(p / (1 - p));
/** Least squares through the origin of means, written out. */
function lineOf(points: readonly { x: number; y: number }[]) {
  const x = points.map((point) => logit(point.x));
  const y = points.map((point) => logit(point.y));
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const slope =
    x.reduce((sum, one, at) => sum + (one - mean(x)) * (y[at]! - mean(y)), 0) /
    x.reduce((sum, one) => sum + (one - mean(x)) ** 2, 0);
  return (at: number) => 1 / (1 + Math.exp(-(mean(y) + slope * (logit(at) - mean(x)))));
}

test("Δ is the mean distance of the two lines over the overlap, computed another way; seeds by leaving out", () => {
  const { evaluations, rows } = compare(population(effect, [-0.4, 0.2, 1]), "by hand");
  const perShift = evaluations.map(({ models }) => {
    const side = (name: string) => models.map(({ point }) => point).filter(({ of }) => of.treatment === name);
    const [a, b] = [side("a"), side("b")];
    const levels = (points: typeof a) =>
      [0, 1, 2].map((level) => {
        const own = points.filter(({ of }) => of.level === level);
        return own.reduce((sum, { x }) => sum + x, 0) / own.length;
      });
    const low = Math.max(Math.min(...levels(a)), Math.min(...levels(b)));
    const high = Math.min(Math.max(...levels(a)), Math.max(...levels(b)));
    const heights = (points: typeof a) => {
      const line = lineOf(points);
      const steps = 5000; // Simpson's rule, so fine that its error is nothing
      let sum = line(low) + line(high);
      for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * line(low + (i / steps) * (high - low));
      return (100 * sum) / (3 * steps);
    };
    const without = (points: typeof a) =>
      [0, 1, 2, 3].map((seed) => heights(points.filter(({ of }) => of.seed !== seed)));
    return { low, high, delta: heights(a) - heights(b), a: without(a), b: without(b) };
  });
  perShift.forEach(({ low, high, delta }, at) => {
    const { overlap, deltaPoints } = rows[at]!;
    closeTo(overlap!.low, low);
    closeTo(overlap!.points, 100 * (high - low), { rel: 1e-9 });
    closeTo(deltaPoints.value, delta, { abs: 0.002 }); // 64 cells against 5,000
    assert.ok(overlap!.comparable);
  });
  const mean = rows[2]!;
  closeTo(mean.deltaPoints.value, (perShift[0]!.delta + perShift[1]!.delta) / 2, { abs: 0.002 });
  // The jackknife: (n − 1)/n · Σ(θ₍ᵢ₎ − θ̄)² for each side, here pooled as both have four seeds.
  const jackknife = (side: "a" | "b") => {
    const left = [0, 1, 2, 3].map((seed) => (perShift[0]![side][seed]! + perShift[1]![side][seed]!) / 2);
    const middle = left.reduce((sum, one) => sum + one, 0) / 4;
    return (3 / 4) * left.reduce((sum, one) => sum + (one - middle) ** 2, 0);
  };
  closeTo(mean.seedStandardError, Math.sqrt(jackknife("a") + jackknife("b")), { rel: 0.01 });
  assert.equal(mean.seedDf, 6);
});

test("ranges that overlap by less than 15 points are shown and not comparable; those that do not meet have no Δ", () => {
  const narrow = compare(population(effect, [0.5, 0.9, 1.3]), "narrow").rows[2]!;
  assert.ok(narrow.overlap!.points > 0 && narrow.overlap!.points < 15, `${narrow.overlap!.points}`);
  assert.equal(narrow.overlap!.comparable, false);
  assert.ok(Number.isFinite(narrow.deltaPoints.value));
  const apart = compare(population(effect, [1.6, 1.9, 2.2]), "apart").rows[2]!;
  assert.equal(apart.overlap!.points, 0);
  assert.ok(Number.isNaN(apart.deltaPoints.value));
  assert.equal(apart.test.verdict.kind, "inconclusive");
  const two = compare(population(effect, [weak, strong]), "two recipes").rows[2]!;
  assert.equal(two.overlap!.comparable, false);
});

test("one seed has no scatter, unless other comparisons lend theirs", () => {
  const { draws } = compare(population(0, abilities), "pool");
  const single = {
    comparison: "seed 1",
    a: { treatments: ["a"], seeds: [1] },
    b: { treatments: ["b"], seeds: [1] },
  };
  assert.throws(() => compareAtEqualAccuracy(draws, [single], { margins }), InputError);
  const [all] = compareAtEqualAccuracy(draws, [planned], { margins });
  const [lent] = compareAtEqualAccuracy(draws, [single], { margins, pool: [planned] });
  closeTo(lent!.seedStandardError, 2 * all!.seedStandardError, { rel: 1e-9 }); // one seed of four
});

test("parts give what the comparison gives, on all shifts and on one of them", () => {
  const { draws, rows } = compare(population(effect, [-0.4, 0.2, 1]), "parts");
  const [parts] = equalAccuracyParts(draws, [planned]);
  for (const [places, row] of [
    [[0, 1], rows[2]!],
    [[1], rows[1]!],
  ] as const) {
    const from = testedAt(estimateParts(parts!, places), row.test.verdict.marginPoints);
    const { comparison, shift, deltaPoints, overlap, test: equivalence } = row;
    assert.deepEqual(
      { comparison, shift, deltaPoints, overlap, test: equivalence },
      {
        comparison: from.comparison,
        shift: from.shift,
        deltaPoints: from.deltaPoints,
        overlap: from.overlap,
        test: from.test,
      },
    );
    assert.equal(row.seeds, 4);
  }
});

test("two read-outs of the same runs with one seed have the scatter of all their seeds", () => {
  const { evaluations } = compare(population(0, abilities), "read-outs");
  // A second read-out of each run of a: what the run of the next seed answered.
  const ofA = evaluations[0]!.models
    .map(({ point }) => point.of)
    .filter(({ treatment }) => treatment === "a");
  const second = ofA.map((model) => ({
    ...model,
    model: `${model.model} second`,
    readout: "second",
    counts: ofA.find(({ level, seed }) => level === model.level && seed === (model.seed + 1) % 4)!.counts,
  }));
  const models = [...evaluations[0]!.models.map(({ point }) => point.of), ...second];
  const both = shifts.map((shift) => evaluateMiniature(models, { shift, draws: 2 }));
  const drawn = treatmentDraws(both, { draws: 200 });
  const readouts = (seeds?: readonly number[]) => ({
    comparison: "second − head",
    a: { treatments: ["a"], readout: "second", ...(seeds && { seeds }) },
    b: { treatments: ["a"], readout: "head", ...(seeds && { seeds }) },
  });
  const all = compareAtEqualAccuracy(drawn, [readouts()], { margins })[2]!;
  assert.equal(all.seedDf, 3);
  assert.throws(() => compareAtEqualAccuracy(drawn, [readouts([2])], { margins }), InputError);
  const one = compareAtEqualAccuracy(drawn, [readouts([2])], { margins, pool: [readouts()] })[2]!;
  closeTo(one.seedStandardError, 2 * all.seedStandardError, { rel: 1e-9 });
  assert.equal(one.seedDf, 3);
});
