import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPublished } from "../../lib/published/load.js";
import { sameWeights } from "../../lib/published/sameWeights.js";
import { preTrainingOf } from "../../lib/published/supervision.js";

const accuracies = await loadPublished("accuracies");

test("pairs from the same weights: 12 zero-shot models, each fine-tuned row once", () => {
  const pairs = sameWeights(accuracies);
  // Counted by hand in the table: 37 rows fine-tuned on ImageNet, without 2 EVA, 2 SigLIP and the two-way ViT-L/14 336.
  assert.equal(pairs.length, 32);
  assert.equal(new Set(pairs.map(({ zeroShot }) => zeroShot)).size, 12);
  assert.equal(new Set(pairs.map(({ fineTuned }) => fineTuned)).size, 32);
  assert.equal(pairs.filter(({ viaImageNet12k }) => viaImageNet12k).length, 17);
  assert.deepEqual(
    pairs.filter(({ zeroShot }) => zeroShot === "ViT-B-32/openai").map(({ fineTuned }) => fineTuned),
    ["vit_base_patch32_clip_384.openai_ft_in12k_in1k", "vit_base_patch32_clip_224.openai_ft_in1k"],
  );
  for (const { zeroShot } of pairs)
    assert.ok(
      accuracies.some(({ model }) => model === zeroShot),
      zeroShot,
    );
});

test("without the zero-shot rows there are no pairs", () => {
  assert.deepEqual(sameWeights(accuracies.filter(({ origin }) => origin === "timm")), []);
});

test("pre-training is told for models fine-tuned on ImageNet as a whole", () => {
  const counts: Record<string, number> = {};
  for (const model of accuracies) {
    const supervision = preTrainingOf(model) ?? "other";
    counts[supervision] = (counts[supervision] ?? 0) + 1;
  }
  // Rows of data/published/accuracies.csv by their column training_data, counted with awk: IG-1B semi-weak 6, weak 3,
  // IG-3.6B fine-tuned 3 (the 3 frozen ones are left out); SEER 4; ImageNet-21k 131 and 12k 48.
  const { hashtags, none, classes } = counts;
  assert.deepEqual([hashtags, none, counts["image-text"], classes], [12, 4, 37, 179]);
});

test("the prompts table: its 80-template row is open_clip's model within 0.1 points", async () => {
  const prompts = await loadPublished("prompts");
  assert.equal(prompts.length, 5);
  const here = prompts.find(({ model }) => model.endsWith("80 templates"))!;
  const there = accuracies.find(({ model }) => model === "RN50/openai")!;
  for (const [testset, accuracy] of here.accuracies)
    assert.ok(Math.abs(accuracy - there.accuracies.get(testset)!) < 0.001, testset);
});
