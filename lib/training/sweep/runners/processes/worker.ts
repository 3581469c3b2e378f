import workerpool from "workerpool";
import type { EngineName } from "../../../../engine/index.js";
import type { DataSource } from "../../../../examples/source.js";
import type { TrainingProgress } from "../../../train/run.js";
import type { RunSpec } from "../../../train/spec.js";
import type { Attempt } from "../../schedule.js";

// The worker process of a sweep. It trains one run at a time on a single-threaded engine. Slow imports are loaded
// later, once the signal handler is in place.

/** The settings shared by all runs of a sweep. */
export interface WorkerSettings {
  readonly engine: EngineName;
  /** See `openDataSource`. */
  readonly data: string;
  readonly records: string;
  readonly checkpoints: string;
}

/** Ctrl-C reaches all processes of a terminal. The process that started the workers decides how to react. */
process.on("SIGINT", () => {});

/** Milliseconds between progress reports. */
const often = 500;
const sources = new Map<string, Promise<DataSource>>();

/**
 * Trains a run unless it has a record, and writes its record.
 * @returns undefined if a process of another sweep is training it
 */
async function train(spec: RunSpec, keep: boolean, settings: WorkerSettings): Promise<Attempt | undefined> {
  const { openDataSource } = await import("../../../../examples/openSource.js");
  const { storedRunUnlessHeld } = await import("../../../train/stored.js");
  const { engine, records, checkpoints } = settings;
  let data = sources.get(settings.data);
  if (data === undefined) {
    data = openDataSource(settings.data);
    sources.set(settings.data, data);
  }
  let told = 0;
  let trained = false;
  const onProgress = (progress: TrainingProgress) => {
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
