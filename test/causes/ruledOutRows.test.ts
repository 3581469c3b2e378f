// What notebook 08 shows of published networks. Golden ρ: the same lines in plain Python, least squares on logits of
// counts / images, no code shared. Printed with four decimals, hence the tolerance of 1e-4.
import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyFineTuned } from "../../lib/causes/languageAtTest/published.js";
import {
  bestOrdinaryRows,
  fineTuningPaths,
  keptByPairs,
  linearProbeRows,
  relatedRows,
  rhoOfRelated,
} from "../../lib/causes/ruledOut/published.js";
import { loadPublished, loadRelated } from "../../lib/published/load.js";
import type { ReportedNetwork } from "../../lib/published/reported.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";
import { closeTo } from "../closeTo.js";

const models = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const related = await loadRelated();

test("the systems beside CLIP as rows: pairs in millions, accuracies in percent, unknown ones missing", () => {
  const rows = relatedRows(related);
  assert.deepEqual(
    rows.map(({ system }) => String(system).split(" ")[0]),
    ["CLIP", "ALIGN", "LiT", "BASIC"],
  );
  const [, align, lit, basic] = rows; // as in data/published/related-systems.csv
  assert.deepEqual([align!["image tower"], align!["million pairs"]], ["EfficientNet-L2", 1000]);
  closeTo(Number(align!.imagenet_r), 92.2, { abs: 1e-9, why: "rounding" });
  assert.equal(lit!.imagenet_r, undefined);
  closeTo(Number(basic!["mean of five shifts (later version)"]), 84.3, { abs: 1e-9, why: "rounding" });
});

test("their ρ wherever a shift was reported", () => {
  const options = { margins: { closePoints: 2, farPoints: 5 }, draws: 100 };
  const rows = rhoOfRelated(models, testbed, related, options);
  const expected = [
    ["CLIP", "ImageNetV2", 6.0393],
    ["ALIGN", "ImageNetV2", 5.8063],
    ["CLIP", "ImageNet-R", 52.1604],
    ["ALIGN", "ImageNet-R", 55.1906],
    ["LiT", "ObjectNet", 32.7164], // the testbed's ObjectNet has 18,514 images, the papers' 18,574
  ] as const;
  assert.deepEqual(
    rows.map(({ system, shift }) => [system, shift]),
    expected.map(([system, shift]) => [system, shift]),
  );
  for (const [at, { rhoPoints, system, shift }] of rows.entries()) {
    closeTo(rhoPoints.value, expected[at]![2], { abs: 1e-4, why: `${system} on ${shift}` });
    assert.ok(rhoPoints.low < rhoPoints.value && rhoPoints.value < rhoPoints.high);
  }
});

test("the best ordinary models of the testbed: means of five accuracies in its table", () => {
  const rows = bestOrdinaryRows(testbed, 2);
  assert.deepEqual(
    rows.map(({ model }) => model),
    ["efficientnet-b7-randaug", "efficientnet-b7-autoaug"],
  );
  // Counts are whole, so accuracies move by at most half an image of 7,500: 0.007 points.
  closeTo(rows[0]!["mean of five"], 52.6058, { abs: 0.007, why: "whole counts" });
  closeTo(rows[1]!.ImageNet, 84.334, { abs: 0.001, why: "whole counts" });
});

test("fifteen pairs of the same weights, as paths from zero-shot to fine-tuned", () => {
  const pairs = directlyFineTuned(models);
  assert.equal(pairs.length, 15);
  assert.ok(pairs.every(({ viaImageNet12k }) => !viaImageNet12k));
  assert.deepEqual(
    fineTuningPaths(models),
    pairs.map(({ zeroShot, fineTuned }) => [zeroShot, fineTuned]),
  );
});

test("what fine-tuning keeps, by hand: a zero-shot model of two pairs counts once", () => {
  const model = (name: string, value: number) => ({ point: { model: name }, rhoPoints: { value } });
  const evaluations = [
    { shift: "V2", models: [model("a", 4), model("b", 8), model("a2", 1), model("a3", 2), model("b2", 6)] },
  ] as unknown as ShiftEvaluation[];
  const pair = (zeroShot: string, fineTuned: string) => ({ zeroShot, fineTuned, viaImageNet12k: false });
  const pairs = [pair("a", "a2"), pair("a", "a3"), pair("b", "b2")];
  assert.deepEqual(keptByPairs(evaluations, pairs), [
    { shift: "V2", "zero-shot": 6, "fine-tuned": 3, kept: 0.5 },
  ]);
});

test("linear probes with one modality and with two; a network that has only one is left out", () => {
  const network = (model: string, linearProbe: number | null) => ({ model, linearProbe }) as ReportedNetwork;
  const networks = [
    network("CLIP ViT-B YFCC-15M 25ep", 0.75),
    network("SimCLR ViT-B YFCC-15M 25ep", 0.625),
    network("CLIP ViT-L YFCC-15M 25ep", 0.7),
    network("SimCLR ViT-S YFCC-15M 25ep", null),
    network("CLIP ViT-S YFCC-15M 25ep", 0.6),
  ];
  assert.deepEqual(linearProbeRows(networks), [
    { network: "ViT-B", "images (SimCLR)": 62.5, "with text (CLIP)": 75, gain: 12.5 },
  ]);
});
