import { parseSpec } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages } from "../plan/images.js";
import { drawn, labels, supervised, usualArchitecture } from "../plan/recipes.js";
import { besideSeeds } from "../plan/seeds.js";

// Size of pre-training × fine-tuning (Ramanujan et al. 2023): a network is trained on the web-like pool, on all of it or on a
// part, or not at all, and then fine-tuned on the reference, on all of it or on a part.

const architecture = usualArchitecture;
/** Steps with labels before fine-tuning: the longest of `labelBudgets`, so that the runs are those of the sizes. */
const pretrainingSteps = 900;
const parts = [1, 8] as const;

function imagesOf(part: number): number {
  return Math.floor(equalImages / part);
}

function fineTuned(pretraining: number | undefined, fineTuning: number, seed: number): PlannedRun {
  const data = drawn("reference", imagesOf(fineTuning), seed);
  const steps = 300;
  const from =
    pretraining === undefined ? undefined : labels("web", seed, pretrainingSteps, imagesOf(pretraining));
  const spec =
    from === undefined
      ? supervised({ architecture, data, seed, steps })
      : parseSpec({
          model: from.model,
          objective: { kind: "crossEntropy" },
          data,
          budget: { steps, batchSize: 128 },
          optimizer: { learningRate: 2e-3 },
          start: { from },
          seed,
        });
  return {
    spec,
    treatment: `pre-trained on ${from === undefined ? "nothing" : `${imagesOf(pretraining!)} icons`}`,
    level: imagesOf(fineTuning),
    architecture,
  };
}

const treatments = ["nothing", ...parts.map((part) => `${imagesOf(part)} icons`)].map(
  (name) => `pre-trained on ${name}`,
);

export const pretraining: Experiment = {
  name: "pretraining",
  question:
    "Does a network keep the robustness of the pool it was pre-trained on, and does the size of that pool matter?",
  prediction:
    "Pre-training on the web-like pool raises ρ after fine-tuning on few icons of the reference more than on many, and an eighth of the pool does as well as all of it. Refuted if ρ grows with the size of pre-training by more than 2 points.",
  comparisons: parts.flatMap((part) => [
    {
      comparison: `pre-trained on ${equalImages} icons − on ${imagesOf(8)}, fine-tuned on ${imagesOf(part)}`,
      a: { treatments: [treatments[1]!], level: imagesOf(part) },
      b: { treatments: [treatments[2]!], level: imagesOf(part) },
    },
    {
      comparison: `pre-trained on ${equalImages} icons − on nothing, fine-tuned on ${imagesOf(part)}`,
      a: { treatments: [treatments[1]!], level: imagesOf(part) },
      b: { treatments: [treatments[0]!], level: imagesOf(part) },
    },
  ]),
  runs: besideSeeds.flatMap((seed) =>
    [undefined, ...parts].flatMap((before) => parts.map((after) => fineTuned(before, after, seed))),
  ),
};
