import { clearLeft, holderOf, isHeld } from "../../base/processes.mjs";
import type { EngineName } from "../../engine/index.js";
import type { Progress } from "../train/run.js";
import { runLockPath } from "../train/stored.js";
import type { GridRun } from "./grid.js";
import { planSweep, type Task } from "./plan.js";
import { type Outcome, runTasks, type WorkerDied } from "./schedule.js";
import { type EarlierTime, RunTimes, secondsLeft } from "./timeLeft.js";
import { Workers } from "./workers.js";

export interface SweepOptions {
  /** Processes, each with an engine of one thread. */
  readonly workers: number;
  readonly engine: EngineName;
  /** Name of a data source, see `openDataSource`. */
  readonly data: string;
  readonly records: string;
  readonly checkpoints: string;
  /** Whether the checkpoints of all runs are kept, not only of those that others start from. */
  readonly keep?: boolean;
  /** What runs took before, so that the time left is known from the beginning. */
  readonly earlier?: EarlierTime;
  /** Ends the sweep; runs under way are lost. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  readonly onRetry?: (task: Task, error: WorkerDied) => void;
  /** Told of each run that is left to another process, and in a few words to which. */
  readonly onElsewhere?: (task: Task, holder: string) => void;
}

/** Where a sweep is. */
export interface SweepProgress {
  /** Runs to train, and those that have ended. */
  readonly tasks: number;
  readonly ended: number;
  readonly running: readonly { readonly task: Task; readonly progress?: Progress }[];
  /** Undefined while nothing is known. */
  readonly secondsLeft?: number;
}

export interface SweepSummary {
  /** Different runs in the grid. */
  readonly runs: number;
  /** Of these, those that had a record before. */
  readonly skipped: number;
  /** Runs to train: the others, and those that they start from. */
  readonly tasks: number;
  readonly outcomes: readonly Outcome[];
  readonly interrupted: boolean;
  /** Wall time. */
  readonly seconds: number;
}

/**
 * Trains the runs of a grid in several processes. Runs with a record are skipped, so a sweep that was ended goes on
 * where it was. A run that fails ends no other. Several sweeps may share a folder of records: each run is trained by one
 * of them, and all end when all runs have a record. What processes that were killed have left in the folders is removed.
 */
export async function sweep(runs: readonly GridRun[], options: SweepOptions): Promise<SweepSummary> {
  const begun = performance.now();
  const { engine, data, records, checkpoints, signal, onProgress } = options;
  const clear = () => {
    for (const folder of [records, checkpoints]) clearLeft(folder);
  };
  clear();
  const { tasks, skipped } = await planSweep(runs, options);
  const count = Math.max(1, Math.min(options.workers, tasks.length));
  const workers = new Workers(count, { engine, data, records, checkpoints });
  const waiting = new Set(tasks);
  const running = new Map<Task, { since: number; progress?: Progress }>();
  const times = new RunTimes(options.earlier);
  let ended = 0;

  const tell = () => {
    const now = performance.now();
    const left = secondsLeft(times, {
      waiting: Array.from(waiting, ({ spec }) => spec),
      running: Array.from(running, ([{ spec }, { since, progress }]) => ({
        spec,
        elapsed: (now - since) / 1000,
        ...(progress && { left: progress.secondsLeft }),
      })),
      workers: count,
    });
    onProgress?.({
      tasks: tasks.length,
      ended,
      running: Array.from(running, ([task, { progress }]) => ({ task, ...(progress && { progress }) })),
      ...(left !== undefined && { secondsLeft: left }),
    });
  };

  try {
    const outcomes = await runTasks(tasks, {
      workers: count,
      attempt: async (task) => {
        const state: { since: number; progress?: Progress } = { since: performance.now() };
        running.set(task, state);
        const attempt = await workers.train(task, (progress) => {
          state.progress = progress;
          tell();
        });
        if (attempt === undefined) {
          running.delete(task);
          waiting.add(task);
        }
        return attempt;
      },
      onStart: (task) => {
        waiting.delete(task);
        running.set(task, { since: performance.now() });
        tell();
      },
      isElsewhere: ({ hash }) => isHeld(runLockPath(records, hash)),
      onElsewhere: (task) =>
        options.onElsewhere?.(task, holderOf(runLockPath(records, task.hash)) ?? "another process"),
      onOutcome: (outcome) => {
        waiting.delete(outcome.task);
        running.delete(outcome.task);
        ended++;
        if (outcome.status !== "failed") times.add(outcome.task.spec, outcome.seconds);
        options.onOutcome?.(outcome);
        tell();
      },
      ...(options.onRetry && { onRetry: options.onRetry }),
      ...(signal && { signal }),
    });
    return {
      runs: runs.length,
      skipped: skipped.length,
      tasks: tasks.length,
      outcomes,
      interrupted: signal?.aborted === true,
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await workers.stop();
    clear();
  }
}
