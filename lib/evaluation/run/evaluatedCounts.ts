import type { EvaluationRecord } from "./record.js";

/** Counts of one model on one test set, in all and by class. */
export type EvaluatedCount = EvaluationRecord["results"][number];

/** The counts of a model's records by test set, class-subset axes included. */
export function countsByTestSet(records: readonly EvaluationRecord[]): Map<string, EvaluatedCount> {
  return new Map(
    records.flatMap(({ results }) => results.map((result) => [result.testset, result] as const)),
  );
}

/** What to doubt about records, one sentence each. */
export function evaluationCautions(records: readonly EvaluationRecord[]): string[] {
  return records.flatMap(({ data }) =>
    data.skipped.length === 0
      ? []
      : [
          `${data.testset}: ${data.skipped.length} of ${data.images} images could not be read and were left out, ${data.skipped[0]!.path} among them`,
        ],
  );
}
