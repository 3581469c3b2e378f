import { type RunSpec, specHash } from "../training/train/spec.js";
import { contrastiveLoss } from "./contrastiveLoss/miniature.js";
import { distribution } from "./distribution/miniature.js";
import { languageAtTest } from "./languageAtTest/miniature.js";
import { languageAtTraining } from "./languageAtTraining/miniature.js";
import { baseline } from "./plan/baseline.js";
import { chooseRuns } from "./plan/chooseRuns.js";
import type { Experiment, PlannedRun } from "./plan/experiment.js";
import { sweepSeeds } from "./plan/seeds.js";
import { size } from "./size/miniature.js";

// Runs of the sweep to repeat on the native engine, to check whether the verdicts depend on the engine. They were
// chosen by cost, before looking at any accuracy: for each suspect, the comparisons that its verdict is based on, with
// two seeds and the shortest budgets; for the baseline, every architecture at its shortest training.

/** Runs of the subset that repeat the contrast of a suspect, or the baseline. */
interface RepeatedContrast {
  readonly experiment: string;
  readonly runs: readonly PlannedRun[];
}

const steps = ({ spec }: PlannedRun) => spec.budget.steps!;

/** Budgets of each side that are repeated. */
const shortestBudgets = 2;

/** Two seeds of the runs behind an experiment's primary comparisons, at the shortest budgets of each side. */
function shortRuns(experiment: Experiment): RepeatedContrast {
  const seeds = sweepSeeds.slice(0, 2);
  const budgets = new Map<string, number[]>();
  for (const { treatment, level, budget } of experiment.runs) {
    const side = `${treatment} ${level}`;
    if (budget !== undefined) budgets.set(side, [...(budgets.get(side) ?? []), budget]);
  }
  const shortest = (side: string) =>
    [...new Set(budgets.get(side))].sort((one, other) => one - other).slice(0, shortestBudgets);
  const primary = experiment.comparisons.filter((each) => each.primary).flatMap(({ a, b }) => [a, b]);
  const sides = primary.map(({ treatments, level }) => ({
    seeds,
    ...(treatments && { treatments }),
    ...(level !== undefined && { level }),
  }));
  const runs = chooseRuns(experiment.runs, sides).filter(({ treatment, level, budget }) =>
    shortest(`${treatment} ${level}`).includes(budget!),
  );
  return { experiment: experiment.name, runs };
}

export const repeatedNatively: readonly RepeatedContrast[] = [
  // 12 architectures after 150 steps, and the cheap ones after 900: the weak and the strong end of the line.
  {
    experiment: baseline.name,
    runs: baseline.runs.filter(
      (run) =>
        steps(run) === 150 ||
        (steps(run) === 900 && ["mlp 128", "mlp 256-128", "cnn 4"].includes(run.architecture)),
    ),
  },
  ...[distribution, size, languageAtTraining, contrastiveLoss, languageAtTest].map(shortRuns),
];

/** The specs of the subset, each once, in the order in which they run. */
export function nativeSpecs(): RunSpec[] {
  const runs = repeatedNatively.flatMap(({ runs }) => runs);
  return [...new Map(runs.map(({ spec }) => [specHash(spec), spec])).values()];
}
