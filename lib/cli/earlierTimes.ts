import type { GridRun } from "../training/sweep/grid.js";
import type { EarlierTime } from "../training/sweep/timeLeft.js";

/** How long runs took according to the committed records of the full sweep. */
export async function earlierTimes(runs: readonly GridRun[]): Promise<EarlierTime> {
  const { committedRecords } = await import("../causes/load.js");
  const { withStarts } = await import("../training/sweep/grid.js");
  const { specHash } = await import("../training/train/spec.js");
  const records = await committedRecords(new Set(withStarts(runs).map(({ hash }) => hash)));
  const seconds = new Map(records.map((record) => [record.hash, record.seconds.total]));
  return (spec) => seconds.get(specHash(spec));
}
