import type { Selection } from "../../robustness/selection.js";
import { type ReadoutSpec, readoutName } from "../../training/objectives/readoutSchema.js";
import type { RunSpec } from "../../training/train/spec.js";
import { captionClip, fineTuned, promptSets, webClip, webClipBudgets } from "../plan/clipRuns.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages } from "../plan/images.js";
import {
  captionBudgets,
  classNamesAlone,
  drawn,
  linearProbe,
  reference,
  usualArchitecture,
} from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";

// Suspect 4: language at test time. One trained image encoder, evaluated in several ways, with and without words.

const architecture = usualArchitecture;

/** Completed shares of the fine-tuning at which it is evaluated before its end. */
const sharesOfFineTuning = [0, 0.03, 0.1, 0.3] as const;

const web = "CLIP on the web-like pool";
const onReference = "CLIP on the reference";
/** The longest training of each model; what stands beside is done with its encoder. */
const longest: Readonly<Record<string, number>> = {
  [web]: webClipBudgets[3],
  [onReference]: captionBudgets[3],
};

/**
 * Steps of a linear probe on an encoder that CLIP trained for some steps: a twentieth of them. Longer probes would be more
 * accurate than any prompt, and the two sides could not meet.
 */
function probeSteps(steps: number): number {
  return Math.round(steps / 20);
}

/** A CLIP model asked with class names alone, unless another read-out is named. */
function zeroShot(name: string, readout: string = readoutName(classNamesAlone)): Selection {
  return { treatments: [`${name}: zero-shot`], readout };
}

/** The same at its longest training. */
function atTheEnd(name: string, readout?: string): Selection {
  return { ...zeroShot(name, readout), budget: longest[name]! };
}

const run = (name: string, treatment: string, spec: RunSpec, budget: number): PlannedRun => ({
  spec,
  treatment: `${name}: ${treatment}`,
  budget,
  architecture,
});

/** CLIP on the web-like pool at every budget, and a probe on each encoder with labels of the pool. */
function runsWith(seeds: readonly number[]): PlannedRun[] {
  return seeds.flatMap((seed) =>
    webClipBudgets.flatMap((steps) => {
      const from = webClip(seed, steps);
      const data = drawn("web", equalImages, seed);
      return [
        run(web, "zero-shot", from, steps),
        run(
          web,
          "linear probe on the web-like pool",
          linearProbe(from, { data, seed, steps: probeSteps(steps) }),
          steps,
        ),
      ];
    }),
  );
}

/** What is done with the longest trained encoders, at one budget. */
function beside(name: string, from: RunSpec, seed: number): PlannedRun[] {
  const steps = longest[name]!;
  return [
    run(name, "zero-shot", from, steps),
    run(name, "linear probe on the reference", linearProbe(from, { data: reference, seed }), steps),
    run(
      name,
      "long linear probe on the web-like pool",
      linearProbe(from, { data: drawn("web", equalImages, seed), seed }),
      steps,
    ),
    run(name, "fine-tuned on the reference", fineTuned(from, seed, sharesOfFineTuning), steps),
  ];
}

export const languageAtTest: Experiment = {
  name: "languageAtTest",
  question: "Do prompts make the difference: is the same encoder less robust when it is asked without words?",
  prediction:
    "Prompt sets move a model along its line: at equal accuracy two sets lie within ±2 points of each other, and so do zero-shot read-outs and linear probes on the same encoders, trained on the pool CLIP was trained on. Refuted if prompts raise the line by more.",
  comparisons: [
    {
      comparison: "the templates of Pictograms − class names alone",
      a: zeroShot(web, "zeroShot:pictograms"),
      b: zeroShot(web),
      equalAccuracy: true,
      primary: true,
    },
    {
      comparison: "zero-shot − linear probe on the web-like pool",
      a: zeroShot(web),
      b: { treatments: [`${web}: linear probe on the web-like pool`] },
      equalAccuracy: true,
      primary: true,
    },
    {
      comparison: "all terms of a class − class names alone",
      a: zeroShot(web, "zeroShot:name:terms"),
      b: zeroShot(web),
      equalAccuracy: true,
    },
    ...["icon", "pictograms", "imagenet", "wrong", "unhelpful"].map((prompts) => ({
      comparison: `prompts “${prompts}” − class names alone, ${longest[web]} steps`,
      a: atTheEnd(web, `zeroShot:${prompts}`),
      b: atTheEnd(web),
    })),
    ...[web, onReference].flatMap((name) =>
      ["linear probe on the reference", "fine-tuned on the reference"].map((treatment) => ({
        comparison: `${name}: ${treatment} − zero-shot`,
        a: { treatments: [`${name}: ${treatment}`] },
        b: atTheEnd(name),
      })),
    ),
  ],
  runs: [
    ...runsWith(sweepSeeds),
    ...besideSeeds.flatMap((seed) => [
      // The zero-shot model of the web-like pool is among those above.
      ...beside(web, webClip(seed), seed).slice(1),
      ...beside(onReference, captionClip("reference", seed), seed),
    ]),
  ],
  runsWith,
};

/** One CLIP model asked with each set of prompts, by the name of the set. @param name e.g. `CLIP on the reference` */
export function promptsOf(name: string): Record<string, Selection> {
  return Object.fromEntries(
    promptSets.map((each: ReadoutSpec) => {
      const readout = readoutName(each);
      return [readout.replace(/^zeroShot:/, ""), atTheEnd(name, readout)];
    }),
  );
}

/**
 * The read-outs of one CLIP model that it has at every length of training: three sets of prompts, and a probe on the pool if
 * it has one.
 */
export function readoutsAtEveryLength(name: string): Record<string, Selection> {
  return {
    "class names alone": zeroShot(name),
    "all terms of a class": zeroShot(name, "zeroShot:name:terms"),
    "templates of Pictograms": zeroShot(name, "zeroShot:pictograms"),
    "linear probe, web-like pool": { treatments: [`${name}: linear probe on the web-like pool`] },
  };
}

/** The ways in which one CLIP model is read out: by prompts, by a probe on either pool, and fine-tuned. */
export function readoutsOf(name: string): Record<string, Selection> {
  return {
    "zero-shot": atTheEnd(name),
    "probe, web-like pool": { treatments: [`${name}: long linear probe on the web-like pool`] },
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
