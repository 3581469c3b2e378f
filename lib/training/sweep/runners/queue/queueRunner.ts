import { setTimeout as sleep } from "node:timers/promises";
import { QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { z } from "zod";
import { specHash } from "../../../train/spec.js";
import type { Task } from "../../plan.js";
import type { Outcome } from "../../schedule.js";
import type { Runner, RunnerEvents } from "../runner.js";
import { Following } from "./following.js";
import { hashOfRunJob } from "./jobs.js";
import { connectRedis, keyPrefix, shownAddress } from "./redis.js";
import { RunQueue } from "./runQueue.js";
import { QueueStore } from "./stored.js";
import type { QueueTerms } from "./terms.js";

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

/** Numbers of runs that were taken out of a queue, by what they were doing. */
export interface CancelledRuns {
  readonly waiting: number;
  readonly training: number;
  /** Had a result or had failed, and were not collected. */
  readonly ended: number;
}

/** Milliseconds between looks at the whole queue. */
const lookEvery = 2000;

/** Half seconds that workers get to stop cancelled runs. */
const halfSecondsToStop = 20;

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
  #isAlone = false;
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

  /** @throws InputError if a record cannot be written; the queue keeps it then */
  async run(tasks: readonly Task[], events: RunnerEvents): Promise<Outcome[]> {
    const { signal } = events;
    const { terms, records, checkpoints } = this.#options;
    const [store, jobs] = [this.#store, this.#jobs];
    const following = new Following(tasks, { store, jobs, terms, records, checkpoints }, events);
    const queueEvents = this.#listen(following);
    let ended = false;
    const stopped = new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    const over = Promise.race([following.done, stopped]).finally(() => {
      ended = true;
    });
    over.catch(() => {}); // it is awaited below
    try {
      await Promise.race([queueEvents.waitUntilReady(), over]);
      await store.uncancel(tasks.map(({ hash }) => hash));
      await this.#sendModels(tasks);
      for (let first = true; !ended; first = false) {
        await Promise.race([this.#announce().then(() => following.look(first)), over]);
        await Promise.race([sleep(lookEvery), over]);
      }
      await over;
      // What is being written is written to the end, and counts.
      await Promise.race([following.settled(), sleep(2000, undefined, { ref: false })]);
      if (following.outcomes.length === tasks.length) await this.#tidy(tasks);
      return following.outcomes;
    } finally {
      await Promise.race([queueEvents.close().catch(() => {}), sleep(2000, undefined, { ref: false })]);
    }
  }

  /** Passes on what the queue reports. */
  #listen(following: Following): QueueEvents {
    const queueEvents = new QueueEvents(this.#store.name, { connection: this.#redis, prefix: keyPrefix });
    queueEvents.on("error", () => {}); // told by the connection
    const withHash = (tell: (hash: string) => unknown) => (event: { jobId: string }) => {
      const hash = hashOfRunJob(event.jobId);
      if (hash !== undefined) tell(hash);
    };
    queueEvents.on(
      "active",
      withHash((hash) => following.started(hash)),
    );
    queueEvents.on(
      "stalled",
      withHash((hash) => following.back(hash)),
    );
    queueEvents.on(
      "completed",
      withHash((hash) => following.completed(hash)),
    );
    queueEvents.on(
      "failed",
      withHash((hash) => following.failed(hash)),
    );
    queueEvents.on("waiting", ({ jobId, prev }) => {
      const hash = hashOfRunJob(jobId);
      if (hash === undefined) return;
      following.back(hash);
      if (prev === "failed") following.retried(hash);
    });
    queueEvents.on("progress", ({ jobId, data }) => {
      const hash = hashOfRunJob(jobId);
      const progress = progressSchema.safeParse(data);
      if (hash === undefined || !progress.success) return;
      const { loss, ...rest } = progress.data;
      following.progress(hash, { ...rest, loss: loss ?? Number.NaN });
    });
    return queueEvents;
  }

  /** Says in Redis that there is work, and to the user if there is nobody to do it. */
  async #announce(): Promise<void> {
    await this.#store.announce();
    this.#slots = await this.#store.slots();
    if (this.#slots === 0 && !this.#isAlone)
      this.#options.say(
        `no worker is there; start some with: robustness worker --queue ${shownAddress(this.#options.queue)}`,
      );
    this.#isAlone = this.#slots === 0;
  }

  /** Sends the models of this machine from which runs start. */
  async #sendModels(tasks: readonly Task[]): Promise<void> {
    const starts = new Map(
      tasks.flatMap(({ after, spec }) =>
        spec.start === undefined || after !== undefined ? [] : [[specHash(spec.start.from), spec.start.from]],
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

  /** Takes runs out of the queue, whoever has put them there. Workers stop those that they are training. */
  async cancel(hashes: readonly string[]): Promise<CancelledRuns> {
    let [waiting, ended] = [0, 0];
    const training = new Set<string>();
    for (const hash of hashes) {
      const state = await this.#jobs.state(hash);
      if (state === "active") training.add(hash);
      else if (state === "completed" || state === "failed") ended++;
      else if (state !== "unknown") waiting++;
      if (state !== "active") await this.#forget(hash);
    }
    const counts = { waiting, training: training.size, ended };
    await this.#store.cancel([...training]);
    // Workers ask with every report of progress.
    for (let tries = 0; training.size > 0 && tries < halfSecondsToStop; tries++) {
      await sleep(500);
      for (const hash of training) {
        if ((await this.#jobs.state(hash)) === "active") continue;
        await this.#forget(hash);
        await this.#store.uncancel([hash]);
        training.delete(hash);
      }
    }
    if ((await this.#jobs.open()) === 0) await this.#store.withdraw();
    return counts;
  }

  async #forget(hash: string): Promise<void> {
    await this.#jobs.remove(hash);
    await this.#store.dropRecord(hash);
    await this.#store.dropModel(hash);
  }

  async stop(): Promise<void> {
    await Promise.race([this.#jobs.close(), sleep(2000, undefined, { ref: false })]);
    this.#redis.disconnect();
  }
}
