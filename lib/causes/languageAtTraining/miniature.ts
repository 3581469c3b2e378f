import type { PlannedComparison } from "../../robustness/selection.js";
import { pictogramTemplates } from "../../zeroshot/templates.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import {
  captionKinds,
  clip,
  drawn,
  pretrained,
  referenceImages,
  supervised,
  withStyle,
} from "../plan/recipes.js";

// Suspect 3: language at training. The same icons, either with class labels or with words.

const architecture = "cnn 16";

function ofPool(pool: "reference" | "web", seed: number): PlannedRun[] {
  // Equal numbers of icons from both pools. All of them have a class.
  const common = { architecture, data: drawn(pool, referenceImages, seed), seed } as const;
  const run = (treatment: string, spec: PlannedRun["spec"]): PlannedRun => ({
    spec,
    treatment: `${pool}: ${treatment}`,
    architecture,
  });
  const texts = Object.entries(captionKinds);
  return [
    run("labels, cross-entropy", supervised(common)),
    ...texts
      .filter(([name]) => pool === "reference" || name === "all text")
      .map(([name, captions]) => run(`CLIP, ${name}`, clip(captions, common))),
    run("CLIP, label templates", clip({ kind: "label", templates: pictogramTemplates }, common)),
    run("tag prediction", pretrained({ kind: "tags", captions: captionKinds["all text"] }, common)),
    ...(pool === "reference"
      ? [
          ...texts.map(([name, captions]) =>
            run(`CLIP, ${name}, style words`, clip(withStyle(captions), common)),
          ),
          run("captioning", pretrained({ kind: "captioning", captions: captionKinds.title }, common)),
        ]
      : []),
  ];
}

function against(pool: "reference" | "web", treatment: string): PlannedComparison {
  return {
    comparison: `${treatment} − labels, ${pool === "web" ? "web-like pool" : pool}`,
    a: { treatments: [`${pool}: ${treatment}`] },
    b: { treatments: [`${pool}: labels, cross-entropy`] },
  };
}

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return (["reference", "web"] as const).flatMap((pool) => seeds.flatMap((seed) => ofPool(pool, seed)));
}

export const languageAtTraining: Experiment = {
  name: "languageAtTraining",
  question: "Do words instead of class labels, on the same icons, make a model more robust?",
  prediction:
    "On the same icons, ρ of CLIP, tag prediction and captioning differs from that of cross-entropy by less than 2 points on the mean of the shifts. Refuted if training with words raises ρ by more.",
  comparisons: [
    ...(["reference", "web"] as const).map((pool) => ({
      ...against(pool, "CLIP, all text"),
      primary: true as const,
    })),
    ...["CLIP, title", "CLIP, title and tags", "CLIP, label templates", "tag prediction", "captioning"].map(
      (treatment) => against("reference", treatment),
    ),
    ...["CLIP, label templates", "tag prediction"].map((treatment) => against("web", treatment)),
    ...Object.keys(captionKinds).map((name) => ({
      comparison: `CLIP on ${name}: with style words − without`,
      a: { treatments: [`reference: CLIP, ${name}, style words`] },
      b: { treatments: [`reference: CLIP, ${name}`] },
    })),
  ],
  runs: runsWith([1, 2, 3]),
  runsWith,
};
