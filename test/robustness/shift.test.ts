import assert from "node:assert/strict";
import { test } from "node:test";
import { drawShift } from "../../lib/figures/shiftPlane.js";
import { isMidBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { linearity } from "../../lib/robustness/linearity.js";
import { evaluateMeanOfShifts, meanOfShifts } from "../../lib/robustness/meanOfShifts.js";
import { placed } from "../../lib/robustness/placed.js";
import { rhoByRegime } from "../../lib/robustness/rhoByRegime.js";
import { evaluatePoints, evaluateShift, rhoOf } from "../../lib/robustness/shift.js";
import { evaluateTwoPiece } from "../../lib/robustness/twoPiece.js";

const accuracies = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const draws = 200;

const toDigits = (value: number, digits: number) => Number(value.toFixed(digits));

test("mean ρ of zero-shot models above 20%: V2 4.8, Sketch 34.3, R 47.0 points", () => {
  // Means and standard deviations of an independent fit in Python, data/published/SOURCES.md. They count the four rows
  // that repeat a network under a second name, which we leave out: hence a tolerance of 0.3 points.
  const expected = { imagenet_v2: [4.8, 0.9], imagenet_sketch: [34.3, 9.1], imagenet_r: [47.0, 9.1] };
  for (const [shift, [mean, sd]] of Object.entries(expected)) {
    const evaluation = evaluateShift(accuracies, { shift, draws });
    const [clip] = rhoByRegime(
      evaluation,
      ({ point }) => point.published.regime === "clip-zero-shot" && point.x > 0.2,
    );
    const { value, low, high } = clip!.meanPoints;
    assert.ok(Math.abs(value - mean!) < 0.3, `${shift}: mean ${value}`);
    assert.ok(Math.abs(clip!.sdPoints - sd!) < 0.3, `${shift}: sd ${clip!.sdPoints}`);
    assert.ok(low < value && value < high);
  }
});

test("fine-tuned relatives above 20%: ρ 0.1 on V2, about half of the zero-shot one on Sketch and R", () => {
  const mean = (shift: string) =>
    rhoByRegime(
      evaluateShift(accuracies, { shift, draws }),
      ({ point }) => point.published.regime === "clip-fine-tuned" && point.x > 0.2,
    )[0]!.meanPoints.value;
  assert.equal(toDigits(mean("imagenet_v2"), 1), 0.1);
  assert.equal(toDigits(mean("imagenet_sketch"), 1), 16.2);
  assert.equal(toDigits(mean("imagenet_r"), 1), 20.2);
});

test("the mean of four shifts has the line of an independent fit", () => {
  // published-fits: Python, `mid` baseline, slope 0.867, intercept −1.407, R² 0.989, n 90.
  const points = meanOfShifts(testbed, ["imagenet_v2", "imagenet_sketch", "imagenet_r", "objectnet"]);
  const { baseline } = evaluatePoints(points, { isBaseline: isMidBaseline, draws }, "ImageNet", "mean");
  assert.equal(baseline.n, 90);
  assert.equal(toDigits(baseline.slope, 3), 0.867);
  assert.equal(toDigits(baseline.intercept, 3), -1.407);
  assert.equal(toDigits(baseline.r2, 3), 0.989);
});

test("the mean of shifts in one call: the same line, and no model below the floor", () => {
  const shifts = ["imagenet_v2", "imagenet_sketch", "imagenet_r", "objectnet"];
  const options = { shifts, title: "Mean of four", isBaseline: isMidBaseline, draws };
  const evaluation = evaluateMeanOfShifts(testbed, options);
  assert.deepEqual([evaluation.inDistribution, evaluation.shift], ["ImageNet", "Mean of four"]);
  assert.equal(toDigits(evaluation.baseline.slope, 3), 0.867); // the golden value above
  assert.ok(evaluation.models.every(({ point }) => point.x >= 0.2));
  const all = evaluateMeanOfShifts(testbed, { ...options, floor: 0 });
  assert.ok(all.models.length > evaluation.models.length);
  assert.ok(all.models.some(({ point }) => point.x < 0.2));
});

test("the mean of k equal accuracies on n images each counts as k·n images", () => {
  const model = {
    ...testbed[0]!,
    origin: "open_clip" as const,
    accuracies: new Map([
      ["imagenet", 0.5],
      ["imagenet_v2", 0.25],
      ["imagenet_sketch", 0.25],
    ]),
  };
  const [point] = meanOfShifts([model], ["imagenet_v2"]);
  assert.ok(Math.abs(point!.yTotal - 10_000) < 1e-6);
  const [both] = meanOfShifts([model], ["imagenet_v2", "imagenet_sketch"]);
  // Variance p(1−p)(1/n₁ + 1/n₂)/4 is that of 4/(1/n₁ + 1/n₂) images.
  assert.ok(Math.abs(both!.yTotal / (4 / (1 / 10_000 + 1 / 50_889)) - 1) < 1e-4);
  assert.deepEqual(meanOfShifts([model], ["imagenet_v2", "objectnet"]), []);
});

test("R² is near 1 on natural shifts, weaker on noise and lowest under attack", () => {
  const rows = linearity(testbed, ["imagenet_v2", "imagenet_c_gaussian_noise", "pgd_linf_eps2"]);
  assert.deepEqual(
    rows.map((row) => [row.testset, toDigits(row.r2, 2)]),
    [
      ["imagenet_v2", 1],
      ["imagenet_c_gaussian_noise", 0.88],
      ["pgd_linf_eps2", 0.12],
    ],
  );
});

test("a placed model carries Clopper–Pearson intervals and ρ", () => {
  const evaluation = evaluateShift(accuracies, { shift: "imagenet_v2", draws });
  const clip = placed(rhoOf(evaluation, "ViT-B-32/openai"));
  assert.equal(toDigits(clip.rhoPoints.value, 1), 5.6);
  // scipy.stats.beta.ppf(0.025, 5592, 4409) and (0.975, 5593, 4408)
  assert.ok(Math.abs(clip.shift.low - 0.549403047) < 1e-8 && Math.abs(clip.shift.high - 0.568962456) < 1e-8);
  assert.throws(() => rhoOf(evaluation, "nobody"), /nobody has no accuracies on ImageNetV2/);
});

test("a shift's figure has every regime once, in its own mark, and stays small", () => {
  const evaluation = evaluateShift(accuracies, { shift: "imagenet_v2", draws });
  const figure = drawShift(evaluation, { drops: ["clip-zero-shot"] });
  const names = figure.data.map((trace) => (trace as { name: string }).name);
  assert.equal(names.length, 3 + 8 + 1);
  assert.ok(names.includes("CLIP, zero-shot (115)"));
  assert.ok(JSON.stringify(figure).length < 250_000);
});

test("ImageNet-A: two lines, each model measured against its own side", () => {
  // Python, baseline of 76 finished ImageNet-1k models, axis of A's classes, split at 0.9186: right 2.920, −10.201, 0.927, n 48.
  const finished = (model: { regime: string; trainingData: string }) =>
    model.regime === "standard" && model.trainingData === "ImageNet-1k";
  const evaluation = evaluateTwoPiece(testbed, {
    shift: "imagenet_a",
    inDistribution: "imagenet_200a",
    isBaseline: finished,
    draws,
  });
  assert.equal(toDigits(evaluation.pivot, 4), 0.9186);
  assert.equal(evaluation.baseline.n, 48);
  assert.equal(toDigits(evaluation.baseline.slope, 3), 2.92);
  assert.equal(toDigits(evaluation.baseline.intercept, 3), -10.201);
  assert.equal(toDigits(evaluation.baseline.r2, 3), 0.927);
  for (const { point, rhoPoints } of evaluation.models)
    assert.ok(Math.abs(rhoPoints.value - 100 * (point.y - evaluation.baseline.predict(point.x))) < 1e-9);
});
