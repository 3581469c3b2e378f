import type { Selection } from "../../robustness/selection.js";
import { readoutName } from "../../training/objectives/readoutSchema.js";
import type { RunSpec } from "../../training/train/spec.js";
import { pictogramTemplates } from "../../zeroshot/templates.js";
import { captionClip } from "../plan/clipRuns.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages } from "../plan/images.js";
import {
  captionBudgets,
  captionKinds,
  classNamesAlone,
  clip,
  drawn,
  labelBudgets,
  labels,
  pretrained,
  supervisedSteps,
  usualArchitecture,
  withStyle,
} from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";

// Suspect 3: language at training. The same icons, either with class labels or with words.

const pools = ["reference", "web"] as const;
type PoolName = (typeof pools)[number];

const readout = readoutName(classNamesAlone);
/** Steps of CLIP where a kind of captions has one budget. */
const otherSteps = 300;

function planned(pool: PoolName, treatment: string, spec: RunSpec, budget?: number): PlannedRun {
  return {
    spec,
    treatment: `${pool}: ${treatment}`,
    ...(budget !== undefined && { budget }),
    architecture: usualArchitecture,
  };
}

/** Labels and titles at every budget, on equal numbers of icons of both pools. All of them have a class. */
function runsWith(seeds: readonly number[]): PlannedRun[] {
  return pools.flatMap((pool) =>
    seeds.flatMap((seed) => [
      ...labelBudgets.map((steps) =>
        planned(pool, "labels, cross-entropy", labels(pool, seed, steps), steps),
      ),
      ...captionBudgets.map((steps) => planned(pool, "CLIP, title", captionClip(pool, seed, steps), steps)),
    ]),
  );
}

/** Other captions, and other ways to learn from words, at one budget. */
function others(pool: PoolName, seed: number): PlannedRun[] {
  const common = {
    architecture: usualArchitecture,
    data: drawn(pool, equalImages, seed),
    seed,
    steps: otherSteps,
  } as const;
  const texts = Object.entries(captionKinds);
  return [
    planned(
      pool,
      "CLIP, label templates",
      clip({ kind: "label", templates: pictogramTemplates }, common),
      otherSteps,
    ),
    planned(
      pool,
      "tag prediction",
      pretrained({ kind: "tags", captions: captionKinds["all text"] }, common),
      otherSteps,
    ),
    ...(pool === "reference"
      ? [
          ...texts
            .filter(([name]) => name !== "title")
            .map(([name, captions]) => planned(pool, `CLIP, ${name}`, clip(captions, common), otherSteps)),
          ...texts.map(([name, captions]) =>
            planned(pool, `CLIP, ${name}, style words`, clip(withStyle(captions), common), otherSteps),
          ),
        ]
      : []),
  ];
}

const words = (pool: PoolName, treatment: string) => ({
  treatments: [`${pool}: ${treatment}`],
  budget: otherSteps,
});
const named = { reference: "reference", web: "web-like pool" } as const;

/** The sides of the primary comparisons as groups for figures and tables: labels, and CLIP on titles asked with class names. */
export const labelsOrTitles: Readonly<Record<string, Selection>> = Object.fromEntries(
  pools.flatMap((pool) => [
    [`${named[pool]}: labels`, { treatments: [`${pool}: labels, cross-entropy`] }],
    [`${named[pool]}: CLIP on titles`, { treatments: [`${pool}: CLIP, title`], readout }],
  ]),
);

/** Other ways to learn from words on the icons of a pool, at one length of training. */
export const otherWords: Readonly<Record<string, Selection>> = Object.fromEntries([
  ...["CLIP, title and tags", "CLIP, all text"].map((name) => [
    `reference: ${name}`,
    words("reference", name),
  ]),
  ...pools.flatMap((pool) =>
    ["CLIP, label templates", "tag prediction"].map((name) => [`${named[pool]}: ${name}`, words(pool, name)]),
  ),
]);

export const languageAtTraining: Experiment = {
  name: "languageAtTraining",
  question: "Do words instead of class labels, on the same icons, make a model more robust?",
  prediction:
    "On the same icons and at equal accuracy, CLIP trained on titles lies within ±2 points of training with labels. Refuted if training with words raises the line by more.",
  comparisons: [
    ...pools.map((pool) => ({
      comparison: `CLIP on titles − labels, ${named[pool]}`,
      a: { treatments: [`${pool}: CLIP, title`], readout },
      b: { treatments: [`${pool}: labels, cross-entropy`] },
      equalAccuracy: true as const,
      primary: true as const,
    })),
    ...[
      { treatment: "CLIP, title", pool: "reference", readout },
      { treatment: "CLIP, title and tags", pool: "reference" },
      { treatment: "CLIP, all text", pool: "reference" },
      { treatment: "CLIP, label templates", pool: "reference" },
      { treatment: "tag prediction", pool: "reference" },
      { treatment: "CLIP, title", pool: "web", readout },
      { treatment: "CLIP, label templates", pool: "web" },
      { treatment: "tag prediction", pool: "web" },
    ].map(({ treatment, pool, ...more }) => ({
      comparison: `${treatment} − labels, ${named[pool as PoolName]}, one budget`,
      a: { ...words(pool as PoolName, treatment), ...more },
      b: { treatments: [`${pool}: labels, cross-entropy`], budget: supervisedSteps },
    })),
    ...Object.keys(captionKinds).map((name) => ({
      comparison: `CLIP on ${name}: with style words − without`,
      a: words("reference", `CLIP, ${name}, style words`),
      b: { ...words("reference", `CLIP, ${name}`), readout },
    })),
  ],
  runs: [
    ...runsWith(sweepSeeds),
    ...pools.flatMap((pool) => besideSeeds.flatMap((seed) => others(pool, seed))),
  ],
  runsWith,
};
