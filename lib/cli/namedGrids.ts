import type { NamedGrids } from "../training/sweep/grid.js";

/**
 * Grids of experiments by name; `all` has the runs of every one. The record inherits nothing, so that `constructor` is
 * no grid.
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
