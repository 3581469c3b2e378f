import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { InputError } from "../../../../base/errors.js";
import { fileExists } from "../../../../base/files.js";
import { makeTemporaryFolder } from "../../../../base/processes.mjs";
import type { EngineName } from "../../../../engine/index.js";
import { openDataSource } from "../../../../examples/openSource.js";
import { readRecord } from "../../../../record/store.js";
import type { TrainingProgress } from "../../../train/run.js";
import { checkpointPath } from "../../../train/stored.js";
import { WorkerDied } from "../../schedule.js";
import { Workers } from "../processes/workers.js";
import { parseReleaseJob, parseRunJob } from "./jobs.js";
import { connectRedis, keyPrefix, readSettings, shownAddress, unsafeSettings } from "./redis.js";
import { RunQueue } from "./runQueue.js";
import { keptFor, QueueStore, signOfLife } from "./stored.js";
import { ownTerms, termsDifference } from "./terms.js";

export interface QueueWorkerOptions {
  /** Address of Redis, see `connectRedis`. */
  readonly queue: string;
  /** Number of runs at the same time, each in a process of one thread. */
  readonly workers: number;
  readonly engine: EngineName;
  /** Name of a data source, see `openDataSource`. */
  readonly data: string;
  /** Seconds without a sign of life after which other workers take over this worker's runs. */
  readonly patience: number;
  /** Ends the worker. Its runs go back into the queue. */
  readonly signal?: AbortSignal;
  /** Called with a line for the user. */
  readonly say: (line: string) => void;
}

export interface QueueWorkerSummary {
  readonly trained: number;
  readonly failed: number;
  /** Runs that were stopped and are in the queue again. */
  readonly returned: number;
}

/** How often a run may lose its worker's machine. */
const mostStalls = 20;

/** Faults of a machine and not of a run, by the system's code at the end of a message. */
const machineFault = /\((ENOSPC|EDQUOT|EROFS|EIO|EACCES|EPERM|ENFILE|EMFILE)\)/;

/** The reason for stopping a run that says nothing about the run. */
class StoppedRun extends Error {
  constructor(readonly why: "lock lost" | "worker ended") {
    super(why);
  }
}

/**
 * Trains runs from a queue until the signal. Training is in child processes, so this process is always free to renew its
 * locks. Records go back through the queue; this machine keeps nothing.
 * @throws InputError if Redis cannot be used, if the queue belongs to a sweep of another version, lockfile, data or
 *   engine, or if this machine can train nothing (its disk is full)
 */
