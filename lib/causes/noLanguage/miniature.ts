import { readoutName } from "../../training/objectives/readoutSchema.js";
import { parseSpec, type RunSpec } from "../../training/train/spec.js";
import { webClip, webClipBudgets } from "../plan/clipRuns.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import {
  classNamesAlone,
  contrastiveSteps,
  labelBudgets,
  pretrained,
  supervised,
  usualArchitecture,
} from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";

// The paper's baseline without a language model: SimCLR on the web-like pool's images alone, then a classifier
// fine-tuned on labels that are class names found in captions. It is compared with CLIP on the same pool.

const architecture = usualArchitecture;

/** The web-like pool with labels found in its captions. */
const textMatched = { train: [{ pool: "web" as const }], labels: "textMatch" as const };

/** Budgets of text match without SimCLR, which stands beside. */
const [first, , second, , last] = labelBudgets;
const aloneBudgets = [first, second, last];

/** SimCLR on every image of the web-like pool. */
export function webSimclr(seed: number): RunSpec {
  return pretrained(
    { kind: "simclr" },
    { architecture, data: { train: [{ pool: "web" }], labels: "none" }, seed, steps: contrastiveSteps },
  );
}

function fineTuned(seed: number, steps: number): PlannedRun {
  return {
    spec: parseSpec({
      model: webSimclr(seed).model,
      objective: { kind: "crossEntropy" },
      data: textMatched,
      budget: { steps, batchSize: 128 },
      optimizer: { learningRate: 2e-3 },
      start: { from: webSimclr(seed) },
      seed,
    }),
    treatment: "SimCLR and text match",
    budget: steps,
    architecture,
  };
}

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) => [
    ...webClipBudgets.map((steps) => ({
      spec: webClip(seed, steps),
      treatment: "CLIP",
      budget: steps,
      architecture,
    })),
    ...labelBudgets.map((steps) => fineTuned(seed, steps)),
  ]);
}

const asked = { treatments: ["CLIP"], readout: readoutName(classNamesAlone) } as const;

export const noLanguage: Experiment = {
  name: "noLanguage",
  question: "Is a model without any language model as robust as CLIP when it learns from the same pool?",
  prediction:
    "At equal accuracy, SimCLR with text-match labels lies within ±2 points of CLIP on the same pool. Refuted if CLIP's line is higher by more.",
  comparisons: [
    {
      comparison: "CLIP − SimCLR and text match, web-like pool",
      a: asked,
      b: { treatments: ["SimCLR and text match"] },
      equalAccuracy: true,
      primary: true,
    },
    {
      comparison: "CLIP − text match alone, web-like pool",
      a: asked,
      b: { treatments: ["text match alone"] },
      equalAccuracy: true,
    },
  ],
  runs: [
    ...runsWith(sweepSeeds),
    ...besideSeeds.flatMap((seed) =>
      aloneBudgets.map((steps) => ({
        spec: supervised({ architecture, data: textMatched, seed, steps }),
        treatment: "text match alone",
        budget: steps,
        architecture,
      })),
    ),
  ],
  runsWith,
};
