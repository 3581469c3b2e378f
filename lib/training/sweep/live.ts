import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../base/processes.mjs";
import { chooseEngine, type EngineName } from "../../engine/index.js";
import type { RunRecord } from "../../record/schema.js";
import { readRecords } from "../../record/store.js";
import type { RunSpec } from "../train/spec.js";
import { gridRuns } from "./grid.js";
import { sweep } from "./sweep.js";

/**
 * Trains runs now, in processes with one thread each, and returns their records in the order of the specs. Leaves
 * nothing on disk.
 * @throws Error naming the first run that failed
 */
export async function runLive(
  specs: readonly RunSpec[],
  options: { readonly engine?: EngineName; readonly workers?: number; readonly data?: string } = {},
): Promise<RunRecord[]> {
  const folder = makeTemporaryFolder("robustness-live-");
  try {
    const records = join(folder, "records");
    const runs = gridRuns(specs, "live");
    const { outcomes } = await sweep(runs, {
      workers: options.workers ?? availableParallelism(),
      engine: options.engine ?? (await chooseEngine()),
      data: options.data ?? "pictograms",
      records,
      checkpoints: join(folder, "checkpoints"),
    });
    for (const outcome of outcomes)
      if (outcome.status === "failed") throw new Error(`${outcome.task.place}: ${outcome.reason}`);
    const byHash = new Map((await readRecords(records)).map((record) => [record.hash, record]));
    return runs.map(({ hash }) => byHash.get(hash)!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Compares a run trained now with its record, by in-distribution accuracy over all classes. */
export interface LiveCheck {
  readonly hash: string;
  readonly readout: string;
  /** Accuracies as fractions. `recorded` is undefined if the run has no record. */
  readonly recorded: number | undefined;
  readonly live: number;
  readonly differencePoints: number | undefined;
  readonly seconds: number;
  readonly agrees: boolean | undefined;
}

/**
 * The allowed difference between a run trained now and its record, in percentage points of in-distribution accuracy. On
 * the machine that made the record, the counts are equal. Another processor or another version of a kernel rounds
 * differently, and after a few hundred steps the two runs differ as much as two seeds. The accuracies of seeds have a
 * standard deviation of about 0.8 percentage points, so 3 points are about 2.7 standard deviations of a difference.
 */
export const liveTolerancePoints = 3;

/** Compares runs trained now with their records. Only read-outs at the end of training are compared. */
export function checkLive(live: readonly RunRecord[], recorded: readonly RunRecord[]): LiveCheck[] {
  const byHash = new Map(recorded.map((record) => [record.hash, record]));
  return live.flatMap((record) =>
    record.results
      .filter(({ testset, step }) => testset === "test" && step === record.steps)
      .map(({ readout, correct, total }): LiveCheck => {
        const old = byHash
          .get(record.hash)
          ?.results.find(
            (result) =>
              result.testset === "test" && result.readout === readout && result.step === record.steps,
          );
        const accuracy = correct / total;
        const before = old && old.correct / old.total;
        const differencePoints = before === undefined ? undefined : 100 * (accuracy - before);
        return {
          hash: record.hash,
          readout,
          recorded: before,
          live: accuracy,
          differencePoints,
          seconds: record.seconds.total,
          agrees:
            differencePoints === undefined ? undefined : Math.abs(differencePoints) <= liveTolerancePoints,
        };
      }),
  );
}
