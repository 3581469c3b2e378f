// Golden values: the same comparisons in Python, least squares on logits of counts / images (the nearest whole
// count to the published fraction), no code shared. Printed with four decimals, hence the tolerance of 1e-4.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  oneRecipeOtherData,
  rhoByTrainingData,
  sameNetworkGroups,
  sameNetworkOtherData,
} from "../../lib/causes/distribution/published.js";
import {
  imageNetSubsamples,
  laionGroups,
  laionSizes,
  poolGroups,
  poolScaleOf,
  poolSizes,
  smallImageTextGroups,
  smallImageTextPaths,
  smallImageTextSizes,
  subsampleGroups,
  subsamplePaths,
} from "../../lib/causes/size/published.js";
import { classBalance } from "../../lib/published/classBalance.js";
import { loadClassFrequencies, loadPublished } from "../../lib/published/load.js";
import type { NaturalExperiment } from "../../lib/robustness/naturalExperiment.js";
import { closeTo } from "../closeTo.js";

const testbed = await loadPublished("testbed");
const openClip = (await loadPublished("accuracies")).filter(({ origin }) => origin === "open_clip");
const scaling = await loadPublished("scaling");
const options = { margins: { closePoints: 2, farPoints: 5 }, draws: 300 };

function deltas({ contrasts }: NaturalExperiment, comparison: string): number[] {
  const rows = contrasts.filter((row) => row.comparison === comparison);
  assert.ok(rows.length > 0, comparison);
  for (const { deltaPoints, shift } of rows)
    assert.ok(deltaPoints.low < deltaPoints.value && deltaPoints.value < deltaPoints.high, shift);
  return rows.map(({ deltaPoints }) => deltaPoints.value);
}

function agree(experiment: NaturalExperiment, expected: Readonly<Record<string, readonly number[]>>): void {
  for (const [comparison, golden] of Object.entries(expected)) {
    const found = deltas(experiment, comparison);
    assert.equal(found.length, golden.length, comparison);
    for (const [at, value] of found.entries()) closeTo(value, golden[at]!, { abs: 1e-4, why: comparison });
  }
}

test("ImageNet subsamples: V2, Sketch, R, ObjectNet and their mean; the subsamples are not in the baseline", () => {
  const experiment = imageNetSubsamples(testbed, options);
  for (const { baseline, shift } of experiment.evaluations)
    assert.equal(baseline.n, shift === "ImageNet-R" ? 82 : 83, shift);
  agree(experiment, {
    "1/2 − all of ImageNet": [0.7674, 0.5846, 0.6003, 0.0223, 0.4937],
    "1/32 − all of ImageNet": [0.1397, 0.6245, -0.5942, -1.6466, -0.3692],
    "1/2 … 1/32 − all of ImageNet": [0.4078, 0.0243, -0.271, -1.2171, -0.264],
  });
});

test("LAION from 80M to 2B at equal accuracy", () => {
  agree(laionSizes(testbed, scaling, options), {
    "LAION-80M − LAION-2B, equal accuracy": [0.6325, -0.9267, 3.0726, 0.7914, 0.8925],
    "LAION-400M − LAION-2B, equal accuracy": [0.334, -0.6339, 0.2086, -1.5664, -0.4144],
  });
});

test("small image-text sets against the baseline and against the zero-shot line", () => {
  agree(smallImageTextSizes(testbed, openClip, scaling, "baseline", options), {
    "LAION-15M − LAION-50M, baseline": [-0.6611, -3.9768, -4.7313, -3.1231],
    "YFCC-2M − YFCC-15M, baseline": [-3.0547, -3.5619, -8.7523, -5.123],
  });
  agree(smallImageTextSizes(testbed, openClip, scaling, "zero-shot line", options), {
    "LAION-15M − LAION-50M, zero-shot line": [-0.07, 0.0685, 2.2132, 0.7373],
    "YFCC-4M − YFCC-15M, zero-shot line": [-0.3926, 4.9303, 7.4688, 4.0021],
  });
});

test("pools from S to XL: scales by name, filters as clusters", () => {
  const experiment = poolSizes(testbed, openClip, options);
  agree(experiment, { "pools M − L and XL, equal accuracy": [-0.1173, -2.179, 7.9857, -1.4389, 1.0626] });
  const scales = openClip.map(poolScaleOf).filter((scale) => scale !== undefined);
  const count = (scale: string) => scales.filter((one) => one === scale).length;
  assert.deepEqual(["s", "m", "l", "xl"].map(count), [7, 7, 7, 6]); // counted with grep in the table
  assert.equal(poolScaleOf({ weights: "laion2b_e16" }), undefined);
  const filters = new Set(
    experiment.evaluations[0]!.models.filter(({ point }) => point.published.origin === "open_clip").map(
      ({ point }) => point.family,
    ),
  );
  assert.deepEqual([...filters].sort(), ["basic", "clip", "datacomp", "image", "laion", "none", "text"]);
});

