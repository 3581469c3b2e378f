import assert from "node:assert/strict";
import { test } from "node:test";
import { answersForPoints, differenceByAxis, expectedAccuracy } from "../../lib/chapter/exercises/own.js";
import { loadPublished } from "../../lib/published/load.js";
import { againstTrainingSet, countRows, placedCautions, placedRows } from "../../lib/report/ownTables.js";
import { ownPlanes, placeModels, rhoByTrainingSet, standIn } from "../../lib/robustness/placeModels.js";
import { evaluateShift, rhoOf } from "../../lib/robustness/shift.js";

const tables = { accuracies: await loadPublished("accuracies"), testbed: await loadPublished("testbed") };
const options = { draws: 50, seed: 1 };
const clip = standIn("ViT-B-32/openai", tables.accuracies);
const lite = standIn("tf_efficientnet_lite0.in1k", tables.accuracies);
const icons = { model: "icons", counts: new Map([["icons:test", { correct: 3, total: 4 }]]) };
const placed = placeModels([clip, lite, icons], tables, options);

test("a stand-in is placed where its row is", () => {
  const row = rhoOf(
    evaluateShift(tables.accuracies, { shift: "imagenet_v2", ...options }),
    "ViT-B-32/openai",
  );
  const [onV2] = placed[0]!.placements;
  assert.ok(Math.abs(onV2!.rhoPoints.value - row.rhoPoints.value) < 0.01); // counts are rounded to whole images
  assert.throws(() => standIn("ViT-B-33", tables.accuracies), /stand-in "ViT-B-33": no published model/);
});

test("a model without published test sets has a reason and no placement", () => {
  const { placements, reason, apart } = placed[2]!;
  assert.deepEqual(
    [placements.length, reason, apart],
    [0, "no test set with published results", ["icons:test"]],
  );
  const cautions = placedCautions(placed).join("\n");
  assert.match(cautions, /icons: nobody published results on icons:test, so there is no baseline/);
  assert.match(cautions, /ViT-B-32\/openai, ImageNet-R: ImageNet-R has 200 classes and the x axis 1000/);
});

test("planes: one per pair of axes; models of both are in it once", () => {
  const planes = ownPlanes(placed);
  // V2 and Sketch are shared; on R and A one has the axis of the shift's classes and the other has not.
  assert.deepEqual(
    planes.map(({ shift, inDistribution }) => `${inDistribution} → ${shift}`),
    [
      "ImageNet → ImageNetV2",
      "ImageNet → ImageNet-Sketch",
      "ImageNet → ImageNet-R",
      "ImageNet → ImageNet-A",
      "ImageNet → ObjectNet",
      "ImageNet, classes of ImageNet-R → ImageNet-R",
      "ImageNet, classes of ImageNet-A → ImageNet-A",
    ],
  );
  const names = planes[0]!.models.map(({ point }) => point.model);
  assert.equal(new Set(names).size, names.length);
  for (const name of [clip.model, lite.model])
    assert.equal(
      planes[0]!.models.find(({ point }) => point.model === name)!.point.published.regime,
      "own",
      name,
    );
});

test("ρ by training data: kinds of three or more models, from 20% on", () => {
  const rows = rhoByTrainingSet(placed[1]!.placements[0]!);
  assert.ok(rows.every(({ models }) => models >= 3));
  const means = rows.map(({ meanPoints }) => meanPoints);
  assert.deepEqual(
    means,
    [...means].sort((a, b) => b - a),
  );
  const laion = rows.find(({ trainingData }) => trainingData === "LAION-2B")!;
  assert.ok(laion.meanPoints > 4 && laion.regime === "CLIP, zero-shot");
  const [onV2] = againstTrainingSet(placed[1]!, "ImageNet-1k", rhoByTrainingSet);
  assert.match(onV2!, /^ImageNetV2: \d+ models trained on ImageNet-1k have ρ from −\d.* among them$/);
  const [high] = againstTrainingSet(placed[0]!, "ImageNet-1k", rhoByTrainingSet);
  assert.match(high!, /ViT-B-32\/openai has \+5\.\d, above them$/);
  assert.match(againstTrainingSet(placed[0]!, "postcards", rhoByTrainingSet)[0]!, /too few published models/);
});

test("rows: counts with intervals, and placements", () => {
  assert.deepEqual(countRows([icons]), [
    {
      model: "icons",
      "test set": "icons:test",
      correct: 3,
      images: 4,
      accuracy: 0.75,
      "95% interval": "19.4–99.4%", // R: binom.test(3, 4)
    },
  ]);
  const row = placedRows(placed)[0] as Record<string, unknown>;
  assert.equal(row["above baseline models"], "847 of 847");
  assert.equal(row["x axis"], "all classes");
});

test("exercises expect what their solutions state", () => {
  assert.equal(expectedAccuracy(placed[0]!, "imagenet_sketch")(13.7).status, "right");
  assert.equal(answersForPoints(placed[0]!, "imagenet_v2", 1)(100).status, "right");
  const axes = { shift: "imagenet_r", axis: "imagenet_200r" };
  const answer = differenceByAxis(lite, axes, tables, options);
  assert.equal(answer(0).status, "right"); // small for a model trained on ImageNet
  assert.equal(answer(5).status, "wrong");
});
