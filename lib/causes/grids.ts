import { InputError, oneOf } from "../base/errors.js";
import { type RunSpec, specHash } from "../training/train/spec.js";
import { alike } from "./beside/alike.js";
import { captionQuality } from "./beside/captionQuality.js";
import { pretraining } from "./beside/pretraining.js";
import { contrastiveLoss } from "./contrastiveLoss/miniature.js";
import { distribution } from "./distribution/miniature.js";
import { languageAtTest } from "./languageAtTest/miniature.js";
import { languageAtTraining } from "./languageAtTraining/miniature.js";
import { noLanguage } from "./noLanguage/miniature.js";
import { baseline } from "./plan/baseline.js";
import type { Experiment } from "./plan/experiment.js";
import { sweepSeeds } from "./plan/seeds.js";
import { related } from "./ruledOut/miniature.js";
import { size } from "./size/miniature.js";

/**
 * The pilot: the runs of the comparison of the two sources, which are made first. They give the parts of its standard error
 * (`robustness power`) before any accuracy under shift is looked at.
 */
export const pilot: Experiment = {
  name: "pilot",
  question: "How large are the standard errors of a comparison at equal accuracy, and what can it find?",
  prediction: "None: it says whether four seeds are enough.",
  comparisons: distribution.comparisons.filter(({ primary }) => primary),
  runs: distribution.runsWith!(sweepSeeds),
};

/** All grids of the sweep, in the order in which they run. */
export const experiments: readonly Experiment[] = [
  pilot,
  baseline,
  distribution,
  size,
  languageAtTest,
  noLanguage,
  languageAtTraining,
  contrastiveLoss,
  alike,
  pretraining,
  captionQuality,
  related,
];

/** The grid with a name. @throws InputError listing all grids if there is none */
export function experimentNamed(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (!found) throw new InputError(`grid "${name}": expected ${oneOf(experiments.map((each) => each.name))}`);
  return found;
}

/** The specs of all grids, each once. */
export function sweepSpecs(): RunSpec[] {
  const specs = new Map(experiments.flatMap(({ runs }) => runs.map(({ spec }) => [specHash(spec), spec])));
  return [...specs.values()];
}
