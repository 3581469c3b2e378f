import assert from "node:assert/strict";
import { test } from "node:test";
import { likeClipRows, noClipOf, slipRows, yfccRows } from "../../lib/causes/noLanguage/published.js";
import type { ReportedNetwork } from "../../lib/published/reported.js";
import type { NaturalExperiment } from "../../lib/robustness/naturalExperiment.js";

function network(model: string, numbers: Partial<ReportedNetwork>): ReportedNetwork {
  return {
    model,
    trainingData: "YFCC-15M",
    zeroShot: null,
    linearProbe: null,
    fineTuned: null,
    ownLabels: null,
    ...numbers,
  };
}

const networks = [
  network("CLIP RN50 YFCC-15M", { zeroShot: 0.32 }),
  network("NoCLIP", { ownLabels: 0.357 }),
  network("CLIP ViT-B YFCC-15M 25ep", { zeroShot: 0.375, linearProbe: 0.665, fineTuned: 0.8 }),
  network("SimCLR ViT-B YFCC-15M 25ep", { linearProbe: 0.64, fineTuned: 0.825 }),
  network("CLIP RN50 CC-12M", { zeroShot: 0.36 }),
];

test("NoCLIP first, then CLIP's ResNets on the same pool, each with its read-out", () => {
  assert.deepEqual(yfccRows(networks), [
    { model: "NoCLIP", "read out by": "classifier on matched labels", ImageNet: 0.357 },
    { model: "CLIP RN50 YFCC-15M", "read out by": "zero-shot prompts", ImageNet: 0.32 },
  ]);
  assert.equal(noClipOf(networks).ownLabels, 0.357);
  assert.throws(() => noClipOf([networks[0]!]), RangeError);
});

test("SLIP's networks in percent; a read-out that was not published stays empty", () => {
  assert.deepEqual(slipRows(networks), [
    { network: "ViT-B", training: "CLIP", "zero-shot": 37.5, "linear probe": 66.5, "fine-tuned": 80 },
    { network: "ViT-B", training: "SimCLR", "zero-shot": null, "linear probe": 64, "fine-tuned": 82.5 },
  ]);
});

test("the accuracy of an ordinary model and of one with CLIP's ρ, on each shift, not on the mean", () => {
  const row = (of: "shift" | "mean", shift: string, value: number) => ({
    of,
    shift,
    deltaPoints: { value, low: value - 1, high: value + 2, level: 0.95 },
  });
  const experiment = {
    evaluations: [
      { shift: "V2", baseline: { predict: (x: number) => x / 2 } },
      { shift: "Sketch", baseline: { predict: (x: number) => x / 4 } },
    ],
    contrasts: [row("shift", "V2", 4), row("shift", "Sketch", 12.5), row("mean", "mean of 2 shifts", 8.25)],
  } as unknown as NaturalExperiment;
  assert.deepEqual(likeClipRows(experiment, 0.5), [
    { shift: "V2", "on the line": 0.25, "like CLIP": 0.29, "CLIP's ρ": 4, low: 3, high: 6 },
    { shift: "Sketch", "on the line": 0.125, "like CLIP": 0.25, "CLIP's ρ": 12.5, low: 11.5, high: 14.5 },
  ]);
});
