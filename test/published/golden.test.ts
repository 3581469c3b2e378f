// Golden values: the fits of data/published, computed in Python with numpy (ordinary least squares on logit axes,
// accuracies as counts; data/published/SOURCES.md). Each must be met to the last digit it is given with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isBaseline, isMidBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { type PublishedModel, pointsOf } from "../../lib/published/model.js";
import { type Baseline, fitBaseline } from "../../lib/stats/baseline.js";
import { effectiveRobustness } from "../../lib/stats/robustness.js";
import { fitTwoPiece } from "../../lib/stats/twoPiece.js";

const accuracies = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const scaling = await loadPublished("scaling");

const line = ({ slope, intercept, r2 }: Baseline) =>
  [slope, intercept, r2].map((value) => value.toFixed(3)).join(" ");

function fit(
  models: readonly PublishedModel[],
  x: string,
  y: string,
  inBaseline: (model: PublishedModel) => boolean = isBaseline,
): Baseline {
  return fitBaseline(pointsOf(models.filter(inBaseline), x, y));
}

function rho(
  baseline: Baseline,
  models: readonly PublishedModel[],
  x: string,
  y: string,
  name: string,
): string {
  const point = pointsOf(models, x, y).find(({ model }) => model === name);
  assert.ok(point, name);
  return effectiveRobustness(baseline, point).toFixed(1);
}

for (const [x, y, expected, n] of [
  ["imagenet", "imagenet_v2", "0.917 -0.489 0.993", 847],
  ["imagenet", "imagenet_sketch", "1.177 -2.486 0.897", 847],
  ["imagenet", "imagenet_r", "1.048 -1.763 0.891", 847],
  ["imagenet_200r", "imagenet_r", "0.722 -2.307 0.899", 847],
  ["imagenet", "imagenet_a", "4.225 -7.641 0.904", 846],
  ["imagenet_200a", "imagenet_a", "2.464 -8.745 0.929", 846],
] as const)
  test(`accuracies.csv, ${x} → ${y}: ${expected}, n ${n}`, () => {
    const baseline = fit(accuracies, x, y);
    assert.equal(line(baseline), expected);
    assert.equal(baseline.n, n);
  });

for (const [y, expected] of [
  [
    "imagenet_v2",
    {
      "ViT-B-32/openai": "5.6",
      "RN50/openai": "5.9",
      "RN50/yfcc15m": "4.3",
      "RN50-quickgelu/cc12m": "4.0",
      "ViT-L-14/openai": "6.5",
    },
  ],
  [
    "imagenet_sketch",
    {
      "ViT-B-32/openai": "28.6",
      "RN50/openai": "23.7",
      "RN50/yfcc15m": "3.9",
      "RN50-quickgelu/cc12m": "20.0",
      "ViT-L-14/openai": "35.7",
    },
  ],
] as const)
  test(`accuracies.csv, ρ of CLIP models on ${y}`, () => {
    const baseline = fit(accuracies, "imagenet", y);
    const found = Object.fromEntries(
      Object.keys(expected).map((name) => [name, rho(baseline, accuracies, "imagenet", y, name)]),
    );
    assert.deepEqual(found, expected);
  });

test("accuracies.csv with the 13 toy networks in the baseline gives another line", () => {
  const withToys = ({ regime }: PublishedModel) => regime === "standard" || regime === "toy";
  const two = ({ slope, intercept }: Baseline) => `${slope.toFixed(3)} ${intercept.toFixed(3)}`;
  assert.equal(two(fit(accuracies, "imagenet", "imagenet_v2", withToys)), "0.907 -0.475");
  assert.equal(two(fit(accuracies, "imagenet", "imagenet_sketch", withToys)), "1.115 -2.396");
});

const clip = "vit_b_32_clip_zeroshot";
const subsample = "resnet50_imagenet_subsample_1_of_32_batch64_original_images";
for (const [x, y, expected, n, rhoClip, rhoSubsample] of [
  ["imagenet", "imagenet_v2", "0.933 -0.505 1.000", 102, "5.7", "0.3"],
  ["imagenet", "imagenet_sketch", "1.002 -2.328 0.975", 102, "28.0", "-1.2"],
  ["imagenet_200r", "imagenet_r", "0.656 -2.150 0.989", 101, "39.0", "-1.3"],
  ["imagenet_113", "objectnet", "0.913 -1.848 0.986", 102, "17.7", "-0.7"],
] as const)
  test(`testbed.csv, ${x} → ${y}: ${expected}, n ${n}`, () => {
    const baseline = fit(testbed, x, y);
    assert.equal(line(baseline), expected);
    assert.equal(baseline.n, n);
    assert.equal(rho(baseline, testbed, x, y, clip), rhoClip);
    assert.equal(rho(baseline, testbed, x, y, subsample), rhoSubsample);
  });

test("testbed.csv: the line is weak on synthetic and adversarial shifts", () => {
  assert.equal(fit(testbed, "imagenet", "imagenet_c_gaussian_noise").r2.toFixed(2), "0.88");
  assert.equal(fit(testbed, "imagenet", "pgd_linf_eps2").r2.toFixed(2), "0.12");
});

for (const [y, expected, rhoImagenet, rhoYfcc] of [
  ["imagenet_v2", "0.911 -0.482", "0.5", "4.0"],
  ["imagenet_sketch", "1.128 -2.448", "2.6", "3.7"],
  ["imagenet_r", "0.798 -1.460", "1.6", "10.9"],
] as const)
  test(`scaling.csv on ${y} against the testbed's mid baseline`, () => {
    const baseline = fit(testbed, "imagenet", y, isMidBaseline);
    assert.equal(`${baseline.slope.toFixed(3)} ${baseline.intercept.toFixed(3)}`, expected);
    assert.equal(rho(baseline, scaling, "imagenet", y, "CLIP-RN50-in1k"), rhoImagenet);
    assert.equal(rho(baseline, scaling, "imagenet", y, "CLIP-RN50-yfcc15m"), rhoYfcc);
  });

test("testbed.csv: probit axes", () => {
  const probit = (y: string) =>
    line(fitBaseline(pointsOf(testbed.filter(isBaseline), "imagenet", y), { scale: "probit" }));
  assert.equal(probit("imagenet_v2"), "0.917 -0.291 1.000");
  assert.equal(probit("imagenet_sketch"), "0.835 -1.291 0.973");
  assert.equal(probit("imagenet_r"), "0.675 -0.813 0.976");
  assert.equal(probit("objectnet"), "0.763 -0.938 0.947");
});

test("testbed.csv: ImageNet-A in two pieces, split at ResNet-50", () => {
  const finished = testbed.filter((model) => isBaseline(model) && model.trainingData === "ImageNet-1k");
  const full = fitTwoPiece(pointsOf(finished, "imagenet", "imagenet_a"));
  assert.equal(full.pivot.toFixed(4), "0.7613");
  assert.equal(`${line(full.left)} n ${full.left.n}`, "0.752 -4.525 0.349 n 27");
  assert.equal(`${line(full.right)} n ${full.right.n}`, "5.460 -9.567 0.937 n 49");
  const subset = fitTwoPiece(pointsOf(finished, "imagenet_200a", "imagenet_a"));
  assert.equal(subset.pivot.toFixed(4), "0.9186");
  assert.equal(`${line(subset.left)} n ${subset.left.n}`, "0.527 -4.916 0.357 n 28");
  assert.equal(`${line(subset.right)} n ${subset.right.n}`, "2.920 -10.201 0.927 n 48");
});
