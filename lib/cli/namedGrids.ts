import type { NamedGrids } from "../training/sweep/grid.js";

/**
 * Grids of experiments by name; `all` contains the runs of all of them. The object has no prototype, so `constructor`
 * is not a grid.
 */
export async function namedGrids(): Promise<NamedGrids> {
  const { experiments, sweepSpecs } = await import("../causes/grids.js");
  const { nativeSpecs } = await import("../causes/nativeSubset.js");
  const { otherSeedsSpecs } = await import("../causes/otherSeeds.js");
  return Object.assign(Object.create(null) as object, {
    ...Object.fromEntries(experiments.map(({ name, runs }) => [name, () => runs.map(({ spec }) => spec)])),
    all: sweepSpecs,
    nativeSubset: nativeSpecs,
    otherSeeds: otherSeedsSpecs,
  });
}
