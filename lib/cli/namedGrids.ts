import type { NamedGrids } from "../sweep/grid.js";

/** Grids of experiments by name; `all` has the runs of every one. */
export async function namedGrids(): Promise<NamedGrids> {
  const { experiments, sweepSpecs } = await import("../experiments/grids.js");
  const { nativeSpecs } = await import("../experiments/nativeSubset.js");
  const { otherSeedsSpecs } = await import("../experiments/otherSeeds.js");
  return {
    ...Object.fromEntries(experiments.map(({ name, runs }) => [name, () => runs.map(({ spec }) => spec)])),
    all: sweepSpecs,
    nativeSubset: nativeSpecs,
    otherSeeds: otherSeedsSpecs,
  };
}
