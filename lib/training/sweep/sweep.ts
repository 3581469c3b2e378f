import { clearLeft } from "../../base/processes.mjs";
import type { EngineName } from "../../engine/index.js";
import type { TrainingProgress } from "../train/run.js";
import type { GridRun } from "./grid.js";
import { planSweep, type Task } from "./plan.js";
import { ProcessRunner } from "./runners/processes/processRunner.js";
import type { Runner } from "./runners/runner.js";
import type { Outcome, WorkerDied } from "./schedule.js";
import { longestFirst } from "./simulate.js";
import { type EarlierTime, RunTimes, secondsLeft } from "./timeLeft.js";

export interface SweepOptions {
  /** Number of processes of this machine, each with a single-threaded engine. */
  readonly workers: number;
  /** Who trains the runs; stopped at the end. Default: `workers` processes of this machine. */
  readonly runner?: Runner;
  readonly engine: EngineName;
  /** Name of a data source, see `openDataSource`. */
  readonly data: string;
  readonly records: string;
  readonly checkpoints: string;
  /** Whether to keep the checkpoints of all runs, not only of those that others start from. */
  readonly keep?: boolean;
  /** How long runs took before, to estimate the time left from the beginning. */
  readonly earlier?: EarlierTime;
  /** Stops the sweep and discards the runs in progress. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  readonly onRetry?: (task: Task, error: WorkerDied) => void;
  /** Called for each run that another process is training, with a short description of that process. */
  readonly onElsewhere?: (task: Task, holder: string) => void;
}

/** The progress of a sweep. */
export interface SweepProgress {
  /** Number of runs to train, and of those that have ended. */
  readonly tasks: number;
  readonly ended: number;
  readonly running: readonly { readonly task: Task; readonly progress?: TrainingProgress }[];
  /** The largest number of runs at the same time. */
  readonly workers: number;
  /** Estimated seconds left; undefined while there is no estimate. */
  readonly secondsLeft?: number;
}

export interface SweepSummary {
  /** Number of distinct runs in the grid. */
  readonly runs: number;
  /** How many of them already had a record. */
  readonly skipped: number;
  /** Number of runs to train: the others, and the runs they start from. */
  readonly tasks: number;
  readonly outcomes: readonly Outcome[];
  readonly interrupted: boolean;
  /** Wall time in seconds. */
  readonly seconds: number;
}

/**
 * Trains the runs of a grid, in processes of this machine or by another runner. Runs with a record are skipped, so an interrupted sweep resumes
 * where it stopped. A run that fails does not stop the others. Several sweeps may share a folder of records: each run
 * is trained by one of them, and all sweeps end when every run has a record. Files left in the folders by killed
 * processes are removed.
 */
export async function sweep(runs: readonly GridRun[], options: SweepOptions): Promise<SweepSummary> {
  const { engine, data, records, checkpoints } = options;
  const runner = options.runner ?? new ProcessRunner(options.workers, { engine, data, records, checkpoints });
  const clear = () => {
    for (const folder of [records, checkpoints]) clearLeft(folder);
  };
  clear();
  try {
    return await sweepBy(runner, runs, options);
  } finally {
    await runner.stop();
    clear();
  }
}

async function sweepBy(
  runner: Runner,
  runs: readonly GridRun[],
  options: SweepOptions,
): Promise<SweepSummary> {
  const begun = performance.now();
  const { signal, onProgress } = options;
  const { tasks: planned, skipped } = await planSweep(runs, options);
  const tasks = inGoodOrder(planned, options.earlier);
  const waiting = new Set(tasks);
  const running = new Map<Task, { since: number; progress?: TrainingProgress }>();
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
      workers: Math.max(1, Math.min(runner.workers, tasks.length)),
    });
    onProgress?.({
      tasks: tasks.length,
      ended,
      running: Array.from(running, ([task, { progress }]) => ({ task, ...(progress && { progress }) })),
      workers: runner.workers,
      ...(left !== undefined && { secondsLeft: left }),
    });
  };

  const outcomes = await runner.run(tasks, {
    onStart: (task) => {
      waiting.delete(task);
      running.set(task, { since: performance.now() });
      tell();
    },
    onProgress: (task, progress) => {
      const state = running.get(task);
      if (state !== undefined) state.progress = progress;
      tell();
    },
    onBack: (task) => {
      running.delete(task);
      waiting.add(task);
      tell();
    },
    onOutcome: (outcome) => {
      waiting.delete(outcome.task);
      running.delete(outcome.task);
      ended++;
      if (outcome.status !== "failed") times.add(outcome.task.spec, outcome.seconds);
      options.onOutcome?.(outcome);
      tell();
    },
    ...(options.onElsewhere && { onElsewhere: options.onElsewhere }),
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
}

/** The longest runs first, if it is known how long all of them take. Runs that others start from come before those. */
function inGoodOrder(tasks: readonly Task[], earlier?: EarlierTime): readonly Task[] {
  const timed = tasks.flatMap((task) => {
    const seconds = earlier?.(task.spec);
    return seconds === undefined ? [] : [{ ...task, task, seconds }];
  });
  return timed.length < tasks.length ? tasks : longestFirst(timed).map(({ task }) => task);
}