test("same networks on other data, against either line", () => {
  agree(sameNetworkOtherData(testbed, openClip, "baseline", options), {
    "CC-12M − YFCC-15M, RN50": [-0.1158, 15.5757, 21.0182, 3.8872, 10.0913],
    "LAION-400M − OpenAI's 400M, three ViT": [-0.8888, 5.0818, 1.6719, -2.8783, 0.7467],
    "MetaCLIP-400M − OpenAI's 400M, three ViT": [-1.0842, 7.3549, 2.116, 1.752, 2.5346],
    "DataComp-1B − LAION-2B, three ViT": [-0.1133, 0.8313, -0.3053, 3.7953, 1.052],
  });
  agree(sameNetworkOtherData(testbed, openClip, "zero-shot line", options), {
    "CC-12M − YFCC-15M, RN50": [-0.436, 13.5225, 17.1796, 2.1731, 8.1098],
    "DataComp-1B − LAION-2B, three ViT": [-0.017, -0.2547, -0.0905, 3.87, 0.8769],
  });
});

test("one recipe on LAION-15M, YFCC-15M and ImageNet", () => {
  agree(oneRecipeOtherData(testbed, scaling, options), {
    "LAION-15M − YFCC-15M, RN50": [-0.6647, 16.2908, 19.1866, 11.6042],
    "YFCC-15M − ImageNet-1k, CLIP RN50": [3.4733, 1.0736, 9.3028, 4.6166],
    "LAION-15M − ImageNet-1k, CLIP RN50": [2.8086, 17.3645, 28.4893, 16.2208],
  });
});

test("distance from the zero-shot line by training data, networks under two names counted once", () => {
  const sources = rhoByTrainingData(openClip, options);
  const expected = {
    "YFCC-15M": [4, 0.6462, -11.672, -12.4239, -6.2547],
    "LAION-2B": [22, -0.3153, 0.4726, -0.7403, -0.2899],
    "OpenAI WIT-400M": [9, 1.0095, -5.7939, -4.9334, -1.2735],
  };
  for (const [name, [models, ...distances]] of Object.entries(expected)) {
    const source = sources.find(({ trainingData }) => trainingData === name)!;
    assert.equal(source.models, models);
    for (const [at, { deltaPoints }] of source.byShift.entries())
      closeTo(deltaPoints.value, distances[at]!, { abs: 1e-4, why: name });
  }
  assert.equal(sources.at(-1)!.trainingData, "YFCC-15M");
});

test("class balance: sums, rare classes and evenness as counted independently", async () => {
  const rows = classBalance(await loadClassFrequencies());
  const found = (name: string) => rows.find(({ trainingSet }) => trainingSet === name)!;
  // Python: sum, classes below 100, share of the 100 largest (three decimals), exp(entropy) (whole number).
  for (const [name, images, rare, share, effective] of [
    ["ImageNet-Captions", 448_896, 31, 0.163, 917],
    ["YFCC-15M", 3_418_328, 200, 0.753, 153],
    ["CC-12M", 3_480_797, 254, 0.711, 219],
    ["LAION-400M", 93_654_164, 6, 0.684, 233],
  ] as const) {
    const row = found(name);
    assert.deepEqual([row.images, row.rareClasses], [images, rare]);
    closeTo(row.topShare, share, { abs: 5e-4 });
    closeTo(row.effectiveClasses, effective, { abs: 0.5 });
  }
});

test("groups of the figures hold the models they are named for, counted with grep in the tables", () => {
  const all = [...testbed, ...scaling, ...openClip];
  const counts = (groups: typeof poolGroups) =>
    Object.fromEntries(
      Object.entries(groups).map(([name, belongs]) => [name, all.filter(belongs).length] as const),
    );
  assert.equal(counts(subsampleGroups)["ResNet-50 on all … 1/32 of ImageNet"], 6);
  // The 91 models of the baseline without the recipe on all images and the subsamples above 20%.
  assert.equal(counts(subsampleGroups)["other models of ImageNet"], 82);
  const { "ImageNet, labels": _testbed, ...laion } = counts(laionGroups);
  assert.deepEqual(laion, { "LAION-80M": 5, "LAION-400M": 13, "LAION-2B": 13 });
  const { "ImageNet, labels": _again, ...small } = counts(smallImageTextGroups);
  assert.deepEqual(small, { "YFCC 2M, 4M, 15M": 3, "LAION 15M, 50M": 2 });
  assert.deepEqual(counts(poolGroups), {
    "ImageNet, labels": 91,
    "S, 12.8M": 7,
    "M, 128M": 7,
    "L, 1.28B": 7,
    "XL, 12.8B": 6,
  });
  assert.deepEqual(counts(sameNetworkGroups), {
    "ImageNet, labels": 91,
    "RN50 on YFCC-15M": 1,
    "RN50 on CC-12M": 1,
    "ViT on OpenAI's 400M": 4,
    "ViT on LAION-400M": 8,
    "ViT on MetaCLIP-400M": 3,
    "ViT on LAION-2B": 4,
    "ViT on DataComp-1B": 3,
  });
});

test("paths name models of the tables, from most images to fewest, so from the most accurate to the least", () => {
  const tables = [...testbed, ...scaling];
  for (const path of [...subsamplePaths, ...smallImageTextPaths]) {
    const found = path.map((name) => tables.find(({ model }) => model === name)?.accuracies.get("imagenet"));
    assert.ok(path.length >= 2 && !found.includes(undefined), path.join(", "));
    const falling = (found as number[]).toSorted((a, b) => b - a);
    assert.deepEqual(found, falling);
  }
});
