import type { EarlierTime } from "../training/sweep/timeLeft.js";

/** How long runs took according to the committed records of the full sweep. */
export async function earlierTimes(): Promise<EarlierTime> {
  const { committedRecords } = await import("../causes/load.js");
  const { specHash } = await import("../training/train/spec.js");
  const seconds = new Map((await committedRecords()).map((record) => [record.hash, record.seconds.total]));
  return (spec) => seconds.get(specHash(spec));
}
