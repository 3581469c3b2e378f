import type { Task } from "./plan.js";

/** What the process of a run reports when the run ends. */
export interface Attempt {
  readonly status: "finished" | "diverged";
  /** Why it diverged. */
  readonly reason?: string;
  /** Wall time of the run in seconds. */
  readonly seconds: number;
  /** Set if the run already had a record when its turn came, because another sweep had trained it. */
  readonly elsewhere?: true;
}

/** How a run ended. */
export type Outcome = { readonly task: Task } & (
  | Attempt
  | { readonly status: "failed"; readonly reason: string; readonly stack?: string }
);

/** Thrown if the process of a run ends before the run does. The run itself may be fine. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

/** Milliseconds between checks of a run that another process is training. */
const lookAgainAfter = 300;

interface ScheduleOptions {
  /** The largest number of runs at the same time. */
  readonly workers: number;
  /**
   * Trains a run. Returns undefined if another process is training it.
   * @throws WorkerDied if its process died; any other error comes from the run itself
   */
  readonly attempt: (task: Task) => Promise<Attempt | undefined>;
  /** Whether another process is training a run. If so, the run is skipped and checked again later. */
  readonly isElsewhere?: (task: Task) => boolean;
  /** Called once for each run that another process is training. */
  readonly onElsewhere?: (task: Task) => void;
  readonly onStart?: (task: Task) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Called if a worker died and its run is started again. */
  readonly onRetry?: (task: Task, error: WorkerDied) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains runs in order, several at a time, each after the run it starts from. A run whose worker dies is tried once
 * more. If a run fails, the runs that start from it fail too, and all others continue. After an abort signal no new
 * run starts, and the outcomes so far are returned. A run that another process is training gets its turn when that
 * process has finished.
 */
export function runTasks(tasks: readonly Task[], options: ScheduleOptions): Promise<Outcome[]> {
  const { workers, onStart, onOutcome, signal } = options;
  const waiting = [...tasks];
  const open = new Set(tasks.map(({ hash }) => hash));
  const failed = new Map<string, string>();
  const outcomes: Outcome[] = [];
  const told = new Set<Task>();
  let running = 0;
  let later: NodeJS.Timeout | undefined;

  return new Promise((resolve, reject) => {
    const begin = () => {
      clearTimeout(later);
      later = undefined;
      const isReady = ({ after }: Task) => after === undefined || !open.has(after);
      while (!signal?.aborted && running < workers) {
        const at = waiting.findIndex((task) => isReady(task) && !isLeftToOthers(task));
        if (at < 0) break;
        const [task] = waiting.splice(at, 1) as [Task];
        running++;
        outcomeOf(task)
          .then((outcome) => {
            running--;
            if (outcome === undefined) waiting.unshift(task);
            else if (!signal?.aborted) end(outcome);
            begin();
          })
          .catch(reject);
      }
      if (signal?.aborted || (running === 0 && !waiting.some(isReady))) resolve(outcomes);
      else if (running < workers && waiting.some(isReady)) later = setTimeout(begin, lookAgainAfter);
    };
    const isLeftToOthers = (task: Task) => {
      if (!options.isElsewhere?.(task)) return false;
      if (!told.has(task)) options.onElsewhere?.(task);
      told.add(task);
      return true;
    };
    const end = (outcome: Outcome) => {
      open.delete(outcome.task.hash);
      if (outcome.status === "failed") failed.set(outcome.task.hash, outcome.reason);
      outcomes.push(outcome);
      onOutcome?.(outcome);
    };
    signal?.addEventListener("abort", begin, { once: true });
    begin();
  });

  async function outcomeOf(task: Task): Promise<Outcome | undefined> {
    const before = task.after === undefined ? undefined : failed.get(task.after);
    if (before !== undefined)
      return { task, status: "failed", reason: `the run it starts from, ${task.after}, failed: ${before}` };
    onStart?.(task);
    try {
      const attempt = await attempted(task);
      return attempt && { task, ...attempt };
    } catch (error) {
      const { name, message, stack } = error as Error;
      const own = name === "InputError" || error instanceof WorkerDied;
      return { task, status: "failed", reason: message, ...(!own && stack !== undefined && { stack }) };
    }
  }

  async function attempted(task: Task): Promise<Attempt | undefined> {
    try {
      return await options.attempt(task);
    } catch (error) {
      if (!(error instanceof WorkerDied) || signal?.aborted) throw error;
      options.onRetry?.(task, error);
      try {
        return await options.attempt(task);
      } catch (again) {
        if (!(again instanceof WorkerDied)) throw again;
        throw new WorkerDied(`its worker died twice: ${error.message}, then ${again.message}`);
      }
    }
  }
}
