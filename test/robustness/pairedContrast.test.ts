import assert from "node:assert/strict";
import { test } from "node:test";
import { drawGroups } from "../../lib/figures/groupedPlane.js";
import { loadPublished } from "../../lib/published/load.js";
import { pairedContrast } from "../../lib/robustness/pairedContrast.js";
import { evaluateShift } from "../../lib/robustness/shift.js";
import { closeTo } from "../closeTo.js";

const accuracies = await loadPublished("accuracies");
const evaluations = ["imagenet_v2", "imagenet_sketch", "imagenet_r"].map((shift) =>
  evaluateShift(accuracies, { shift, draws: 2000 }),
);
const margins = { closePoints: 2, farPoints: 5 };
const networks = ["regnety_160", "regnety_320", "regnety_1280"];
const pairs = networks.map((cluster) => ({
  a: `${cluster}.swag_lc_in1k`,
  b: `${cluster}.swag_ft_in1k`,
  cluster,
}));
const frozen = { comparison: "frozen − fine-tuned", pairs, margins };

// Python: least squares on logits of counts / images over the 847 standard models, ρ, differences, their mean and
// standard error over the three networks; the last of each is the mean over the shifts.
const means = [0.2616, 2.3459, 4.5682, 2.3919];
const standardErrors = [0.0224, 0.3329, 0.3707, 0.2396];
const t = 4.3027; // 97.5% quantile with 2 degrees of freedom

test("mean differences of three pairs are those of an independent computation", () => {
  const rows = pairedContrast(evaluations, frozen);
  assert.deepEqual(
    rows.map(({ shift }) => shift),
    ["ImageNetV2", "ImageNet-Sketch", "ImageNet-R", "mean of 3 shifts"],
  );
  rows.forEach(({ deltaPoints }, at) => {
    closeTo(deltaPoints.value, means[at]!, { abs: 1e-4, why: "printed with four decimals" });
  });
  assert.deepEqual([rows[0]!.modelsA, rows[0]!.modelsB], [3, 3]);
});

test("the interval of sampled pairs holds their scatter, and the baseline and images beside it", () => {
  const width = ({ deltaPoints }: { deltaPoints: { low: number; high: number } }) =>
    (deltaPoints.high - deltaPoints.low) / 2;
  const sampled = pairedContrast(evaluations, frozen).map(width);
  const fixed = pairedContrast(evaluations, { ...frozen, members: "fixed" }).map(width);
  sampled.forEach((half, at) => {
    const scatter = t * standardErrors[at]!;
    // Independent errors: at least the larger, at most the sum; 10% for quantiles of 2,000 draws.
    assert.ok(half > 0.9 * Math.max(scatter, fixed[at]!), `${at}: ${half}, ${scatter}, ${fixed[at]}`);
    assert.ok(half < 1.1 * (scatter + fixed[at]!), `${at}: ${half}, ${scatter}, ${fixed[at]}`);
  });
});

test("pairs of one cluster count as one witness", () => {
  const clustered = pairs.map((pair) => ({ ...pair, cluster: pair.cluster === "regnety_1280" ? "b" : "a" }));
  const onSketch = pairedContrast([evaluations[1]!], { ...frozen, pairs: clustered });
  assert.equal(onSketch.length, 1);
  // By hand: totals of the deviations ±0.6616, standard error 0.4410, one degree of freedom, t = 12.706.
  const { low, high } = onSketch[0]!.deltaPoints;
  assert.ok((high - low) / 2 > 0.8 * 12.706 * 0.441, `${low} to ${high}`);
});

test("what cannot be compared is said", () => {
  const fails = (options: Partial<Parameters<typeof pairedContrast>[1]>, message: RegExp) =>
    assert.throws(() => pairedContrast(evaluations, { ...frozen, ...options }), message);
  fails({ pairs: [] }, /no pairs/);
  fails({ pairs: pairs.slice(0, 1) }, /1 cluster of pairs, expected at least 2/);
  fails(
    { pairs: [{ a: "no such model", b: pairs[0]!.b, cluster: "x" }] },
    /"no such model" was not measured, expected on ImageNetV2/,
  );
});

test("a plane with groups of one's own holds their models and no others", () => {
  const figure = drawGroups(evaluations[0]!, {
    title: "frozen and fine-tuned",
    groups: {
      frozen: ({ model }) => pairs.some(({ a }) => a === model),
      "fine-tuned": ({ model }) => pairs.some(({ b }) => b === model),
    },
    drops: ["frozen"],
  });
  const markers = figure.data.filter((trace) => "mode" in trace && trace.mode === "markers");
  assert.deepEqual(
    markers.map(({ name }) => name),
    ["frozen (3)", "fine-tuned (3)"],
  );
  assert.equal(figure.data.filter(({ name }) => name === "ρ").length, 1);
});
