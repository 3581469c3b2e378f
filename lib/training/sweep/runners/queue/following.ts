import { InputError } from "../../../../base/errors.js";
import type { RunRecord } from "../../../../record/schema.js";
import { readRecord, writeRecord } from "../../../../record/store.js";
import type { TrainingProgress } from "../../../train/run.js";
import type { Task } from "../../plan.js";
import { type Attempt, type Outcome, WorkerDied } from "../../schedule.js";
import type { RunnerEvents } from "../runner.js";
import { type QueuedRun, queuedRuns } from "./jobs.js";
import type { RunQueue } from "./runQueue.js";
import type { QueueStore } from "./stored.js";
import { type QueueTerms, unknownData } from "./terms.js";

/** The sweep's own side of a queue. */
export interface FollowedQueue {
  readonly jobs: RunQueue;
  readonly store: QueueStore;
  readonly terms: QueueTerms;
  /** The sweep's folders, in which results are written. */
  readonly records: string;
  readonly checkpoints: string;
}

/**
 * Follows the runs of a sweep in a queue until each has a record or has failed. Events of the queue tell early what has
 * happened, but they can be lost; `look` compares the queue with what is still to be done and misses nothing.
 */
export class Following {
  readonly outcomes: Outcome[] = [];
  /** Resolves when all runs have ended. Rejects if results cannot be written. */
  readonly done: Promise<void>;
  readonly #open: Map<string, Task>;
  readonly #running = new Set<string>();
  readonly #collecting = new Map<string, Promise<void>>();
  readonly #queued = new Map<string, QueuedRun>();
  readonly #queue: FollowedQueue;
  readonly #events: RunnerEvents;
  #finish: () => void = () => {};
  #fail: (fault: unknown) => void = () => {};

  constructor(tasks: readonly Task[], queue: FollowedQueue, events: RunnerEvents) {
    this.#queue = queue;
    this.#events = events;
    this.#open = new Map(tasks.map((task) => [task.hash, task]));
    const remember = (runs: readonly QueuedRun[]) => {
      for (const run of runs) {
        this.#queued.set(run.hash, run);
        remember(run.followers);
      }
    };
    remember(queuedRuns(tasks));
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.done.catch(() => {}); // whoever awaits it hears of it
    if (tasks.length === 0) this.#finish();
  }

