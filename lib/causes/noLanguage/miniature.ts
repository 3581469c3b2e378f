import { parseSpec, type RunSpec } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { pretrained, selfSupervisedSteps, supervised, supervisedSteps } from "../plan/recipes.js";
import { webClip, wholeWebClip } from "../plan/webClip.js";

// The paper's baseline without a language model: SimCLR on the web-like pool's images alone, then a classifier
// fine-tuned on labels that are class names found in captions. It is compared with CLIP on the same pool.

const architecture = "cnn 16";

/** The web-like pool with labels found in its captions. */
const textMatched = { train: [{ pool: "web" as const }], labels: "textMatch" as const };

/** SimCLR on every image of the web-like pool. */
export function webSimclr(seed: number): RunSpec {
  return pretrained(
    { kind: "simclr" },
    {
      architecture,
      data: { train: [{ pool: "web" }], labels: "none" },
      seed,
      steps: selfSupervisedSteps,
    },
  );
}

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) => [
    { spec: webClip(seed), treatment: "CLIP", architecture },
    { spec: wholeWebClip(seed), treatment: "CLIP, every pair of the pool", architecture },
    {
      spec: parseSpec({
        model: webSimclr(seed).model,
        objective: { kind: "crossEntropy" },
        data: textMatched,
        budget: { steps: supervisedSteps, batchSize: 128 },
        optimizer: { learningRate: 2e-3 },
        start: { from: webSimclr(seed) },
        seed,
      }),
      treatment: "SimCLR and text match",
      architecture,
    },
    {
      spec: supervised({ architecture, data: textMatched, seed }),
      treatment: "text match alone",
      architecture,
    },
  ]);
}

export const noLanguage: Experiment = {
  name: "noLanguage",
  question: "Is a model without any language model as robust as CLIP when it learns from the same pool?",
  prediction:
    "SimCLR with text-match labels has the ρ of CLIP on the same pool within ±2 points on the mean of the shifts. Refuted if CLIP's is higher by more.",
  comparisons: [
    {
      comparison: "CLIP − SimCLR and text match",
      a: { treatments: ["CLIP"], readout: "zeroShot:pictograms" },
      b: { treatments: ["SimCLR and text match"] },
      primary: true,
    },
    {
      comparison: "CLIP − text match alone",
      a: { treatments: ["CLIP"], readout: "zeroShot:pictograms" },
      b: { treatments: ["text match alone"] },
    },
  ],
  runs: runsWith([1, 2, 3]),
  runsWith,
};
