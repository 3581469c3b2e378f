import type { RunRecord } from "./schema.js";

/** How two sets of records of the same specs differ on one test set. */
export interface RecordDifference {
  readonly testset: string;
  /** Pairs of results: one a run, readout and moment. */
  readonly results: number;
  /** Pairs with equal counts. */
  readonly equal: number;
  /** Of the differences in accuracy, in percentage points: root mean square, and the largest in size. */
  readonly rootMeanSquarePoints: number;
  readonly largestPoints: number;
}

export interface RecordComparison {
  /** Specs with a finished record in both, in the first alone, in the second alone. */
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** In the order in which test sets first appear. */
  readonly byTestset: readonly RecordDifference[];
}

/** Compares records made anew with older ones of the same specs. */
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
