import type { RunRecord } from "../record/schema.js";
import { average } from "../stats/index.js";

/** Comparison, on one test set, of runs trained on two engines. */
export interface EngineAccuracies {
  readonly testset: string;
  readonly readouts: number;
  /**
   * Accuracy on the second engine minus that on the first, in percentage points: mean, and largest absolute value.
   */
  readonly meanPoints: number;
  readonly largestPoints: number;
}

/**
 * Differences in accuracy between two engines at the end of training, by test set, over the runs recorded on both.
 */
export function compareAccuracies(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
): EngineAccuracies[] {
  const other = new Map(second.map((record) => [record.hash, record]));
  const differences = new Map<string, number[]>();
  for (const record of first) {
    const twin = other.get(record.hash);
    if (twin === undefined || record.status === "diverged" || twin.status === "diverged") continue;
    for (const { readout, testset, step, correct, total } of record.results) {
      const match = twin.results.find(
        (each) => each.readout === readout && each.testset === testset && each.step === step,
      );
      if (match === undefined || step !== record.steps || total === 0) continue;
      const points = 100 * (match.correct / match.total - correct / total);
      differences.set(testset, [...(differences.get(testset) ?? []), points]);
    }
  }
  return [...differences].map(([testset, points]) => ({
    testset,
    readouts: points.length,
    meanPoints: average(points),
    largestPoints: points.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0),
  }));
}
