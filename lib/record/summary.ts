import type { RunRecord } from "./schema.js";

/** What a set of records cost and where it was made. */
export interface RecordSummary {
  readonly runs: number;
  readonly diverged: number;
  /** Wall time added up over the runs, which ran several at a time. */
  readonly hours: number;
  /** Training images seen, repeats included. */
  readonly samples: number;
  readonly engines: readonly string[];
  readonly machines: readonly string[];
  readonly commits: readonly string[];
  /** Hashes of the data the records were made from; none for those that do not say. */
  readonly data: readonly string[];
  /** First and last day; one if all were made on it. */
  readonly days: readonly string[];
}

export function summariseRecords(records: readonly RunRecord[]): RecordSummary {
  const distinct = (of: (record: RunRecord) => string | undefined) =>
    [...new Set(records.flatMap((record) => of(record) ?? []))].sort();
  const days = distinct(({ provenance }) => provenance.date.slice(0, 10));
  return {
    runs: records.length,
    diverged: records.filter(({ status }) => status === "diverged").length,
    hours: records.reduce((sum, { seconds }) => sum + seconds.total, 0) / 3600,
    samples: records.reduce((sum, { samples }) => sum + samples, 0),
    engines: distinct(({ engine }) => engine.name),
    machines: distinct(({ provenance }) => provenance.machine),
    commits: distinct(({ provenance }) => provenance.commit),
    data: distinct(({ dataDigest }) => dataDigest),
    days: days.length < 3 ? days : [days[0]!, days.at(-1)!],
  };
}
