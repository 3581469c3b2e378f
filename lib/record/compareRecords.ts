import type { RunRecord } from "./schema.js";

/** How two sets of records of the same specs differ on one test set. */
interface RecordDifference {
  readonly testset: string;
  /** Number of pairs of results: one per run, readout and training step. */
  readonly results: number;
  /** Number of pairs with equal counts. */
  readonly equal: number;
  /** Differences in accuracy, in percentage points: their root mean square, and the largest absolute value. */
  readonly rootMeanSquarePoints: number;
  readonly largestPoints: number;
}

/** The outcome of `compareRecords`. */
export interface RecordComparison {
  /** Number of specs with a finished record in both sets, only in the first, and only in the second. */
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** One entry per test set, in the order of first occurrence. */
  readonly byTestset: readonly RecordDifference[];
}

/** Compares new records with older ones of the same specs. */
export function compareRecords(first: readonly RunRecord[], second: readonly RunRecord[]): RecordComparison {
  const finished = (records: readonly RunRecord[]) =>
    new Map(records.filter(({ status }) => status === "finished").map((record) => [record.hash, record]));
  const [a, b] = [finished(first), finished(second)];
  const differences = new Map<string, { points: number; equal: boolean }[]>();
  let both = 0;
  for (const [hash, record] of a) {
    const other = b.get(hash);
    if (other === undefined) continue;
    both++;
    const key = ({ readout, testset, step }: RunRecord["results"][number]) => `${readout} ${testset} ${step}`;
    const results = new Map(other.results.map((result) => [key(result), result]));
    for (const result of record.results) {
      const old = results.get(key(result));
      if (old === undefined) continue;
      const points = 100 * (result.correct / result.total - old.correct / old.total);
      const equal = result.correctByClass.every((correct, at) => correct === old.correctByClass[at]);
      const list = differences.get(result.testset);
      if (list) list.push({ points, equal });
      else differences.set(result.testset, [{ points, equal }]);
    }
  }
  return {
    both,
    onlyFirst: a.size - both,
    onlySecond: b.size - both,
    byTestset: [...differences].map(([testset, pairs]) => ({
      testset,
      results: pairs.length,
      equal: pairs.filter(({ equal }) => equal).length,
      rootMeanSquarePoints: Math.sqrt(pairs.reduce((sum, { points }) => sum + points ** 2, 0) / pairs.length),
      largestPoints: pairs.reduce((most, { points }) => Math.max(most, Math.abs(points)), 0),
    })),
  };
}
