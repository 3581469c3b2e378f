import type { RunSpec } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import {
  clip,
  linearProbe,
  pretrained,
  reference,
  selfSupervisedSteps,
  supervised,
} from "../plan/recipes.js";

// Suspect 5: the contrastive loss. The same reference icons with and without it, and without captions.

const architecture = "cnn 16";

function withProbe(objective: Parameters<typeof pretrained>[0], seed: number): RunSpec {
  const from = pretrained(objective, { architecture, data: reference, seed, steps: selfSupervisedSteps });
  return linearProbe(from, { data: reference, seed });
}

const run = (treatment: string, spec: RunSpec): PlannedRun => ({ spec, treatment, architecture });

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) => [
    run("cross-entropy", supervised({ architecture, data: reference, seed })),
    run(
      "cross-entropy, normalised features",
      supervised(
        { architecture, data: reference, seed },
        { objective: { kind: "crossEntropy", head: { kind: "cosine" } } },
      ),
    ),
    run("SimCLR, linear probe", withProbe({ kind: "simclr" }, seed)),
    run("supervised contrastive, linear probe", withProbe({ kind: "supervisedContrastive" }, seed)),
    run(
      "CLIP, one caption a class",
      clip({ kind: "label", templates: ["{}"] }, { architecture, data: reference, seed }),
    ),
  ]);
}

export const contrastiveLoss: Experiment = {
  name: "contrastiveLoss",
  question: "Does a loss that compares images make a model more robust than one that scores classes?",
  prediction:
    "On the same icons ρ of SimCLR and supervised contrastive training (each with a linear probe), and of CLIP with one caption a class, is within ±2 points of cross-entropy's. Refuted if a contrastive loss raises it by more.",
  comparisons: [
    ...["SimCLR, linear probe", "supervised contrastive, linear probe", "CLIP, one caption a class"].map(
      (treatment) => ({
        comparison: `${treatment} − cross-entropy`,
        a: { treatments: [treatment] },
        b: { treatments: ["cross-entropy"] },
        primary: true as const,
      }),
    ),
    {
      comparison: "cross-entropy: normalised features − plain",
      a: { treatments: ["cross-entropy, normalised features"] },
      b: { treatments: ["cross-entropy"] },
    },
  ],
  runs: runsWith([1, 2, 3]),
  runsWith,
};
