import assert from "node:assert/strict";
import { test } from "node:test";
import { resultNamed } from "../../../lib/published/import/testSetNames.js";
import { testSets } from "../../../lib/published/testsets/dictionary.js";

const sets: Record<string, string[]> = {
  imagenet: [
    "ImageNet",
    "imagenet1k",
    "ImageNet 1k",
    "wds/imagenet1k",
    "val",
    "ILSVRC2012 val",
    "ImageNet top-1",
    "ImageNet (%)",
    "ImageNet:top1",
    "imagenet_acc1",
    "ImageNet Acc@1 (%)",
  ],
  imagenet_v2: [
    "ImageNet v2",
    "imagenetv2",
    "ImageNetV2",
    "imagenetv2-matched-frequency",
    "inv2-matched-frequency",
    "wds/imagenetv2",
    "ImageNet-V2 accuracy",
    "IN-V2",
  ],
  imagenet_sketch: ["ImageNet Sketch", "sketch", "imagenet_sketch", "ImageNet-Sketch top1"],
  imagenet_r: ["ImageNet-R", "imagenet-r", "vtab/imagenet-r", "IN-R"],
  imagenet_a: ["ImageNet-A", "imagenet-a"],
  imagenet_200r: ["imagenet-r-clean", "val-on-imagenet-r-classes"],
  imagenet_200a: ["imagenet-a-clean", "val-on-imagenet-a-classes"],
  imagenet_113: ["val-on-objectnet-classes"],
  imagenet_real: ["imagenet-real", "ImageNet ReaL"],
  objectnet: ["ObjectNet", "objectnet-1.0-beta"],
};

for (const [set, names] of Object.entries(sets))
  test(`names of ${set}`, () => {
    for (const name of names) {
      const found = resultNamed(name);
      assert.equal("testSet" in found ? found.testSet : found.left, set, name);
    }
  });

test("every test set has its own name", () => {
  for (const set of testSets.keys()) assert.deepEqual(resultNamed(set), { testSet: set, rank: 0 });
});

test("what is not top-1 accuracy on one of them is left with a reason", () => {
  for (const [name, reason] of [
    ["imagenet_err", /error rate/],
    ["top1_err", /error rate/],
    ["ImageNet top-5", /top-5/],
    ["acc5", /./],
    ["imagenetv2-threshold0.7", /another version of ImageNetV2/],
    ["imagenetv2-top-images", /another version of ImageNetV2/],
    ["imagenet-c.fog.3_on-disk", /severity/],
    ["ImageNet-O", /not a test set/],
    ["imagenet_retrieval_recall@5", /top-5|top-1/],
    ["ImageNet-100", /not a test set/],
    ["tiny-imagenet", /not a test set/],
    ["constructor", /not a test set/],
    ["", /not a test set/],
  ] as const) {
    const found = resultNamed(name);
    assert.ok("left" in found, name);
    assert.match(found.left, reason);
  }
});
