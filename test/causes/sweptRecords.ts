// The committed records of the sweep, for tests of what they say; while it is under way these tests are skipped.
import { sweepSpecs } from "../../lib/causes/grids.js";
import { committedRecords } from "../../lib/causes/load.js";
import { type RunSpec, specHash } from "../../lib/training/train/spec.js";

/** Hashes of specs and of those that they start from. */
export function allHashes(specs: readonly RunSpec[]): Set<string> {
  const hashes = new Set<string>();
  const add = (spec: RunSpec) => {
    hashes.add(specHash(spec));
    if (spec.start) add(spec.start.from);
  };
  specs.forEach(add);
  return hashes;
}

export const records = await committedRecords();

const missing = allHashes(sweepSpecs()).size - records.length;

/** Why tests of the records are skipped, or false if all runs are there. */
export const skip: string | false = missing > 0 && `the sweep is under way: ${missing} runs have no record`;
