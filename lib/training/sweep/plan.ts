import { fileExists } from "../../base/files.js";
import { readRecord } from "../../record/store.js";
import { specHash } from "../train/spec.js";
import { checkpointPath } from "../train/stored.js";
import type { GridRun } from "./grid.js";

/** A run to train. */
export interface Task extends GridRun {
  /** Whether to keep its checkpoint. */
  readonly keep: boolean;
  /** Hash of the run it starts from, if that run must be trained first. */
  readonly after?: string;
}

interface Plan {
  /**
   * Runs to train, in the order of the grid. One that others start from comes right before the first of those, so that its
   * checkpoint is used soon: if the machine is lost, a checkpoint that waits is lost with it.
   */
  readonly tasks: readonly Task[];
  /** Runs of the grid that are already complete. */
  readonly skipped: readonly GridRun[];
}

interface PlanOptions {
  readonly records: string;
  readonly checkpoints: string;
  /** Whether to keep the checkpoints of all runs, not only of those that others start from. */
  readonly keep?: boolean;
}

/**
 * Plans which runs of a grid still have to be trained. A run that starts from another comes after it, unless the
 * other's checkpoint exists. A run that others start from is trained once, whether or not the grid contains it.
 * @throws InputError if a file in the folder of records is not a record
 */
export async function planSweep(runs: readonly GridRun[], options: PlanOptions): Promise<Plan> {
  const { records, checkpoints, keep = false } = options;
  const wanted = new Map<string, { task: Task; there: boolean }>();

  async function want(run: GridRun, keep: boolean): Promise<void> {
    const before = wanted.get(run.hash);
    if (before && (before.task.keep || !keep)) return;
    const there = await isThere(run, keep);
    const from = there ? undefined : run.spec.start?.from;
    const start =
      from && !(await fileExists(checkpointPath(checkpoints, from)))
        ? { place: `${run.place}.start.from`, hash: specHash(from), spec: from }
        : undefined;
    wanted.set(run.hash, { task: { ...run, keep, ...(start && { after: start.hash }) }, there });
    if (start) await want(start, true);
  }

  async function isThere({ hash, spec }: GridRun, keep: boolean): Promise<boolean> {
    const record = await readRecord(records, hash);
    if (record === undefined) return false;
    return !keep || record.status === "diverged" || fileExists(checkpointPath(checkpoints, spec));
  }

  for (const run of runs) await want(run, keep);
  const left = [...wanted.values()].filter(({ there }) => !there).map(({ task }) => task);
  return {
    tasks: startsBefore(left),
    skipped: runs.filter(({ hash }) => wanted.get(hash)!.there),
  };
}

/** Puts each start right before the first run that starts from it. */
function startsBefore(tasks: readonly Task[]): Task[] {
  const byHash = new Map(tasks.map((task) => [task.hash, task]));
  const ordered = new Set<Task>();
  const add = (task: Task): void => {
    const start = task.after === undefined ? undefined : byHash.get(task.after);
    if (start && !ordered.has(start)) add(start);
    ordered.add(task);
  };
  for (const task of tasks) add(task);
  return [...ordered];
}
