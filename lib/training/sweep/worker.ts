import workerpool from "workerpool";
import type { EngineName } from "../../engine/index.js";
import type { DataSource } from "../../examples/source.js";
import type { Progress } from "../train/run.js";
import type { RunSpec } from "../train/spec.js";
import type { Attempt } from "./schedule.js";

// What a worker process of a sweep runs: one run at a time, on an engine with one thread. All that is slow to load is
// loaded below, after the signal's handler is in place.

/** What all runs of a sweep have in common. */
export interface WorkerSettings {
  readonly engine: EngineName;
  /** See `openDataSource`. */
  readonly data: string;
  readonly records: string;
  readonly checkpoints: string;
}

/** Ctrl-C goes to all processes of a terminal; the one that started the workers decides what it means. */
process.on("SIGINT", () => {});

/** Milliseconds between two reports of progress. */
const often = 500;
const sources = new Map<string, Promise<DataSource>>();

/**
 * Trains a run unless it has a record, and writes its record.
 * @returns undefined if a process of another sweep is training it
 */
async function train(spec: RunSpec, keep: boolean, settings: WorkerSettings): Promise<Attempt | undefined> {
  const { openDataSource } = await import("../../examples/openSource.js");
  const { storedRunUnlessHeld } = await import("../train/stored.js");
  const { engine, records, checkpoints } = settings;
  let data = sources.get(settings.data);
  if (data === undefined) {
    data = openDataSource(settings.data);
    sources.set(settings.data, data);
  }
  let told = 0;
  let trained = false;
  const onProgress = (progress: Progress) => {
    trained = true;
    const now = performance.now();
    if (now - told < often) return;
    told = now;
    workerpool.workerEmit(progress);
  };
  const record = await storedRunUnlessHeld(spec, {
    data: await data,
    engine: { name: engine, threads: 1 },
    records,
    checkpoints,
    keep,
    onProgress,
  });
  return (
    record && {
      status: record.status,
      ...(record.reason !== undefined && { reason: record.reason }),
      seconds: record.seconds.total,
      ...(!trained && { elsewhere: true }),
    }
  );
}

workerpool.worker({ train });
