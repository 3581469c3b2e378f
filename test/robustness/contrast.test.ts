import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { drawContrasts } from "../../lib/figures/contrast.js";
import { isMidBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import type { PublishedModel } from "../../lib/published/model.js";
import { contrastRows } from "../../lib/report/contrastTable.js";
import { contrast, contrastAtEqualAccuracy } from "../../lib/robustness/contrast.js";
import { type Contrast, comparisonsWith } from "../../lib/robustness/overShifts.js";
import { evaluateShift } from "../../lib/robustness/shift.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { averageOf } from "../../lib/stats/estimate.js";
import { closeTo } from "../closeTo.js";

const testbed = await loadPublished("testbed");
const openClip = (await loadPublished("accuracies")).filter(({ origin }) => origin === "open_clip");
const scaling = await loadPublished("scaling");
const shifts = ["imagenet_v2", "imagenet_sketch", "imagenet_r", "objectnet"];
const settings = { isBaseline: isMidBaseline, draws: 400 };
const evaluations = (clip: readonly PublishedModel[]) =>
  shifts.map((shift) => evaluateShift([...testbed, ...clip], { shift, ...settings }));

const margins = { closePoints: 2, farPoints: 5 };
const sources = {
  comparison: "CC-12M − YFCC-15M, RN50",
  a: ["RN50/cc12m"],
  b: ["RN50/yfcc15m"],
  margins,
};
const onOpenClip = evaluations(openClip);
const rows = contrast(onOpenClip, sources);

// Python: least squares on logits of counts / images, 91 (R: 90) standard testbed models of at least 20%, plain differences.
const expected = [-0.1158, 15.5757, 21.0182, 3.8872, 10.0913];

test("Δρ of one network on two data sets is that of an independent fit, per shift and averaged", () => {
  assert.deepEqual(
    rows.map(({ shift }) => shift),
    ["ImageNetV2", "ImageNet-Sketch", "ImageNet-R", "ObjectNet", "mean of 4 shifts"],
  );
  rows.forEach(({ deltaPoints }, at) => {
    closeTo(deltaPoints.value, expected[at]!, { abs: 1e-4, why: "printed with four decimals" });
    assert.ok(deltaPoints.low < deltaPoints.value && deltaPoints.value < deltaPoints.high);
  });
});

test("a single shift's interval is the one its evaluation gives", () => {
  const { fit, models } = onOpenClip[1]!;
  const at = (name: string) => models.find(({ point }) => point.model === name)!.point;
  const { low, high } = fit.difference(at("RN50/cc12m"), at("RN50/yfcc15m"));
  assert.deepEqual([rows[1]!.deltaPoints.low, rows[1]!.deltaPoints.high], [low, high]);
});

test("margins: the close one for ImageNetV2 and the mean, the far one for the others", () => {
  assert.deepEqual(
    rows.map(({ test }) => test.verdict.marginPoints),
    [2, 5, 5, 5, 2],
  );
  assert.deepEqual(
    rows.map(({ test }) => test.verdict.kind),
    ["equivalent", "higher", "higher", "equivalent", "higher"],
  );
  const strict = contrast(onOpenClip, { ...sources, margins: { ...margins, close: ["ObjectNet"] } });
  assert.deepEqual(
    strict.map(({ test }) => test.verdict.marginPoints),
    [5, 5, 5, 2, 2],
  );
});

test("at equal accuracy: LAION-80M models against the line of LAION-2B, as an independent fit has it", () => {
  // Python: a line through the 13 LAION-2B models of scaling.csv, mean distance of the 5 LAION-80M models.
  const golden = [0.6325, -0.9267, 3.0726, 0.7914, 0.8925];
  const onScaling = evaluations(scaling);
  const options = {
    comparison: "80M − 2B",
    a: ({ trainingData }: PublishedModel) => trainingData === "LAION-80M",
    b: ({ trainingData }: PublishedModel) => trainingData === "LAION-2B",
    margins,
    draws: 400,
  };
  const lines = contrastAtEqualAccuracy(onScaling, options);
  lines.forEach(({ deltaPoints, modelsA, modelsB }, at) => {
    closeTo(deltaPoints.value, golden[at]!, { abs: 1e-4, why: "printed with four decimals" });
    assert.deepEqual([modelsA, modelsB], [5, 13]);
  });
  // On the common baseline the same models differ by more on Sketch: the CLIP line is steeper there.
  const onBaseline = contrast(onScaling, options);
  assert.ok(Math.abs(onBaseline[1]!.deltaPoints.value) > 3 * Math.abs(lines[1]!.deltaPoints.value));
});

test("sampled members ask for several clusters and widen the interval", () => {
  const sides = {
    comparison: "LAION-2B − OpenAI",
    a: ({ trainingData }: PublishedModel) => trainingData === "LAION-2B",
    b: ({ trainingData }: PublishedModel) => trainingData === "WIT-400M (OpenAI)",
    margins,
  };
  const [onV2] = evaluations(scaling);
  const width = ({ deltaPoints }: Contrast) => deltaPoints.high - deltaPoints.low;
  const [fixed] = contrast([onV2!], sides);
  const [sampled] = contrast([onV2!], { ...sides, members: "sampled" });
  assert.ok(width(sampled!) > width(fixed!));
  assert.throws(
    () => contrast([onV2!], { ...sides, a: ["ViT-B-32 laion2b_e16"], members: "sampled" }),
    /1 cluster/,
  );
});

test("only models measured on every shift take part; one named and missing is an error", () => {
  const onScaling = evaluations(scaling);
  const yfcc = ({ trainingData }: PublishedModel) => trainingData === "YFCC-15M"; // vlhub has no ObjectNet
  const sides = { comparison: "YFCC", a: yfcc, b: ["ViT-B-32 openai"], margins };
  assert.equal(contrast(onScaling.slice(0, 3), sides)[0]!.modelsA, 4);
  assert.throws(() => contrast(onScaling, sides), {
    name: "InputError",
    message: /YFCC, first side: no model/,
  });
  const named = { ...sides, a: ["CLIP-RN50-yfcc15m"] };
  assert.throws(
    () => contrast(onScaling, named),
    /"CLIP-RN50-yfcc15m" was not measured, expected on .*ObjectNet/,
  );
});

test("an average keeps what its parts share and averages out what they do not", () => {
  const shared = { value: 1, draws: Float64Array.of(0, 1, 2, 3) };
  const opposite = { value: 3, draws: Float64Array.of(5, 4, 3, 2) };
  assert.deepEqual([...averageOf([shared, shared]).draws], [0, 1, 2, 3]);
  assert.deepEqual([...averageOf([shared, opposite]).draws], [2.5, 2.5, 2.5, 2.5]);
  assert.equal(averageOf([shared, opposite]).value, 2);
  assert.throws(() => averageOf([]), RangeError);
});

test("in fits of several shifts a model's in-distribution images are the same draws", () => {
  // Endless images under shift: what varies is x alone, so draws of ρ at two different y differ by a constant.
  const { baseline, models } = onOpenClip[0]!;
  const points = models.map(({ point }) => point).filter(({ published }) => isMidBaseline(published));
  const clip = models.find(({ point }) => point.model === "RN50/cc12m")!.point;
  const draws = [0.3, 0.4].map((y) => {
    const model = { ...clip, y, yTotal: 1e15 };
    const options = { scale: baseline.scale.name, draws: 50, random: new Random(1) };
    return estimateRobustness(points, [model], options).pairedDraws(model).draws;
  });
  for (const [at, draw] of draws[0]!.entries()) closeTo(draws[1]![at]! - draw, 10, { abs: 1e-3 });
});

test("the table and the figure say the same, one line a contrast", () => {
  const [first] = contrastRows(rows) as Record<string, unknown>[];
  assert.equal(first!.verdict, "no effect within ±2 points");
  assert.equal(first!.Δρ, rows[0]!.deltaPoints.value);
  const figure = drawContrasts(rows, { title: "t" });
  const [trace] = figure.data as unknown as { x: number[] }[];
  for (const [at, x] of trace!.x.entries())
    closeTo(x, expected[at]!, { abs: 2e-3, why: "figures keep five digits" });
  const bands = figure.layout.shapes!.filter(({ type }) => type === "rect");
  assert.deepEqual(
    bands.map(({ x1, y0 }) => [x1, y0]),
    [
      [2, 3.5],
      [5, 2.5],
      [5, 1.5],
      [5, 0.5],
      [2, -0.5],
    ],
  );
});

test("comparisons by a word of their name; a word that no name holds is no empty answer", () => {
  const rows = ["all − an eighth", "all − a half", "7,000 icons"].map((comparison) => ({ comparison }));
  assert.deepEqual(comparisonsWith(rows, "eighth", "7,000"), [rows[0], rows[2]]);
  assert.throws(() => comparisonsWith(rows, "quarter"), /no comparison .*quarter/);
});
