import type { Task } from "./plan.js";

/** What a run's process reports at its end. */
export interface Attempt {
  readonly status: "finished" | "diverged";
  /** Why it diverged. */
  readonly reason?: string;
  /** Wall time of the run. */
  readonly seconds: number;
  /** It had a record by the time its turn came: another sweep has trained it meanwhile. */
  readonly elsewhere?: true;
}

/** What became of a run. */
export type Outcome = { readonly task: Task } & (
  | Attempt
  | { readonly status: "failed"; readonly reason: string; readonly stack?: string }
);

/** The process of a run ended before the run did. Nothing is wrong with the run itself, as far as is known. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

/** Milliseconds until a run that is left to another process is looked at again. */
const lookAgainAfter = 300;

export interface ScheduleOptions {
  /** Runs at one time, at most. */
  readonly workers: number;
  /**
   * Trains a run; undefined if another process is training it.
   * @throws WorkerDied, or any other error, which is the run's own
   */
  readonly attempt: (task: Task) => Promise<Attempt | undefined>;
  /** Whether another process is training a run. It is left to it, and looked at again later. */
  readonly isElsewhere?: (task: Task) => boolean;
  /** Told of each run that is left to another process, once. */
  readonly onElsewhere?: (task: Task) => void;
  readonly onStart?: (task: Task) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** A worker died and its run begins anew. */
  readonly onRetry?: (task: Task, error: WorkerDied) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains runs, a few at a time, in their order, each after the one it starts from. A run whose worker dies is tried
 * once more. No run's failure ends the others; those that start from it fail too. When the signal comes no run is
 * begun any more, and the outcomes are those there are. A run that another process is training has its turn when that
 * process has ended it.
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
