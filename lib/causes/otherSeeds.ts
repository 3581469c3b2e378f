import { type RunSpec, specHash } from "../training/train/spec.js";
import { experimentNamed } from "./grids.js";
import { causes } from "./plan/causes.js";
import type { Experiment, PlannedRun } from "./plan/experiment.js";

// Every run that a verdict is based on, repeated with new seeds: other initial weights, other samples of icons, other
// sets. Shows how much the verdicts depend on the seeds.

/** The seeds of the repetition; the numbers of sets have five, as in the sweep. */
export const otherSeeds: readonly number[] = [11, 12, 13, 14, 15];
const ordinary = otherSeeds.slice(0, 3);

/** The runs of an experiment's primary comparisons with the other seeds. */
export function repeatedRuns({ comparisons, runsWith }: Experiment): PlannedRun[] {
  const sides = comparisons.filter(({ primary }) => primary).flatMap(({ a, b }) => [a, b]);
  return (runsWith?.(ordinary) ?? []).filter(({ treatment, level }) =>
    sides.some(
      (side) =>
        (side.treatments ?? []).includes(treatment) && (side.level === undefined || side.level === level),
    ),
  );
}

/** The specs of all repeated runs, without duplicates. */
export function otherSeedsSpecs(): RunSpec[] {
  const names = causes.flatMap(({ experiments }) => experiments);
  const runs = names.flatMap((name) => repeatedRuns(experimentNamed(name)));
  return [...new Map(runs.map(({ spec }) => [specHash(spec), spec])).values()];
}
