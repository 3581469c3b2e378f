import type { Selection } from "../../robustness/selection.js";
import { parseSpec, type RunSpec } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { captionKinds, clip, drawn, linearProbe, reference, referenceImages } from "../plan/recipes.js";
import { promptSets, webClip } from "../plan/webClip.js";

// Suspect 4: language at test time. One trained image encoder, evaluated in several ways, with and without words.

const architecture = "cnn 16";

/** Completed shares of the fine-tuning at which it is evaluated before its end. */
const sharesOfFineTuning = [0, 0.03, 0.1, 0.3] as const;

/** Fine-tuning of a zero-shot model on the reference, evaluated during training (Andreassen et al. 2021). */
export function fineTuned(from: RunSpec, seed: number): RunSpec {
  return parseSpec({
    model: from.model,
    objective: { kind: "crossEntropy" },
    data: reference,
    budget: { steps: 300, batchSize: 128 },
    optimizer: { learningRate: 1e-3 },
    start: { from, parts: "zeroShotHead" },
    evaluateAt: [...sharesOfFineTuning],
    seed,
  });
}

/** CLIP trained only on the reference, for the same comparisons. */
function referenceClip(seed: number): RunSpec {
  return clip(
    captionKinds["all text"],
    { architecture, data: drawn("reference", referenceImages, seed), seed },
    { readouts: promptSets },
  );
}

const web = "CLIP on the web-like pool";
const onReference = "CLIP on the reference";

/** A CLIP model evaluated with the templates of Pictograms. */
function zeroShot(name: string): Selection {
  return { treatments: [`${name}: zero-shot`], readout: "zeroShot:pictograms" };
}

function ofModel(name: string, from: RunSpec, seed: number): PlannedRun[] {
  const run = (treatment: string, spec: RunSpec): PlannedRun => ({
    spec,
    treatment: `${name}: ${treatment}`,
    architecture,
  });
  return [
    run("zero-shot", from),
    run("linear probe on the reference", linearProbe(from, { data: reference, seed })),
    run(
      "linear probe on the web-like pool",
      linearProbe(from, { data: drawn("web", referenceImages, seed), seed }),
    ),
    run("fine-tuned on the reference", fineTuned(from, seed)),
  ];
}

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) => [
    ...ofModel(web, webClip(seed), seed),
    ...ofModel(onReference, referenceClip(seed), seed),
  ]);
}

export const languageAtTest: Experiment = {
  name: "languageAtTest",
  question: "Do prompts make the difference: is the same encoder less robust when it is asked without words?",
  prediction:
    "Prompt sets move a model along its line: ρ differs by less than 2 points between them, and a linear probe on the same encoder, trained on the pool CLIP was trained on, keeps ρ. Refuted if ρ hangs on the prompts by more.",
  comparisons: [
    {
      comparison: "the templates of Pictograms − names alone",
      a: zeroShot(web),
      b: { treatments: [`${web}: zero-shot`], readout: "zeroShot:name" },
      primary: true,
    },
    {
      comparison: "zero-shot − linear probe on the web-like pool",
      a: zeroShot(web),
      b: { treatments: [`${web}: linear probe on the web-like pool`] },
      primary: true,
    },
    ...["icon", "imagenet", "wrong", "unhelpful"].map((prompts) => ({
      comparison: `prompts “${prompts}” − the templates of Pictograms`,
      a: { treatments: [`${web}: zero-shot`], readout: `zeroShot:${prompts}` },
      b: zeroShot(web),
    })),
    ...[web, onReference].flatMap((name) =>
      ["linear probe on the reference", "fine-tuned on the reference"].map((treatment) => ({
        comparison: `${name}: ${treatment} − zero-shot`,
        a: { treatments: [`${name}: ${treatment}`] },
        b: zeroShot(name),
      })),
    ),
  ],
  runs: runsWith([1, 2, 3]),
  runsWith,
};

/** One CLIP model asked with each set of prompts, by the name of the set. @param name e.g. `CLIP on the reference` */
export function promptsOf(name: string): Record<string, Selection> {
  return Object.fromEntries(
    promptSets.map(({ templates }) => {
      const prompts = typeof templates === "string" ? templates : templates.name;
      return [prompts, { treatments: [`${name}: zero-shot`], readout: `zeroShot:${prompts}` }];
    }),
  );
}

/** The ways in which one CLIP model is read out: by prompts, by a probe on either pool, and fine-tuned. */
export function readoutsOf(name: string): Record<string, Selection> {
  return {
    "zero-shot": zeroShot(name),
    "probe, web-like pool": { treatments: [`${name}: linear probe on the web-like pool`] },
    "probe, reference": { treatments: [`${name}: linear probe on the reference`] },
    "fine-tuned, reference": { treatments: [`${name}: fine-tuned on the reference`] },
  };
}

/** One CLIP model on the way through its fine-tuning, from `start` to `end`. */
export function stagesOfFineTuning(name: string): Record<string, Selection> {
  const stages = [...sharesOfFineTuning, 1].map((trained) => {
    const stage = trained === 0 ? "start" : trained === 1 ? "end" : `${100 * trained}%`;
    return [stage, { treatments: [`${name}: fine-tuned on the reference`], trained }];
  });
  return Object.fromEntries(stages);
}
