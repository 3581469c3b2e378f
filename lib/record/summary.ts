import type { RunRecord } from "./schema.js";

/** The cost and origin of a set of records. */
interface RecordSummary {
  readonly runs: number;
  readonly diverged: number;
  /** Total wall time of the runs. Several ran at the same time. */
  readonly hours: number;
  /** Number of training images seen, counting repeats. */
  readonly samples: number;
  readonly engines: readonly string[];
  readonly machines: readonly string[];
  readonly commits: readonly string[];
  /** Hashes of the data from which the records were made. Records without a hash add none. */
  readonly data: readonly string[];
  /** The first and the last day; only one if they are the same. */
  readonly days: readonly string[];
}

/** Summarises the cost and origin of records. */
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
