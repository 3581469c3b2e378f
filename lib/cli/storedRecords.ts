import type { RunRecord } from "../record/schema.js";
import type { RunSpec } from "../training/train/spec.js";

interface StoredRecords {
  readonly records: readonly RunRecord[];
  /** Number of different runs that were looked up. */
  readonly runs: number;
}

/** The records in a folder of these runs and of the runs that they start from. */
export async function storedRecords(specs: readonly RunSpec[], folder: string): Promise<StoredRecords> {
  const { readRecordsOf } = await import("../record/store.js");
  const { specHash } = await import("../training/train/spec.js");
  const hashes = new Set(withStarts(specs).map(specHash));
  return { records: await readRecordsOf(folder, hashes), runs: hashes.size };
}

/** Specs together with the specs they start from. */
function withStarts(specs: readonly RunSpec[]): RunSpec[] {
  return specs.flatMap((spec) => (spec.start ? [spec, ...withStarts([spec.start.from])] : [spec]));
}
