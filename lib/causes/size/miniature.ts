import type { PlannedComparison } from "../../robustness/selection.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { drawn, referenceImages, supervised, webImages } from "../plan/recipes.js";

// Suspect 1: training set size. Smaller and smaller parts of the same pool, with a constant number of steps.

const parts = [1, 2, 4, 8, 16, 32] as const;
const seeds = [1, 2, 3] as const;
const pools = { reference: referenceImages, web: webImages } as const;

/** Number of icons in a part of a pool. */
function levelOf(pool: keyof typeof pools, part: number): number {
  return Math.floor(pools[pool] / part);
}

function run(
  pool: keyof typeof pools,
  part: number,
  architecture: "mlp 256-128" | "cnn 4" | "cnn 8",
  seed: number,
): PlannedRun {
  const level = levelOf(pool, part);
  return {
    spec: supervised({ architecture, data: drawn(pool, level, seed), seed }),
    treatment: pool,
    level,
    architecture,
  };
}

/** Runs of the pilot: one architecture, all of a pool and an eighth of it. */
export const sizePilot: readonly PlannedRun[] = (["reference", "web"] as const).flatMap((pool) =>
  [1, 8].flatMap((part) => seeds.map((seed) => run(pool, part, "cnn 8", seed))),
);

function runsWith(seeds: readonly number[]): PlannedRun[] {
  return (["cnn 8", "cnn 4", "mlp 256-128"] as const).flatMap((architecture) =>
    (["reference", "web"] as const).flatMap((pool) =>
      parts.flatMap((part) => seeds.map((seed) => run(pool, part, architecture, seed))),
    ),
  );
}

export const size: Experiment = {
  name: "size",
  question: "Does a larger training set make a model more robust than its accuracy says?",
  prediction:
    "Fewer icons of one pool move a model along the line of that pool: ρ of the reference stays within ±2 points of 0 at every size, and the distance between the pools stays. Refuted if ρ rises with size by more than the margin.",
  comparisons: [
    {
      comparison: "all of the reference − an eighth of it",
      a: { treatments: ["reference"], level: levelOf("reference", 1) },
      b: { treatments: ["reference"], level: levelOf("reference", 8) },
      primary: true,
    },
    {
      comparison: "all of the web-like pool − an eighth of it, from the pool's own line",
      a: { treatments: ["web"], level: levelOf("web", 1) },
      b: { treatments: ["web"], level: levelOf("web", 8) },
      line: { treatments: ["web"] },
      primary: true,
    },
    {
      comparison: "all of the web-like pool − an eighth of it, from the baseline",
      a: { treatments: ["web"], level: levelOf("web", 1) },
      b: { treatments: ["web"], level: levelOf("web", 8) },
    },
    ...parts.slice(1).map((part) => ({
      comparison: `all of the reference − 1/${part} of it`,
      a: { treatments: ["reference"], level: levelOf("reference", 1) },
      b: { treatments: ["reference"], level: levelOf("reference", part) },
    })),
  ],
  runs: runsWith(seeds),
  runsWith,
};

/**
 * The two pools at all sizes of both, at equal accuracy: the training distribution in the runs of this grid. Not planned for
 * the first sweep.
 */
export const poolsAtEqualAccuracy: PlannedComparison = {
  comparison: "web-like pool − reference, all sizes of both",
  a: { treatments: ["web"] },
  b: { treatments: ["reference"] },
  equalAccuracy: true,
};
