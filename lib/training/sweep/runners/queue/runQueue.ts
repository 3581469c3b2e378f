import { FlowProducer, type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type QueuedRun, releaseData, releaseJobId, runData, runJobId } from "./jobs.js";
import { keyPrefix } from "./redis.js";
import { keptFor } from "./stored.js";

/** The jobs of one queue. */
export class RunQueue {
  readonly #queue: Queue;
  readonly #flows: FlowProducer;

  constructor(
    redis: Redis,
    private readonly name: string,
  ) {
    this.#queue = new Queue(name, {
      connection: redis,
      prefix: keyPrefix,
      streams: { events: { maxLen: 2000 } },
    });
    this.#flows = new FlowProducer({ connection: redis, prefix: keyPrefix });
    // Lost connections are told by `connectRedis`.
    this.#queue.on("error", () => {});
    this.#flows.on("error", () => {});
  }

  /** Adds runs, each with a job that releases those that start from it. Runs that are in the queue already stay. */
  async add(runs: readonly QueuedRun[]): Promise<void> {
    const age = { age: keptFor };
    for (let at = 0; at < runs.length; at += 100)
      await this.#flows.addBulk(
        runs.slice(at, at + 100).map((run) => {
          const job = {
            name: "run",
            queueName: this.name,
            data: runData(run),
            opts: {
              jobId: runJobId(run.hash),
              priority: run.priority,
              attempts: 2, // a run whose process dies is tried once more
              removeOnComplete: age,
              removeOnFail: age,
            },
          };
          if (run.followers.length === 0) return job;
          return {
            name: "release",
            queueName: this.name,
            data: releaseData(run),
            opts: { jobId: releaseJobId(run.hash), removeOnComplete: true, removeOnFail: true },
            children: [{ ...job, opts: { ...job.opts, failParentOnFailure: true } }],
          };
        }),
      );
  }

  job(hash: string): Promise<Job | undefined> {
    return this.#queue.getJob(runJobId(hash));
  }

  /** State of a run, e.g. `prioritized`, `active`, `completed`, `failed`; `unknown` if it is not in the queue. */
  state(hash: string): Promise<string> {
    return this.#queue.getJobState(runJobId(hash));
  }

  /** Removes a run and the job that waits for it, unless a worker has it. Returns whether it is gone. */
  async remove(hash: string): Promise<boolean> {
    for (const id of [releaseJobId(hash), runJobId(hash)])
      try {
        await this.#queue.remove(id, { removeChildren: false });
      } catch {
        // It is locked by its worker.
      }
    return (await this.state(hash)) === "unknown";
  }

  /** Number of jobs that are not finished. */
  async open(): Promise<number> {
    const counts = await this.#queue.getJobCounts(
      "wait",
      "prioritized",
      "active",
      "delayed",
      "waiting-children",
    );
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#queue.close(), this.#flows.close()]);
  }
}
