import { setTimeout as sleep } from "node:timers/promises";
import { QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { z } from "zod";
import { InputError } from "../../../../base/errors.js";
import { readRecord, writeRecord } from "../../../../record/store.js";
import type { TrainingProgress } from "../../../train/run.js";
import type { Task } from "../../plan.js";
import { type Attempt, type Outcome, WorkerDied } from "../../schedule.js";
import type { Runner, RunnerEvents } from "../runner.js";
import { hashOfRunJob, queuedRuns } from "./jobs.js";
import { connectRedis, keyPrefix, shownAddress } from "./redis.js";
import { RunQueue } from "./runQueue.js";
import { QueueStore } from "./stored.js";
import { type QueueTerms, unknownData } from "./terms.js";

export interface QueueRunnerOptions {
  /** Address of Redis, see `connectRedis`. */
  readonly queue: string;
  readonly terms: QueueTerms;
  /** The sweep's own folders, in which results are written. */
  readonly records: string;
  readonly checkpoints: string;
  /** Called with a line for the user. */
  readonly say: (line: string) => void;
}

/** Milliseconds between looks at the whole queue. Events tell what happens in between, but they can be lost. */
const lookEvery = 2000;

const progressSchema = z.object({
  step: z.number(),
  steps: z.number(),
  loss: z.number().nullable(),
  samplesPerSecond: z.number(),
  secondsLeft: z.number(),
});

/**
 * Trains runs on the workers of a queue (`workOnQueue`), on any number of machines. This process puts runs into the
 * queue, follows them and writes their records. It may end at any time: what it had queued goes on, and the next sweep
 * of the same grid collects it. If Redis loses its memory, the runs that are not done are queued again.
 */
export class QueueRunner implements Runner {
  #slots = 0;
  readonly #redis: Redis;
  readonly #store: QueueStore;
  readonly #jobs: RunQueue;
  readonly #options: QueueRunnerOptions;

  private constructor(redis: Redis, options: QueueRunnerOptions) {
    this.#redis = redis;
    this.#options = options;
    this.#store = new QueueStore(redis, options.terms);
    this.#jobs = new RunQueue(redis, this.#store.name);
  }

  /** @throws InputError if Redis cannot be used, see `connectRedis` */
  static async open(options: QueueRunnerOptions): Promise<QueueRunner> {
    const redis = await connectRedis(options.queue, {
      onConnection: (connected, reason) =>
        options.say(
          connected
            ? "connected to Redis again"
            : `lost the connection to Redis${reason === undefined ? "" : ` (${reason})`}; trying again`,
        ),
    });
    return new QueueRunner(redis, options);
  }

  get workers(): number {
    return this.#slots;
  }

  async run(tasks: readonly Task[], events: RunnerEvents): Promise<Outcome[]> {
    const { signal } = events;
    const outcomes: Outcome[] = [];
    const open = new Map(tasks.map((task) => [task.hash, task]));
    const running = new Set<string>();
    const failed = new Map<string, string>();
    const collecting = new Map<string, Promise<void>>();
    const trees = new Map<string, ReturnType<typeof queuedRuns>[number]>();
    const remember = (runs: ReturnType<typeof queuedRuns>) => {
      for (const run of runs) {
        trees.set(run.hash, run);
        remember([...run.followers]);
      }
    };
    remember(queuedRuns(tasks));
    let fault: unknown;
    let toldAlone = false;
    let wake: () => void = () => {};

    const end = (outcome: Outcome) => {
      const { task } = outcome;
      if (!open.delete(task.hash)) return;
      running.delete(task.hash);
      if (outcome.status === "failed") failed.set(task.hash, outcome.reason);
      outcomes.push(outcome);
      events.onOutcome(outcome);
      if (outcome.status !== "failed") return;
      for (const next of [...open.values()].filter(({ after }) => after === task.hash))
        end({
          task: next,
          status: "failed",
          reason: `the run it starts from, ${task.hash}, failed: ${outcome.reason}`,
        });
    };
    const started = (hash: string) => {
      const task = open.get(hash);
      if (task === undefined || running.has(hash)) return;
      running.add(hash);
      events.onStart(task);
    };
    const back = (hash: string) => {
      const task = open.get(hash);
      if (task !== undefined && running.delete(hash)) events.onBack(task);
    };
    /** Writes what a worker has returned. Only then may the queue forget it. */
    const write = async (task: Task) => {
      try {
        const attempt = await this.#collected(task);
        if (attempt === undefined) return; // it is not there any more, and the next look queues it again
        // Its followers are released by the queue. They are added here too, in case Redis has lost that job.
        await this.#jobs.add((trees.get(task.hash)?.followers ?? []).filter(({ hash }) => open.has(hash)));
        end({ task, ...attempt });
      } catch (error) {
        if (error instanceof WrongResult) end({ task, status: "failed", reason: error.message });
        else fault ??= error;
      } finally {
        collecting.delete(task.hash);
        if (open.size === 0 || fault !== undefined) wake();
      }
    };
    const collect = (hash: string): Promise<void> => {
      const task = open.get(hash);
      if (task === undefined) return Promise.resolve();
      const work = collecting.get(hash) ?? write(task);
      collecting.set(hash, work);
      return work;
    };
    const giveUp = async (hash: string) => {
      const task = open.get(hash);
      const job = task && (await this.#jobs.job(hash));
      if (task === undefined || !(await job?.isFailed())) return;
      end({ task, status: "failed", reason: job!.failedReason });
      if (open.size === 0) wake();
    };

    /** Compares the queue with what is still to be done. */
    const look = async (first: boolean) => {
      await this.#store.announce();
      this.#slots = await this.#store.slots();
      if (this.#slots === 0 && !toldAlone) {
        const address = shownAddress(this.#options.queue);
        this.#options.say(`no worker is there; start some with: robustness worker --queue ${address}`);
      }
      toldAlone = this.#slots === 0;
      const missing: string[] = [];
      for (const [hash, { after }] of [...open]) {
        if (signal?.aborted) return;
        const state = await this.#jobs.state(hash);
        if (state === "completed") await collect(hash);
        else if (state === "failed" && first) {
          // An earlier sweep saw it fail. This one tries again.
          await this.#jobs.remove(hash);
          missing.push(hash);
        } else if (state === "failed") await giveUp(hash);
        else if (state === "active") started(hash);
        else if (state === "unknown") {
          back(hash);
          // A run whose start is still to be trained belongs to that start's flow.
          if (after === undefined || !open.has(after)) missing.push(hash);
        } else back(hash);
      }
      await this.#jobs.add(missing.flatMap((hash) => (open.has(hash) ? trees.get(hash)! : [])));
    };

    const queueEvents = new QueueEvents(this.#store.name, { connection: this.#redis, prefix: keyPrefix });
    queueEvents.on("error", () => {}); // told by the connection
    const follow = (listen: (hash: string) => void) => (event: { jobId: string }) => {
      const hash = hashOfRunJob(event.jobId);
      if (hash !== undefined && !signal?.aborted) listen(hash);
    };
    queueEvents.on("active", follow(started));
    queueEvents.on("stalled", follow(back));
    queueEvents.on("waiting", ({ jobId, prev }) => {
      const task = open.get(hashOfRunJob(jobId) ?? "");
      if (task === undefined || signal?.aborted) return;
      back(task.hash);
      if (prev === "failed") events.onRetry?.(task, new WorkerDied("its process died"));
    });
    queueEvents.on(
      "completed",
      follow((hash) => void collect(hash)),
    );
    queueEvents.on(
      "failed",
      follow((hash) => void giveUp(hash).catch((error) => (fault ??= error))),
    );
    queueEvents.on("progress", ({ jobId, data }) => {
      const hash = hashOfRunJob(jobId);
      const task = hash === undefined ? undefined : open.get(hash);
      const progress = progressSchema.safeParse(data);
      if (task === undefined || !progress.success || signal?.aborted) return;
      started(task.hash);
      const { loss, ...rest } = progress.data;
      events.onProgress(task, { ...rest, loss: loss ?? Number.NaN } satisfies TrainingProgress);
    });

    const stopped = new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    try {
      await queueEvents.waitUntilReady();
      await this.#store.uncancel(tasks.map(({ hash }) => hash));
      await this.#sendModels(tasks);
      for (let first = true; open.size > 0 && fault === undefined && !signal?.aborted; first = false) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([look(first), stopped]);
        if (open.size === 0 || fault !== undefined) break;
        await Promise.race([sleep(lookEvery, undefined, { ref: true }), woken, stopped]);
      }
      // What is being written is written to the end, and counts.
      await Promise.race([Promise.allSettled(collecting.values()), sleep(2000, undefined, { ref: false })]);
      if (fault !== undefined) throw fault;
      if (open.size === 0) await this.#tidy(tasks);
      return outcomes;
    } finally {
      await Promise.race([queueEvents.close().catch(() => {}), sleep(2000, undefined, { ref: false })]);
    }
  }

  /** Fetches, checks and writes a record. Returns undefined if the queue has lost it. */
  async #collected(task: Task): Promise<Attempt | undefined> {
    const { records, checkpoints, terms } = this.#options;
    const known = await readRecord(records, task.hash);
    let record: Awaited<ReturnType<QueueStore["record"]>>;
    try {
      record = await this.#store.record(task.hash);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      await this.#forget(task.hash);
      throw new WrongResult(error.message);
    }
    if (record === undefined && known === undefined) {
      await this.#forget(task.hash);
      return undefined;
    }
    const wrong = record && whyWrong(record, task, terms);
    if (wrong !== undefined) {
      await this.#forget(task.hash);
      throw new WrongResult(`a worker returned ${wrong}; it was not written`);
    }
    if (task.keep) await this.#store.fetchModel(task.spec, checkpoints);
    const result = known ?? record!;
    if (known === undefined) await writeRecord(records, result);
    await this.#store.dropRecord(task.hash);
    return {
      status: result.status,
      ...(result.reason !== undefined && { reason: result.reason }),
      seconds: result.seconds.total,
      ...(known !== undefined && { elsewhere: true }),
    };
  }

  async #forget(hash: string): Promise<void> {
    await this.#jobs.remove(hash);
    await this.#store.dropRecord(hash);
  }

  /** Sends the models of this machine from which runs start. */
  async #sendModels(tasks: readonly Task[]): Promise<void> {
    const starts = new Map(
      tasks.flatMap(({ after, spec }) =>
        spec.start === undefined || after !== undefined
          ? []
          : [[JSON.stringify(spec.start.from), spec.start.from]],
      ),
    );
    for (const from of starts.values())
      await this.#store.putModel(from, this.#options.checkpoints, Number.POSITIVE_INFINITY);
  }

  /** Removes what this sweep has left in Redis. */
  async #tidy(tasks: readonly Task[]): Promise<void> {
    for (const { hash } of tasks) {
      await this.#jobs.remove(hash);
      await this.#store.dropModel(hash);
    }
    if ((await this.#jobs.open()) === 0) await this.#store.withdraw();
  }

  /**
   * Takes runs out of the queue. Workers stop those that they are training.
   * @returns number of runs that were waiting, were being trained, and had a result, which is discarded
   */
  async cancel(hashes: readonly string[]): Promise<{ waiting: number; training: number; finished: number }> {
    const counts = { waiting: 0, training: 0, finished: 0 };
    const training: string[] = [];
    for (const hash of hashes) {
      const state = await this.#jobs.state(hash);
      if (state === "active") training.push(hash);
      else if (state === "completed" || state === "failed") counts.finished++;
      else if (state !== "unknown") counts.waiting++;
      if (state !== "active") await this.#forget(hash);
    }
    counts.training = training.length;
    await this.#store.cancel(training);
    // Workers look with every report of progress. One that is silent holds its run until its lock expires.
    for (let left = training, tries = 0; left.length > 0 && tries < 20; tries++) {
      await sleep(500);
      left = await only(left, async (hash) => {
        if ((await this.#jobs.state(hash)) === "active") return true;
        await this.#forget(hash);
        return false;
      });
    }
    await this.#store.uncancel(
      await only(training, async (hash) => (await this.#jobs.state(hash)) !== "active"),
    );
    if ((await this.#jobs.open()) === 0) await this.#store.withdraw();
    return counts;
  }

  async stop(): Promise<void> {
    await Promise.race([this.#jobs.close(), sleep(2000, undefined, { ref: false })]);
    this.#redis.disconnect();
  }
}

/** Thrown if a worker's result cannot be the run's. */
class WrongResult extends Error {}

/** Why a record is not the result of a task; undefined if it is. */
function whyWrong(
  { hash, dataDigest, engine, provenance }: NonNullable<Awaited<ReturnType<QueueStore["record"]>>>,
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

async function only(list: readonly string[], holds: (one: string) => Promise<boolean>): Promise<string[]> {
  const kept: string[] = [];
  for (const one of list) if (await holds(one)) kept.push(one);
  return kept;
}
