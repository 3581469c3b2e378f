import type { ReadoutSpec } from "../../training/objectives/readoutSchema.js";
import type { RunSpec } from "../../training/train/spec.js";
import { captionKinds, clip, contrastiveSteps } from "./recipes.js";

/** Prompt sets for the same model: good, few, many, wrong and unhelpful prompts. */
export const promptSets = [
  { kind: "zeroShot", templates: "name" },
  { kind: "zeroShot", templates: "icon" },
  { kind: "zeroShot", templates: "pictograms" },
  { kind: "zeroShot", templates: "imagenet" },
  // Not true of any icon here.
  { kind: "zeroShot", templates: { name: "wrong", list: ["a photo of a delicious {} on a plate"] } },
  // Words without information on the class, the same for all classes.
  { kind: "zeroShot", templates: { name: "unhelpful", list: ["{} arrow circle square plus off add"] } },
] as const satisfies readonly ReadoutSpec[];

/** Steps of 256 pairs for CLIP on the web-like pool: fifteen passes over the pairs whose text names a class. */
const webClipSteps = 3 * contrastiveSteps;

/**
 * CLIP trained on the pairs of the web-like pool whose text names exactly one class, the images that text-match
 * training uses, and evaluated with several prompts. It learns from their text and sees no labels.
 */
export function webClip(seed: number): RunSpec {
  return onWeb("textMatch", seed, webClipSteps);
}

/** CLIP on every icon of the pool, with or without a class: 1.5 passes, after which it has learned little. */
export function wholeWebClip(seed: number): RunSpec {
  return onWeb("none", seed, Math.round(1.5 * contrastiveSteps));
}

function onWeb(labels: "textMatch" | "none", seed: number, steps: number): RunSpec {
  return clip(
    captionKinds["all text"],
    { architecture: "cnn 16", data: { train: [{ pool: "web" }], labels }, seed, steps },
    { readouts: promptSets },
  );
}
