import { type RunSpec, specHash } from "../training/train/spec.js";
import { experimentNamed } from "./grids.js";
import { causes } from "./plan/causes.js";
import type { Experiment, PlannedRun } from "./plan/experiment.js";

// Every run that a verdict is based on, repeated with new seeds: other initial weights, other samples of icons. Shows how
// much the verdicts depend on the seeds. The first edition was repeated in this way (data/sweep/other-seeds.jsonl); the
// second has new seeds itself.

/** The seeds of the repetition. */
export const otherSeeds: readonly number[] = [31, 32, 33, 34];

/** The runs of an experiment's primary comparisons with the other seeds. */
export function repeatedRuns({ runsWith }: Experiment): PlannedRun[] {
  return [...(runsWith?.(otherSeeds) ?? [])];
}

/** The specs of all repeated runs, without duplicates. */
export function otherSeedsSpecs(): RunSpec[] {
  const names = causes.flatMap(({ experiments }) => experiments);
  const runs = names.flatMap((name) => repeatedRuns(experimentNamed(name)));
  return [...new Map(runs.map(({ spec }) => [specHash(spec), spec])).values()];
}
