// Published natural experiments of notebooks 03 to 05. Golden values: Python, least squares on logits of
// counts / images over the models each baseline names, plain means and differences, to four decimals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contrastiveOnImageNet, groupsByLoss } from "../../lib/causes/contrastiveLoss/published.js";
import {
  fineTunedAgainstZeroShot,
  frozenAgainstFineTuned,
  groupsOfSameWeights,
  openAiOneByOne,
  promptsCompared,
} from "../../lib/causes/languageAtTest/published.js";
import {
  groupsByImages,
  groupsByPreTraining,
  hashtagsOrNothing,
  preTrainingCompared,
  textOnImageNetImages,
} from "../../lib/causes/languageAtTraining/published.js";
import { loadPublished } from "../../lib/published/load.js";
import { rhoRows } from "../../lib/report/rhoTable.js";
import type { Contrast } from "../../lib/robustness/overShifts.js";
import { closeTo } from "../closeTo.js";

const accuracies = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");
const scaling = await loadPublished("scaling");
const prompts = await loadPublished("prompts");
const options = { margins: { closePoints: 2, farPoints: 5 }, draws: 200 };

function check(contrasts: readonly Contrast[], comparison: string, expected: readonly number[]): void {
  const rows = contrasts.filter((row) => row.comparison === comparison);
  assert.equal(rows.length, expected.length, comparison);
  rows.forEach(({ shift, deltaPoints }, at) => {
    closeTo(deltaPoints.value, expected[at]!, { abs: 1e-4, why: `${comparison}, ${shift}` });
    assert.ok(deltaPoints.low <= deltaPoints.value && deltaPoints.value <= deltaPoints.high, shift);
  });
  assert.match(rows.at(-1)!.shift, /^mean of/);
}

test("text on ImageNet's own images, and on YFCC's", () => {
  const { contrasts, evaluations } = textOnImageNetImages(testbed, scaling, options);
  assert.equal(evaluations.length, 3);
  check(contrasts, "text on ImageNet-1k: both", [1.2457, 3.6959, 2.4977, 2.4798]);
  check(contrasts, "text on YFCC-15M: RN50", [3.9916, 3.6679, 10.8639, 6.1745]);
});

test("hashtags, texts, nothing before ImageNet", () => {
  const { contrasts } = preTrainingCompared(accuracies, options);
  check(contrasts, "hashtags − ImageNet-1k only", [1.2918, 17.7991, 25.9158, 15.0022]);
  check(contrasts, "image-text − ImageNet-1k only", [0.3631, 17.8596, 22.2877, 13.5035]);
  check(contrasts, "none − ImageNet-1k only", [-0.5338, 0.7377, -1.9504, -0.5822]);
  check(contrasts, "hashtags − image-text", [0.9287, -0.0605, 3.6281, 1.4988]);
});

test("one network with hashtags and without", () => {
  const { contrasts } = hashtagsOrNothing(accuracies, options);
  check(contrasts, "hashtags − nothing, same network", [1.4629, 15.7843, 30.4037, 15.8836]);
});

test("one model, other prompts", () => {
  const { contrasts } = promptsCompared(accuracies, prompts, options);
  check(contrasts, "80 templates − one template", [-0.0536, 1.3024, 3.4233, 1.5574]);
  check(contrasts, "CoOp − one template", [-0.9707, -1.4465, -3.3694, -1.9289]);
  check(contrasts, "TPT − one template", [0.8488, 0.4315, 1.1384, 0.8063]);
});

test("a row a model: accuracy and ρ with its interval on each shift", () => {
  const { evaluations } = promptsCompared(accuracies, prompts, options);
  const [row] = rhoRows(evaluations, { "one template": "RN50/openai · one template" });
  assert.deepEqual(Object.keys(row!), [
    "model",
    "ImageNet",
    "ρ on ImageNetV2",
    "ρ on ImageNet-Sketch",
    "ρ on ImageNet-R",
  ]);
  const { model, ImageNet, "ρ on ImageNetV2": onV2 } = row as Record<string, string | number>;
  assert.deepEqual([model, ImageNet], ["one template", 0.5816]);
  assert.match(String(onV2), /^\+6\.1 \[\+\d\.\d, \+\d\.\d\]$/); // 6.06 by the same Python
});

test("the same weights fine-tuned and zero-shot: 15 pairs written out by hand", () => {
  const { contrasts } = fineTunedAgainstZeroShot(accuracies, options);
  check(contrasts, "fine-tuned − zero-shot", [-4.9265, -19.9468, -30.1776, -18.3503]);
});

test("frozen network against fine-tuned", () => {
  const { contrasts } = frozenAgainstFineTuned(accuracies, options);
  check(contrasts, "frozen + linear − fine-tuned", [0.2616, 2.3459, 4.5682, 2.3919]);
});

test("self-supervised networks on ImageNet", () => {
  const { contrasts } = contrastiveOnImageNet(testbed, options);
  check(contrasts, "SimCLR − cross-entropy", [-0.2177, 1.149, -0.3608, 0.9006, 0.3678]);
  check(contrasts, "SimSiam, SwAV − cross-entropy", [-0.5241, -1.3144, -2.4847, -2.0268, -1.5875]);
  check(contrasts, "Instagram − SimCLR", [1.6397, 18.7968, 27.4922, 2.2417, 12.5426]);
});

test("groups by loss: SimCLR, six other self-supervised networks, six on Instagram; no network in two", () => {
  const members = Object.values(groupsByLoss).map((belongs) => testbed.filter(belongs));
  assert.deepEqual(
    members.slice(1).map(({ length }) => length),
    [4, 6, 6],
  );
  const all = members.flat();
  assert.equal(new Set(all).size, all.length);
});

test("groups by images: both networks on ImageNet, no network in two groups, none empty", () => {
  const members = Object.values(groupsByImages).map((belongs) => [...testbed, ...scaling].filter(belongs));
  assert.equal(members[1]!.length, 2);
  assert.ok(members.every(({ length }) => length > 0));
  assert.equal(new Set(members.flat()).size, members.flat().length);
});

test("groups by pre-training: baseline, then texts, hashtags, classes, nothing; no network in two groups", () => {
  assert.deepEqual(Object.keys(groupsByPreTraining), [
    "ImageNet-1k only",
    "image-text",
    "hashtags",
    "classes",
    "none",
  ]);
  const members = Object.values(groupsByPreTraining).map((belongs) => accuracies.filter(belongs));
  assert.ok(members.every(({ length }) => length > 0));
  assert.equal(new Set(members.flat()).size, members.flat().length);
});

test("the same weights as groups: 15 fine-tuned networks; OpenAI's one by one, each before its fine-tuned ones", () => {
  const groups = groupsOfSameWeights(accuracies);
  assert.deepEqual(Object.keys(groups), ["ImageNet-1k only", "zero-shot", "fine-tuned"]);
  const members = Object.values(groups).map((belongs) => accuracies.filter(belongs));
  assert.equal(members[2]!.length, 15);
  assert.equal(new Set(members.flat()).size, members.flat().length);
  const rows = Object.entries(openAiOneByOne(accuracies));
  assert.ok(rows[0]![0].endsWith("/openai") && rows[1]![0].startsWith("→ "));
  const [zeroShot, fineTuned] = [members[1]!, members[2]!].map((side) => side.map(({ model }) => model));
  for (const [label, model] of rows)
    assert.ok((label.startsWith("→ ") ? fineTuned : zeroShot)!.includes(model), label);
});
