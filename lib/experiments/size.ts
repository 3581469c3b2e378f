import type { Experiment, PlannedRun } from "./experiment.js";
import { drawn, referenceImages, supervised, webImages } from "./recipes.js";

// Suspect 1: training set size. The same pool, less and less of it; steps stay the same.

const parts = [1, 2, 4, 8, 16, 32] as const;
const seeds = [1, 2, 3] as const;
const pools = { reference: referenceImages, web: webImages } as const;

function run(
  pool: keyof typeof pools,
  part: number,
  architecture: "mlp 256-128" | "cnn 4" | "cnn 8",
  seed: number,
): PlannedRun {
  const level = Math.floor(pools[pool] / part);
  return {
    spec: supervised({ architecture, data: drawn(pool, level, seed), seed }),
    treatment: pool,
    level,
    architecture,
  };
}

/** Runs that the pilot takes from here: one architecture, all of a pool and an eighth of it. */
export const sizePilot: readonly PlannedRun[] = (["reference", "web"] as const).flatMap((pool) =>
  [1, 8].flatMap((part) => seeds.map((seed) => run(pool, part, "cnn 8", seed))),
);

export const size: Experiment = {
  name: "size",
  question: "Does a larger training set make a model more robust than its accuracy says?",
  prediction:
    "Fewer icons of one pool move a model along the line of that pool: ρ of the reference stays within ±2 points of 0 at every size, and the distance between the pools stays. Refuted if ρ rises with size by more than the margin.",
  runs: (["cnn 8", "cnn 4", "mlp 256-128"] as const).flatMap((architecture) =>
    (["reference", "web"] as const).flatMap((pool) =>
      parts.flatMap((part) => seeds.map((seed) => run(pool, part, architecture, seed))),
    ),
  ),
};
