import type { TrainingProgress } from "../../train/run.js";
import type { Task } from "../plan.js";
import type { Outcome, WorkerDied } from "../schedule.js";

/** What a runner reports while it works. */
export interface RunnerEvents {
  readonly onStart: (task: Task) => void;
  readonly onProgress: (task: Task, progress: TrainingProgress) => void;
  /** A run that had started is waiting again: another process trains it, or its worker was lost. */
  readonly onBack: (task: Task) => void;
  /** Called once for each run, when it has a record or has failed for good. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Called for a run that another process is training, with a short description of that process. */
  readonly onElsewhere?: (task: Task, holder: string) => void;
  /** Called if a worker died and its run is started again. */
  readonly onRetry?: (task: Task, error: WorkerDied) => void;
  /** Stops the runner. */
  readonly signal?: AbortSignal;
}

/**
 * Trains the runs of a sweep somewhere. Afterwards every run that did not fail has its record in the sweep's folder. A
 * run that starts from another is trained after that one.
 */
export interface Runner {
  /** The largest number of runs at the same time. It may change while the runner works. */
  readonly workers: number;
  /** Trains runs in order. After an abort signal it returns the outcomes so far. */
  run(tasks: readonly Task[], events: RunnerEvents): Promise<Outcome[]>;
  /** Frees processes and connections. */
  stop(): Promise<void>;
}
