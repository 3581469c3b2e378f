import { type RunSpec, specHash } from "../training/train/spec.js";
import { contrastiveLoss } from "./contrastiveLoss/miniature.js";
import { distribution } from "./distribution/miniature.js";
import { languageAtTest } from "./languageAtTest/miniature.js";
import { languageAtTraining } from "./languageAtTraining/miniature.js";
import { baseline } from "./plan/baseline.js";
import type { Experiment, PlannedRun } from "./plan/experiment.js";
import { size } from "./size/miniature.js";

// Runs of the sweep to repeat on the native engine, to check whether the verdicts depend on the engine. They were
// chosen by cost, before looking at any accuracy: for each suspect, the contrast that its verdict is based on, with
// the cheapest architecture of its grid; for the baseline, every architecture at its shortest training.

/** Runs of the subset that repeat the contrast of a suspect, or the baseline. */
interface RepeatedContrast {
  readonly experiment: string;
  readonly runs: readonly PlannedRun[];
}

function of(experiment: Experiment, wanted: (run: PlannedRun) => boolean): RepeatedContrast {
  return { experiment: experiment.name, runs: experiment.runs.filter(wanted) };
}

const steps = ({ spec }: PlannedRun) => spec.budget.steps!;

export const repeatedNatively: readonly RepeatedContrast[] = [
  // 12 architectures after 150 steps, and the cheap ones after 900: the weak and the strong end of the line.
  of(
    baseline,
    (run) =>
      steps(run) === 150 ||
      (steps(run) === 900 && ["mlp 128", "mlp 256-128", "cnn 4"].includes(run.architecture)),
  ),
  // The reference alone and the web-like pool alone.
  of(
    distribution,
    ({ treatment, level, architecture }) =>
      treatment === "mixture" && architecture === "cnn 8" && (level === 0 || level === 1),
  ),
  // All of the reference, and an eighth of it.
  of(
    size,
    ({ spec, treatment, architecture, level }) =>
      architecture === "mlp 256-128" &&
      treatment === "reference" &&
      [7262, 907].includes(level!) &&
      spec.seed <= 3,
  ),
  of(languageAtTraining, ({ treatment }) =>
    ["reference: labels, cross-entropy", "reference: CLIP, title"].includes(treatment),
  ),
  of(contrastiveLoss, ({ treatment }) => ["cross-entropy", "CLIP, one caption a class"].includes(treatment)),
  // One encoder with words and without: its zero-shot run, and a linear probe that starts from it.
  of(languageAtTest, ({ treatment }) =>
    ["CLIP on the reference: zero-shot", "CLIP on the reference: linear probe on the reference"].includes(
      treatment,
    ),
  ),
];

/** The specs of the subset, each once, in the order in which they run. */
export function nativeSpecs(): RunSpec[] {
  const runs = repeatedNatively.flatMap(({ runs }) => runs);
  return [...new Map(runs.map(({ spec }) => [specHash(spec), spec])).values()];
}
