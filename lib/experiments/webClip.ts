import type { ReadoutSpec } from "../train/objectiveSchema.js";
import type { RunSpec } from "../train/spec.js";
import { captionKinds, clip, contrastiveSteps } from "./recipes.js";

/** Ways of asking the same model: good, few, many, wrong and unhelpful prompts. */
export const promptSets = [
  { kind: "zeroShot", templates: "name" },
  { kind: "zeroShot", templates: "icon" },
  { kind: "zeroShot", templates: "pictograms" },
  { kind: "zeroShot", templates: "imagenet" },
  // True of no icon here.
  { kind: "zeroShot", templates: { name: "wrong", list: ["a photo of a delicious {} on a plate"] } },
  // Words that say nothing of the class, the same for all.
  { kind: "zeroShot", templates: { name: "unhelpful", list: ["{} arrow circle square plus off add"] } },
] as const satisfies readonly ReadoutSpec[];

/** CLIP trained on every icon of the web-like pool, with or without a class, and read out by several prompts. */
export function webClip(seed: number): RunSpec {
  return clip(
    captionKinds["all text"],
    {
      architecture: "cnn 16",
      data: { train: [{ pool: "web" }], labels: "none" },
      seed,
      steps: Math.round(1.5 * contrastiveSteps),
    },
    { readouts: promptSets },
  );
}
