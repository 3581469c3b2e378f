import { InputError, oneOf } from "../base/errors.js";
import { type RunSpec, specHash } from "../training/train/spec.js";
import { contrastiveLoss } from "./contrastiveLoss/miniature.js";
import { distribution, distributionPilot } from "./distribution/miniature.js";
import { languageAtTest } from "./languageAtTest/miniature.js";
import { languageAtTraining } from "./languageAtTraining/miniature.js";
import { noLanguage } from "./noLanguage/miniature.js";
import { baseline, baselinePilot } from "./plan/baseline.js";
import type { Experiment } from "./plan/experiment.js";
import { related } from "./ruledOut/miniature.js";
import { size, sizePilot } from "./size/miniature.js";

/** The pilot: runs of the other grids that were run first, to estimate the scatter over seeds. */
export const pilot: Experiment = {
  name: "pilot",
  question: "How much does ρ scatter over seeds, on each shift, and which margin can be resolved?",
  prediction: "None: it sizes the other grids.",
  comparisons: [],
  runs: [...baselinePilot, ...sizePilot, ...distributionPilot],
};

/** All grids of the sweep, in the order in which they run. */
export const experiments: readonly Experiment[] = [
  pilot,
  baseline,
  distribution,
  languageAtTraining,
  size,
  noLanguage,
  languageAtTest,
  contrastiveLoss,
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
