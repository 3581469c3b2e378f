import { pictogramTestSets } from "../../published/testsets/pictograms.js";
import { type AccuracyDifference, accuracyDifferences } from "../../robustness/accuracyDifference.js";
import { architecturesOnOneLine } from "../../robustness/architecturesOnOneLine.js";
import type { MiniatureModel } from "../../robustness/miniature.js";
import type { Contrast } from "../../robustness/overShifts.js";
import type { PlannedComparison, Selection } from "../../robustness/selection.js";
import type { FitOptions } from "../../robustness/shift.js";
import type { RunSpec } from "../../training/train/spec.js";
import { webSimclr } from "../noLanguage/miniature.js";
import { type ArchitectureName, architectures } from "../plan/architectures.js";
import { webClip } from "../plan/clipRuns.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { averagedShifts, margins } from "../plan/margins.js";
import { captionKinds, clip, labels, linearProbe, reference, usualArchitecture } from "../plan/recipes.js";
import { besideSeeds } from "../plan/seeds.js";

// Related systems: LiT, and probes with few examples on encoders with and without language (Devillers et al. 2021).

const architecture = usualArchitecture;
/** Steps of the image tower that is locked, and of the encoder with labels: the longest of `labelBudgets`. */
const towerSteps = 900;
/** Labelled icons per class in few-shot probes. */
const shots = [1, 4, 16] as const;

const run = (treatment: string, spec: RunSpec, level?: number): PlannedRun => ({
  spec,
  treatment,
  architecture,
  ...(level !== undefined && { level }),
});

/** LiT: a text tower is trained on the frozen image tower of a supervised model (Zhai et al. 2022). */
function lockedImage(seed: number): RunSpec {
  const from = labels("reference", seed, towerSteps);
  return clip(
    captionKinds.title,
    { architecture, data: { train: [{ pool: "web" }], labels: "none" }, seed, steps: 300 },
    { locked: ["image"], start: { from } },
  );
}

function fewShot(name: string, from: RunSpec, seed: number): PlannedRun[] {
  return shots.map((images) =>
    run(
      `few-shot, ${name}`,
      linearProbe(from, { data: { ...reference, perClass: images, seed }, seed, steps: 200 }),
      images,
    ),
  );
}

/** Few-shot probes of an encoder with two modalities against one with images alone. */
function probesCompared(comparison: string, level: number): PlannedComparison {
  return {
    comparison,
    a: { treatments: ["few-shot, CLIP"], level },
    b: { treatments: ["few-shot, SimCLR"], level },
  };
}

export const related: Experiment = {
  name: "related",
  question:
    "What of the systems beside CLIP: a locked image tower, few-shot probes with and without language?",
  prediction:
    "A locked image tower trained on the reference keeps the ρ of that tower. Few-shot probes of an encoder that learned with language are no more accurate than those of one that learned from images alone.",
  comparisons: [
    {
      comparison: "LiT − its image tower's own classifier",
      a: { treatments: ["LiT"] },
      b: { treatments: ["labels, cross-entropy"] },
    },
    ...shots.map((level) => probesCompared(`few-shot, ${level} a class: CLIP − SimCLR`, level)),
  ],
  runs: besideSeeds.flatMap((seed) => [
    run("labels, cross-entropy", labels("reference", seed, towerSteps)),
    run("LiT", lockedImage(seed)),
    ...fewShot("CLIP", webClip(seed), seed),
    ...fewShot("SimCLR", webSimclr(seed), seed),
    ...fewShot("labels", labels("reference", seed, towerSteps), seed),
  ]),
};

const kindOf: readonly (readonly [kind: string, names: RegExp])[] = [
  ["pixels and perceptrons", /^(pixels|mlp)/],
  ["narrow CNNs (4, 8)", /^cnn [48]( |$)/],
  ["wider CNNs (12 to 32)", /^cnn (12|16|32)/],
  ["residual, mixer, transformer", /^(resnet|mixer|vit)/],
];

/** The architectures of the baseline by kind, for figures and comparisons. Each belongs to one kind. */
export const kindsOfArchitecture: Readonly<Record<string, { readonly architectures: ArchitectureName[] }>> =
  Object.fromEntries(
    kindOf.map(([kind, names]) => [
      kind,
      {
        architectures: (Object.keys(architectures) as ArchitectureName[]).filter((name) => names.test(name)),
      },
    ]),
  );

/** The same kinds for a plane on which each model of the baseline is drawn once, in its kind. */
export const baselineByKind: Readonly<Record<string, Selection>> = {
  baseline: { architectures: [] },
  ...kindsOfArchitecture,
};

/**
 * Each kind of architecture against the line of the others, then wide against narrow convolutional networks of one
 * depth. The last kind is left out: only one of its models reached the 20% from which a line is fitted.
 * @param models the models of a study
 * @throws InputError as `architecturesOnOneLine`
 */
export function architecturesCompared(models: readonly MiniatureModel[], options: FitOptions): Contrast[] {
  const groups = [
    ...Object.entries(kindsOfArchitecture)
      .slice(0, -1)
      .map(([kind, { architectures: a }]) => ({ comparison: `${kind} − the others`, a })),
    { comparison: "width 16 and 32 − width 4", a: ["cnn 16", "cnn 32"], b: ["cnn 4"] },
  ];
  return architecturesOnOneLine(models, groups, {
    ...options,
    shifts: averagedShifts,
    margins: { ...margins, close: [pictogramTestSets.matched.title] },
  });
}

/** A difference between accuracies, and where they were measured. */
export interface ProbeDifference extends AccuracyDifference {
  readonly where: "in distribution" | "mean of the shifts";
}

/**
 * Accuracies of few-shot probes without a baseline, as Devillers et al. (2021) compare them: CLIP's encoder against
 * SimCLR's, for 1, 4 and 16 icons per class, in distribution and on the mean of the four shifts.
 * @throws InputError as `accuracyDifferences`
 */
export function fewShotAccuracies(
  models: readonly MiniatureModel[],
  { draws, seed }: Pick<FitOptions, "draws" | "seed">,
): ProbeDifference[] {
  const comparisons = shots.map((level) => probesCompared(`${level} a class: CLIP − SimCLR`, level));
  const settings = { ...(draws !== undefined && { draws }), ...(seed !== undefined && { seed }) };
  const on = (where: ProbeDifference["where"], testsets: readonly string[]) =>
    accuracyDifferences(models, comparisons, { ...settings, testsets }).map((row) => ({ ...row, where }));
  return [...on("in distribution", ["test"]), ...on("mean of the shifts", averagedShifts)];
}
