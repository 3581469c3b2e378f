import type { ReadoutSpec } from "../../training/objectives/readoutSchema.js";
import { parseSpec, type RunSpec } from "../../training/train/spec.js";
import { equalImages } from "./images.js";
import { captionBudgets, captionKinds, classNamesAlone, clip, drawn, usualArchitecture } from "./recipes.js";

/** Prompt sets that every CLIP model of a comparison is asked with. The first is the one that comparisons rest on. */
const everywhere = [
  classNamesAlone,
  { kind: "zeroShot", templates: "pictograms" },
  { kind: "zeroShot", templates: "name", names: "terms" },
] as const satisfies readonly ReadoutSpec[];

/** Prompt sets for the longest trained models: good, few, many, wrong and unhelpful prompts. */
export const promptSets = [
  ...everywhere,
  { kind: "zeroShot", templates: "icon" },
  { kind: "zeroShot", templates: "imagenet" },
  // Not true of any icon here.
  { kind: "zeroShot", templates: { name: "wrong", list: ["a photo of a delicious {} on a plate"] } },
  // Words without information on the class, the same for all classes.
  { kind: "zeroShot", templates: { name: "unhelpful", list: ["{} arrow circle square plus off add"] } },
] as const satisfies readonly ReadoutSpec[];

/** Steps of 256 pairs for CLIP on all pairs of the web-like pool: one to some fifteen passes. */
export const webClipBudgets = [150, 500, 1200, 2400] as const;
const [, , , longest] = webClipBudgets;

type ClipCaptions = Parameters<typeof clip>[0];

/** CLIP trained on the titles of every icon of the web-like pool, labelled or not. It sees no labels. */
export function webClip(
  seed: number,
  steps: number = longest,
  captions: ClipCaptions = captionKinds.title,
): RunSpec {
  return clip(
    captions,
    {
      architecture: usualArchitecture,
      data: { train: [{ pool: "web" }], labels: "none" },
      seed,
      steps,
    },
    { readouts: steps === longest ? promptSets : everywhere },
  );
}

/** CLIP trained on the titles of the icons that training with labels has, of either pool. */
export function captionClip(
  pool: "reference" | "web",
  seed: number,
  steps: number = captionBudgets[3],
): RunSpec {
  return clip(
    captionKinds.title,
    { architecture: usualArchitecture, data: drawn(pool, equalImages, seed), seed, steps },
    { readouts: steps === captionBudgets[3] ? promptSets : everywhere },
  );
}

/** Fine-tuning of a zero-shot model with labels, evaluated at shares of the training (Andreassen et al. 2021). */
export function fineTuned(
  from: RunSpec,
  seed: number,
  evaluateAt: readonly number[],
  data: RunSpec["data"]["train"] = [{ pool: "reference" }],
): RunSpec {
  return parseSpec({
    model: from.model,
    objective: { kind: "crossEntropy" },
    data: { train: data },
    budget: { steps: 300, batchSize: 128 },
    optimizer: { learningRate: 1e-3 },
    start: { from, parts: "zeroShotHead" },
    evaluateAt: [...evaluateAt],
    seed,
  });
}
