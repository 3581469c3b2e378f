import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import type { TrainingProgress } from "../../../train/run.js";
import type { Task } from "../../plan.js";
import { type Attempt, WorkerDied } from "../../schedule.js";
import type { WorkerSettings } from "./worker.js";

/** Limits every library to one thread, because several processes share the cores. */
const oneThread = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
};

/** A workerpool of processes that train runs. A process that died is replaced at the next run. */
export class Workers {
  readonly #pool: ReturnType<typeof workerpool.pool>;
  readonly #settings: WorkerSettings;

  constructor(count: number, settings: WorkerSettings) {
    this.#settings = settings;
    this.#pool = workerpool.pool(fileURLToPath(new URL("worker.js", import.meta.url)), {
      workerType: "process",
      maxWorkers: count,
      forkOpts: { env: { ...process.env, ...oneThread } },
    });
  }

  /**
   * Trains a run in a separate process.
   * @param signal ends the process of this run
   * @returns undefined if a process of another sweep is training it
   * @throws WorkerDied if the process ended before the run did; the signal's reason; otherwise the run's own error
   */
  async train(
    { spec, keep }: Pick<Task, "spec" | "keep">,
    onProgress?: (progress: TrainingProgress) => void,
    signal?: AbortSignal,
  ): Promise<Attempt | undefined> {
    signal?.throwIfAborted();
    const run = this.#pool.exec("train", [spec, keep, this.#settings], {
      on: (progress: TrainingProgress) => onProgress?.(progress),
    });
    const cancel = () => void run.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await run;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof workerpool.TerminateError) throw new WorkerDied(endOf(error.message));
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Kills all processes immediately. */
  async stop(): Promise<void> {
    await this.#pool.terminate(true);
  }
}

/** A short description of how a process ended, extracted from workerpool's long message. */
function endOf(message: string): string {
  const signal = /signalCode: `(SIG\w+)`/.exec(message)?.[1];
  const code = /exitCode: `(\d+)`/.exec(message)?.[1];
  if (signal !== undefined) return `the process was ended by ${signal}`;
  return code === undefined ? "the process was gone" : `the process ended with exit code ${code}`;
}
