import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { isMidBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { contrast, contrastAtEqualAccuracy } from "../../lib/robustness/contrast.js";
import { modelScatter, withModelScatter } from "../../lib/robustness/modelScatter.js";
import { averagedShiftsWithoutObjectNet, evaluateShifts } from "../../lib/robustness/naturalExperiment.js";
import { deviationOf, estimateFrom } from "../../lib/stats/estimate.js";
import { closeTo } from "../closeTo.js";

const margins = { closePoints: 2, farPoints: 5 };
const testbed = await loadPublished("testbed");
const evaluations = evaluateShifts(testbed, averagedShiftsWithoutObjectNet, "ImageNet", {
  isBaseline: isMidBaseline,
  draws: 400,
});

test("ordinary models scatter by 1.45 points on the mean of three shifts", () => {
  // An audit in another language, from the same table: 1.45, which divides by n − 1 instead of n − 2.
  const scatter = modelScatter(evaluations);
  const [first, ...others] = evaluations.map(({ baselinePoints }) =>
    baselinePoints.map(({ model }) => model),
  );
  const n = first!.filter((model) => others.every((models) => models.includes(model))).length;
  closeTo(scatter.standardDeviation * Math.sqrt((n - 2) / (n - 1)), 1.45, { abs: 0.005 });
  assert.equal(scatter.df, Math.min(...evaluations.map(({ baseline }) => baseline.families)) - 2);
});

test("by hand: s²/n against a line, s²/n + s²/m between groups, nothing for a network on both sides", () => {
  const none = () => estimateFrom(0, new Float64Array(40_000), 0.95);
  const scatter = { standardDeviation: 1.5, df: 1e6 };
  const error = (a: string[], b: string[]) =>
    deviationOf(withModelScatter(none(), scatter, a, b, new Random("hand")).draws);
  // The standard deviation of 40,000 normal draws is within 1.5% of the truth, at four standard errors.
  closeTo(error(["p", "q", "r"], []), 1.5 / Math.sqrt(3), { rel: 0.015 });
  closeTo(error(["p", "q"], ["r"]), 1.5 * Math.sqrt(1 / 2 + 1), { rel: 0.015 });
  closeTo(error(["p", "p"], []), 1.5, { rel: 0.015 }); // one network in two read-outs
  assert.equal(error(["p"], ["p"]), 0);
});

test("a contrast counts its networks, and varies them if asked to", () => {
  const [first, second] = ["resnet50", "vgg16"];
  const sides = { comparison: "a − b", a: [first!], b: [second!], margins };
  const [these] = contrast(evaluations, sides).slice(-1);
  const [like] = contrast(evaluations, { ...sides, networks: "like these" }).slice(-1);
  assert.equal(these!.networks, 2);
  assert.equal(these!.deltaPoints.value, like!.deltaPoints.value);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  // ±1.97 · 1.45 · √2 and a little more; 400 draws leave the width uncertain by some 5%.
  closeTo(width(like!.deltaPoints), 2 * 1.97 * 1.45 * Math.SQRT2, { rel: 0.2 });
  assert.ok(width(these!.deltaPoints) < 0.4 * width(like!.deltaPoints));
  const line = contrastAtEqualAccuracy(evaluations, { ...sides, b: isMidBaseline, draws: 400 });
  assert.equal(line[0]!.networks, 1);
});
