import { holderOf, isHeld } from "../../../../base/processes.mjs";
import { runLockPath } from "../../../train/stored.js";
import type { Task } from "../../plan.js";
import { type Outcome, runTasks } from "../../schedule.js";
import type { Runner, RunnerEvents } from "../runner.js";
import type { WorkerSettings } from "./worker.js";
import { Workers } from "./workers.js";

/** Trains runs in processes of this machine, one thread each. It needs no server and is the default. */
export class ProcessRunner implements Runner {
  readonly workers: number;
  readonly #pool: Workers;
  readonly #records: string;

  constructor(workers: number, settings: WorkerSettings) {
    this.workers = workers;
    this.#pool = new Workers(workers, settings);
    this.#records = settings.records;
  }

  run(tasks: readonly Task[], events: RunnerEvents): Promise<Outcome[]> {
    const lockOf = ({ hash }: Task) => runLockPath(this.#records, hash);
    const { onStart, onProgress, onBack, onOutcome, onElsewhere, onRetry, signal } = events;
    return runTasks(tasks, {
      workers: this.workers,
      attempt: async (task) => {
        onStart(task);
        const attempt = await this.#pool.train(task, (progress) => onProgress(task, progress));
        if (attempt === undefined) onBack(task);
        return attempt;
      },
      isElsewhere: (task) => isHeld(lockOf(task)),
      onElsewhere: (task) => onElsewhere?.(task, holderOf(lockOf(task)) ?? "another process"),
      onOutcome,
      ...(onRetry && { onRetry }),
      ...(signal && { signal }),
    });
  }

  stop(): Promise<void> {
    return this.#pool.stop();
  }
}
