import type { RunSpec } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages } from "../plan/images.js";
import {
  classNameBudgets,
  clip,
  drawn,
  labelBudgets,
  labels,
  linearProbe,
  pretrained,
  supervised,
  supervisedSteps,
  usualArchitecture,
  viewBudgets,
} from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";

// Suspect 5: the contrastive loss. The same reference icons with and without it, and without captions.

const architecture = usualArchitecture;
const icons = (seed: number) => drawn("reference", equalImages, seed);

/**
 * Steps of a linear probe on an encoder that was trained for some steps: a third of them. A probe of fixed length would be
 * nearly as accurate on a barely trained encoder as on a trained one, and the two sides could not meet.
 */
function probeSteps(steps: number): number {
  return Math.round(steps / 3);
}

function withProbe(objective: Parameters<typeof pretrained>[0], seed: number, steps: number): RunSpec {
  const from = pretrained(objective, { architecture, data: icons(seed), seed, steps });
  return linearProbe(from, { data: icons(seed), seed, steps: probeSteps(steps) });
}

const run = (treatment: string, spec: RunSpec, budget: number): PlannedRun => ({
  spec,
  treatment,
  budget,
  architecture,
});

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) => [
    ...labelBudgets.map((steps) => run("cross-entropy", labels("reference", seed, steps), steps)),
    ...viewBudgets.flatMap((steps) => [
      run("SimCLR, linear probe", withProbe({ kind: "simclr" }, seed, steps), steps),
      run(
        "supervised contrastive, linear probe",
        withProbe({ kind: "supervisedContrastive" }, seed, steps),
        steps,
      ),
    ]),
    ...classNameBudgets.map((steps) =>
      run(
        "CLIP, one caption a class",
        clip({ kind: "label", templates: ["{}"] }, { architecture, data: icons(seed), seed, steps }),
        steps,
      ),
    ),
  ]);
}

export const contrastiveLoss: Experiment = {
  name: "contrastiveLoss",
  question: "Does a loss that compares images make a model more robust than one that scores classes?",
  prediction:
    "On the same icons and at equal accuracy, SimCLR and supervised contrastive training (each with a linear probe), and CLIP with one caption a class, lie within ±2 points of cross-entropy. Refuted if a contrastive loss raises the line by more.",
  comparisons: [
    ...["SimCLR, linear probe", "supervised contrastive, linear probe", "CLIP, one caption a class"].map(
      (treatment) => ({
        comparison: `${treatment} − cross-entropy`,
        a: { treatments: [treatment] },
        b: { treatments: ["cross-entropy"] },
        equalAccuracy: true as const,
        primary: true as const,
      }),
    ),
    {
      comparison: `cross-entropy: normalised features − plain, ${supervisedSteps} steps`,
      a: { treatments: ["cross-entropy, normalised features"], budget: supervisedSteps },
      b: { treatments: ["cross-entropy"], budget: supervisedSteps },
    },
  ],
  runs: [
    ...runsWith(sweepSeeds),
    ...besideSeeds.map((seed) =>
      run(
        "cross-entropy, normalised features",
        supervised(
          { architecture, data: icons(seed), seed },
          { objective: { kind: "crossEntropy", head: { kind: "cosine" } } },
        ),
        supervisedSteps,
      ),
    ),
  ],
  runsWith,
};
