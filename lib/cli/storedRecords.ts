import type { RunRecord } from "../record/schema.js";
import type { RunSpec } from "../training/train/spec.js";

export interface StoredRecords {
  readonly records: readonly RunRecord[];
  /** Different runs looked for. */
  readonly runs: number;
}

/** The records that a folder holds of these runs, and of those that they start from. */
export async function storedRecords(specs: readonly RunSpec[], folder: string): Promise<StoredRecords> {
  const { readRecord } = await import("../record/store.js");
  const { specHash } = await import("../training/train/spec.js");
  const hashes = new Set(withStarts(specs).map(specHash));
  const found = await Promise.all(Array.from(hashes, (hash) => readRecord(folder, hash)));
  return { records: found.filter((record) => record !== undefined), runs: found.length };
}

/** Specs with those they start from. */
function withStarts(specs: readonly RunSpec[]): RunSpec[] {
  return specs.flatMap((spec) => (spec.start ? [spec, ...withStarts([spec.start.from])] : [spec]));
}
