import { access } from "node:fs/promises";
import { inPackage } from "../base/files.js";
import type { RunRole } from "../evaluate/miniature.js";
import type { RunRecord } from "../record/schema.js";
import { readRecordLines } from "../record/store.js";
import { specHash } from "../train/spec.js";
import type { Experiment } from "./experiment.js";
import { experimentNamed } from "./grids.js";

/** The committed records of the full sweep. */
export const sweepPath: string = inPackage("data", "sweep", "records.jsonl");

/** All records of the full sweep; none if there is no file yet. @throws InputError naming the first faulty line */
export async function loadSweep(path: string = sweepPath): Promise<RunRecord[]> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? readRecordLines(path) : [];
}

/** What the runs of an experiment stand for, by the hash of their specs. */
export function rolesOf({ runs }: Experiment): RunRole[] {
  return runs.map(({ spec, treatment, level, architecture }) => ({
    hash: specHash(spec),
    treatment,
    ...(level !== undefined && { level }),
    architecture,
  }));
}

/** An experiment by name, and the roles of its runs. @throws InputError naming the ones there are */
export function loadExperiment(name: string): Experiment & { readonly roles: readonly RunRole[] } {
  const experiment = experimentNamed(name);
  return { ...experiment, roles: rolesOf(experiment) };
}
