import type { PlannedComparison } from "../../robustness/selection.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages } from "../plan/images.js";
import { labelBudgets, labels, supervisedSteps, usualArchitecture } from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";

// Suspect 1: training set size. Parts of the same pool, each trained at several budgets.

const pools = ["reference", "web"] as const;
type PoolName = (typeof pools)[number];

/** The part of a pool that the primary comparisons set against all of its icons. */
const eighth = 8;
/** Other parts, trained at one budget, for the figure of ρ by size. */
const parts = [2, 4, 16, 32] as const;

/** Number of icons in a part. */
function levelOf(part: number): number {
  return Math.floor(equalImages / part);
}

function run(pool: PoolName, part: number, seed: number, steps: number): PlannedRun {
  return {
    spec: labels(pool, seed, steps, levelOf(part)),
    treatment: pool,
    level: levelOf(part),
    budget: steps,
    architecture: usualArchitecture,
  };
}

/** An eighth learns faster and reaches less, so it needs a shorter budget for its range. */
const budgetsOf = (part: number): readonly number[] => (part === 1 ? labelBudgets : [50, ...labelBudgets]);

/** All icons and an eighth of them, at every budget. */
function runsWith(seeds: readonly number[]): PlannedRun[] {
  return pools.flatMap((pool) =>
    [1, eighth].flatMap((part) =>
      budgetsOf(part).flatMap((steps) => seeds.map((seed) => run(pool, part, seed, steps))),
    ),
  );
}

/** A pool with all its icons against an eighth of them, at equal accuracy. */
function against(pool: PoolName, named: string): PlannedComparison {
  return {
    comparison: `${equalImages.toLocaleString("en")} icons of the ${named} − an eighth of them`,
    a: { treatments: [pool], level: levelOf(1) },
    b: { treatments: [pool], level: levelOf(eighth) },
    equalAccuracy: true,
    primary: true,
  };
}

export const size: Experiment = {
  name: "size",
  question: "Does a larger training set make a model more robust than its accuracy says?",
  prediction:
    "Eight times as many icons of one pool move a model along the line of that pool: at equal accuracy both lie within ±2 points of each other. Refuted if more icons raise the line by more than the margin.",
  comparisons: [
    against("reference", "reference"),
    against("web", "web-like pool"),
    ...[...parts, eighth]
      .sort((a, b) => a - b)
      .map((part) => ({
        comparison: `the reference − 1/${part} of it, ${supervisedSteps} steps`,
        a: { treatments: ["reference"], level: levelOf(1), budget: supervisedSteps },
        b: { treatments: ["reference"], level: levelOf(part), budget: supervisedSteps },
      })),
  ],
  runs: [
    ...runsWith(sweepSeeds),
    ...pools.flatMap((pool) =>
      parts.flatMap((part) => besideSeeds.map((seed) => run(pool, part, seed, supervisedSteps))),
    ),
  ],
  runsWith,
};
