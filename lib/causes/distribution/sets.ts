import { specHash } from "../../training/train/spec.js";
import type { PlannedRun } from "../plan/experiment.js";

/**
 * Hashes of the runs that train on a set of the web-like pool by its own name, as those on several sets do.
 * @param prefix how the names of the sets begin, e.g. `pepicons`
 */
export function runsOnSets(runs: readonly PlannedRun[], prefix: string): Set<string> {
  const onSet = runs.filter(({ spec }) =>
    spec.data.train.some(({ sets }) => sets?.some((set) => set.startsWith(prefix))),
  );
  return new Set(onSet.map(({ spec }) => specHash(spec)));
}