export async function workOnQueue(options: QueueWorkerOptions): Promise<QueueWorkerSummary> {
  const { queue: address, workers, engine, data, patience, signal, say } = options;
  const source = await openDataSource(data);
  const terms = ownTerms(engine, source.digest);
  const redis = await connectRedis(address, {
    onConnection: (connected, reason) =>
      say(
        connected
          ? "connected to Redis again"
          : `lost the connection to Redis${reason === undefined ? "" : ` (${reason})`}; training goes on, trying again`,
      ),
  });
  const folder = makeTemporaryFolder("robustness-worker-");
  const [records, checkpoints] = [join(folder, "records"), join(folder, "checkpoints")];
  const pool = new Workers(workers, { engine, data, records, checkpoints });
  const store = new QueueStore(redis, terms);
  const name = `${hostname()}-${process.pid}`;
  const summary = { trained: 0, failed: 0, returned: 0 };
  let end: (error?: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });

  /** @throws InputError if there is work, but only under other terms */
  const checkTerms = async () => {
    const announced = await store.announced();
    const [other] = announced.values();
    if (other !== undefined && !announced.has(store.name))
      throw new InputError(
        `${shownAddress(address)}: its runs cannot be trained here: ${termsDifference(terms, other)}`,
      );
  };

  const training = new Map<string, AbortController>();
  const stopAll = (reason: StoppedRun) => {
    for (const stop of training.values()) stop.abort(reason);
  };

  const trainRun = async (job: Job): Promise<{ seconds: number }> => {
    const { hash, spec, keep } = parseRunJob(job.id!, job.data);
    const from = spec.start?.from;
    if (from !== undefined && !(await fileExists(checkpointPath(checkpoints, from))))
      await store.fetchModel(from, checkpoints);
    const stop = new AbortController();
    training.set(job.id!, stop);
    const onProgress = (progress: TrainingProgress) => {
      // A lost message does not matter: the next one follows.
      job.updateProgress({ ...progress, worker: name }).catch(() => {});
      store.isCancelled(hash).then(
        (cancelled) => cancelled && stop.abort(new UnrecoverableError("cancelled")),
        () => {},
      );
    };
    const attempt = await pool
      .train({ spec, keep }, onProgress, stop.signal)
      .finally(() => training.delete(job.id!));
    const record = attempt && (await readRecord(records, hash));
    if (record === undefined) throw new Error(`run ${hash}: another process of this worker is training it`);
    if (keep && record.status === "finished")
      await store.putModel(spec, checkpoints, record.seconds.training);
    await store.putRecord(record);
    return { seconds: record.seconds.total };
  };

  const processor = async (job: Job, token?: string): Promise<unknown> => {
    try {
      if (job.name === "release") {
        const runs = parseReleaseJob(job.id!, job.data);
        await runQueue.add(runs);
        return { released: runs.length };
      }
      const result = await trainRun(job);
      summary.trained++;
      return result;
    } catch (error) {
      const { message, stack } = error as Error;
      const stopped = error instanceof StoppedRun ? error.why : undefined;
      if (stopped !== undefined || machineFault.test(message)) {
        summary.returned++;
        // Without the lock the run belongs to another worker. If giving it back fails, it goes back when its lock expires.
        if (stopped !== "lock lost") await job.moveToWait(token).catch(() => {});
        if (stopped === undefined) end(new InputError(`this machine cannot train: ${message}`));
        throw new WaitingError(); // BullMQ leaves the job as it is
      }
      if (error instanceof WorkerDied) {
        say(`run ${job.id}: ${message}${job.attemptsMade === 0 ? "; it is tried once more" : ""}`);
        throw error;
      }
      summary.failed++;
      if (!(error instanceof InputError) && !(error instanceof UnrecoverableError))
        say(`run ${job.id}: ${stack}`);
      throw error instanceof UnrecoverableError ? error : new UnrecoverableError(message);
    }
  };

  let worker: Worker | undefined;
  let living: NodeJS.Timeout | undefined;
  let busy = 0;
  const runQueue = new RunQueue(redis, store.name);
  const abort = () => end();
  try {
    for (const fault of unsafeSettings(await readSettings(redis), address))
      say(`warning: ${shownAddress(address)}: ${fault}`);
    await checkTerms();
    await store.signIn(name, workers);
    living = setInterval(() => {
      store.signIn(name, workers).catch(() => {});
      // An idle worker looks again, because the sweep may begin after its workers.
      if (busy === 0) checkTerms().catch((error: unknown) => error instanceof InputError && end(error));
    }, signOfLife);
    worker = new Worker(
      store.name,
      async (job, token) => {
        busy++;
        try {
          return await processor(job, token);
        } finally {
          busy--;
        }
      },
      {
        connection: redis,
        prefix: keyPrefix,
        name,
        concurrency: workers,
        lockDuration: 1000 * patience,
        stalledInterval: 1000 * patience,
        maxStalledCount: mostStalls,
        removeOnComplete: { age: keptFor },
        removeOnFail: { age: keptFor },
      },
    );
    worker.on("error", (error) => {
      // Lost connections are told by `onConnection`; a lost lock ends the run below.
      if (
        !/ECONN|EPIPE|Connection is closed|could not renew lock|Missing lock|Missing key|LOADING/.test(
          error.message,
        )
      )
        say(`queue: ${error.message}`);
    });
    worker.on("lockRenewalFailed", (jobs) => {
      for (const id of jobs) training.get(id)?.abort(new StoppedRun("lock lost"));
    });
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) end();
    say(
      `worker ${name}: trains ${workers} ${workers === 1 ? "run" : "runs"} at a time from ${shownAddress(address)}; Ctrl-C gives its runs back`,
    );
    await ended;
    return summary;
  } finally {
    clearInterval(living);
    signal?.removeEventListener("abort", abort);
    stopAll(new StoppedRun("worker ended"));
    await Promise.race([
      Promise.allSettled([worker?.close(), store.signOut(name)]).then(() => runQueue.close()),
      // Without a connection nothing can be given back; the locks expire instead.
      new Promise((resolve) => setTimeout(resolve, 5000).unref()),
    ]);
    await pool.stop();
    redis.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}
