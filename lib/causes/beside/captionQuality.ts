import type { Selection } from "../../robustness/selection.js";
import { readoutName } from "../../training/objectives/readoutSchema.js";
import { webClip, webClipBudgets } from "../plan/clipRuns.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { captionKinds, classNamesAlone, usualArchitecture } from "../plan/recipes.js";
import { besideSeeds } from "../plan/seeds.js";

// Words or under-training? CLIP on the web-like pool learns slowly, and its captions are not Flickr's. Caption quality and
// length of training are varied together (Santurkar et al. 2023; Xue et al. 2024).

/** Steps of 256 pairs: three of the budgets that the comparisons have anyway. */
const budgets = [webClipBudgets[0], webClipBudgets[2], webClipBudgets[3]] as const;
/** The first two of the seeds: what stands beside needs no verdict. */
const seeds = besideSeeds.slice(0, 2);

/** Captions by quality. Half of the emoji have a caption in another language. As they are, titles are nearly all English, and most name the class. */
export const captionQualities = {
  "half of the emoji in other languages": { ...captionKinds.title, otherLanguages: true },
  "as they are": captionKinds.title,
  "class word guaranteed": { ...captionKinds.title, classWord: true },
} as const;

const runs: readonly PlannedRun[] = Object.entries(captionQualities).flatMap(([treatment, captions]) =>
  budgets.flatMap((steps) =>
    seeds.map((seed) => ({
      spec: webClip(seed, steps, captions),
      treatment,
      budget: steps,
      architecture: usualArchitecture,
    })),
  ),
);

const readout = readoutName(classNamesAlone);

/** The captions that the pool has. */
export const usualCaptions = "as they are";

/** Each kind of captions, asked with class names alone. */
export const captionGroups: Readonly<Record<string, Selection>> = Object.fromEntries(
  Object.keys(captionQualities).map((treatment) => [treatment, { treatments: [treatment], readout }]),
);

export const captionQuality: Experiment = {
  name: "captionQuality",
  question: "Is CLIP on the web-like pool weak for want of words or for want of training?",
  prediction:
    "Captions that name the class raise accuracy in distribution, longer training does too, and neither raises the line under shift by more than 2 points. Refuted if better captions raise the line.",
  comparisons: ["half of the emoji in other languages", "class word guaranteed"].map((treatment) => ({
    comparison: `captions: ${treatment} − as they are`,
    a: { treatments: [treatment], readout },
    b: { treatments: [usualCaptions], readout },
    equalAccuracy: true as const,
  })),
  runs,
};