  get #stopped(): boolean {
    return this.#events.signal?.aborted === true;
  }

  /** Compares the queue with what is still to be done, and queues what is missing. */
  async look(first: boolean): Promise<void> {
    const { jobs } = this.#queue;
    const missing: QueuedRun[] = [];
    for (const [hash, { after }] of [...this.#open]) {
      if (this.#stopped) return;
      const state = await jobs.state(hash);
      if (state === "completed") await this.completed(hash);
      else if (state === "failed" && !first) await this.failed(hash);
      else if (state === "active") this.started(hash);
      else this.back(hash);
      // An earlier sweep saw a run fail. This one tries again.
      if (state === "failed" && first) await jobs.remove(hash);
      // A run whose start is still to be trained belongs to that start's flow.
      const isRoot = after === undefined || !this.#open.has(after);
      if ((state === "unknown" || (state === "failed" && first)) && isRoot)
        missing.push(this.#queued.get(hash)!);
    }
    await jobs.add(missing);
  }

  started(hash: string): void {
    const task = this.#open.get(hash);
    if (task === undefined || this.#stopped || this.#running.has(hash)) return;
    this.#running.add(hash);
    this.#events.onStart(task);
  }

  progress(hash: string, progress: TrainingProgress): void {
    const task = this.#open.get(hash);
    if (task === undefined || this.#stopped) return;
    this.started(hash);
    this.#events.onProgress(task, progress);
  }

  /** A run is waiting again. */
  back(hash: string): void {
    const task = this.#open.get(hash);
    if (task !== undefined && !this.#stopped && this.#running.delete(hash)) this.#events.onBack(task);
  }

  /** The process of a run died, and the run is tried again. */
  retried(hash: string): void {
    const task = this.#open.get(hash);
    if (task !== undefined && !this.#stopped)
      this.#events.onRetry?.(task, new WorkerDied("its process died"));
  }

  /** Writes what a worker has returned. Only then may the queue forget it. */
  completed(hash: string): Promise<void> {
    const task = this.#open.get(hash);
    if (task === undefined) return Promise.resolve();
    const work = this.#collecting.get(hash) ?? this.#collect(task);
    this.#collecting.set(hash, work);
    return work;
  }

  /** Ends a run that is in state `failed`. */
  async failed(hash: string): Promise<void> {
    try {
      const job = await this.#queue.jobs.job(hash);
      const task = this.#open.get(hash);
      if (task !== undefined && (await job?.isFailed()))
        this.#end({ task, status: "failed", reason: job!.failedReason });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Waits for results that are being written. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#collecting.values());
  }

  #end(outcome: Outcome): void {
    const { task } = outcome;
    if (!this.#open.delete(task.hash)) return;
    this.#running.delete(task.hash);
    this.outcomes.push(outcome);
    this.#events.onOutcome(outcome);
    if (outcome.status === "failed")
      for (const next of [...this.#open.values()].filter(({ after }) => after === task.hash))
        this.#end({
          task: next,
          status: "failed",
          reason: `the run it starts from, ${task.hash}, failed: ${outcome.reason}`,
        });
    if (this.#open.size === 0) this.#finish();
  }

  async #collect(task: Task): Promise<void> {
    try {
      const attempt = await this.#written(task);
      if (attempt === undefined) return; // the queue has lost it, and the next look queues it again
      // The queue releases the runs that start from it. They are added here too, in case Redis has lost that job.
      const followers = this.#queued.get(task.hash)!.followers.filter(({ hash }) => this.#open.has(hash));
      await this.#queue.jobs.add(followers);
      this.#end({ task, ...attempt });
    } catch (error) {
      if (error instanceof WrongResult) this.#end({ task, status: "failed", reason: error.message });
      else this.#fail(error);
    } finally {
      this.#collecting.delete(task.hash);
    }
  }

  /** Fetches, checks and writes a record. Returns undefined if the queue has lost it. */
  async #written(task: Task): Promise<Attempt | undefined> {
    const { store, records, checkpoints } = this.#queue;
    const known = await readRecord(records, task.hash);
    const returned = await this.#returned(task);
    const record = known ?? returned;
    if (record === undefined) {
      await this.#forget(task.hash);
      return undefined;
    }
    if (task.keep) await store.fetchModel(task.spec, checkpoints);
    if (known === undefined) await writeRecord(records, record);
    await store.dropRecord(task.hash);
    return {
      status: record.status,
      ...(record.reason !== undefined && { reason: record.reason }),
      seconds: record.seconds.total,
      ...(known !== undefined && { elsewhere: true }),
    };
  }

  /** @throws WrongResult if what came back cannot be the run's record */
  async #returned(task: Task): Promise<RunRecord | undefined> {
    try {
      const record = await this.#queue.store.record(task.hash);
      const wrong = record && whyWrong(record, task, this.#queue.terms);
      if (wrong === undefined) return record;
      throw new InputError(`a worker returned ${wrong}; it was not written`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      await this.#forget(task.hash);
      throw new WrongResult(error.message);
    }
  }

  async #forget(hash: string): Promise<void> {
    await this.#queue.jobs.remove(hash);
    await this.#queue.store.dropRecord(hash);
  }
}

/** Thrown if a worker's result cannot be the run's. */
class WrongResult extends Error {}

/** Why a record is not the result of a task; undefined if it is. */
function whyWrong(
  { hash, dataDigest, engine, provenance }: RunRecord,
  task: Task,
  terms: QueueTerms,
): string | undefined {
  if (hash !== task.hash) return `the record of run ${hash}, expected ${task.hash}`;
  if (terms.data !== unknownData && dataDigest !== terms.data)
    return `a record made from data ${dataDigest ?? "without a digest"}, expected ${terms.data}`;
  if (engine.name !== terms.engine) return `a record made by engine ${engine.name}, expected ${terms.engine}`;
  if (provenance.lockfile !== terms.lockfile)
    return `a record made with lockfile ${provenance.lockfile}, expected ${terms.lockfile}`;
  return undefined;
}
