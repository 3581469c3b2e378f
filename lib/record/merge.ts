import { InputError } from "../base/errors.js";
import type { RunRecord, RunResult } from "./schema.js";

/** Records and the folder or file they come from. */
export interface RecordSource {
  readonly place: string;
  readonly records: readonly RunRecord[];
}

export interface MergeOptions {
  /** Accept records of different commits, versions or lockfiles of this package. */
  readonly otherCommits?: boolean;
  /**
   * The largest allowed difference between two records of a run made on different kinds of machine, in percentage
   * points of accuracy on one test set. Records of the same kind of machine must have equal counts.
   */
  readonly tolerancePoints?: number;
}

/** The outcome of `mergeRecords`. */
export interface MergedRecords {
  /** One record per run, sorted by hash: the one that was found first. */
  readonly records: readonly RunRecord[];
  /** Number of records that repeat a run. */
  readonly repeated: number;
  /** How many of those differ from the record kept, within the tolerance. */
  readonly differing: number;
}

/**
 * The default of `tolerancePoints`. Two kinds of processor round differently. After some hundred steps two runs of one
 * spec then differ as much as two seeds, whose accuracies have a standard deviation of about 0.8 percentage points on
 * the in-distribution test. The differences of two of them stay below 3 points in 99% of cases.
 */
export const mergeTolerancePoints = 3;

/**
 * Puts records from several places together.
 * @throws InputError naming both places if two records of a run contradict each other, if records were made from
 *   different data, or, unless allowed, by different commits
 */
export function mergeRecords(sources: readonly RecordSource[], options: MergeOptions = {}): MergedRecords {
  const { otherCommits = false, tolerancePoints = mergeTolerancePoints } = options;
  const kept = new Map<string, { place: string; record: RunRecord }>();
  const [data, origin] = [new Agreed("data"), new Agreed("version")];
  let [repeated, differing] = [0, 0];
  for (const { place, records } of sources)
    for (const record of records) {
      if (record.dataDigest !== undefined) data.check(record.dataDigest, place, record.hash);
      if (!otherCommits) origin.check(originOf(record), place, record.hash);
      const first = kept.get(record.hash);
      if (first === undefined) {
        kept.set(record.hash, { place, record });
        continue;
      }
      repeated++;
      const difference = differenceOf(first.record, record, tolerancePoints);
      if (difference === undefined) continue;
      if (difference.contradicts)
        throw new InputError(
          `${place}: run ${record.hash}: ${difference.text}; ${first.place} has another record of this run`,
        );
      differing++;
    }
  return {
    records: Array.from(kept.values(), ({ record }) => record).sort((a, b) => (a.hash < b.hash ? -1 : 1)),
    repeated,
    differing,
  };
}

function originOf({ provenance: { version, commit, lockfile } }: RunRecord): string {
  return `version ${version}, commit ${commit}, lockfile ${lockfile}`;
}

/** A value that all records must share. */
class Agreed {
  #first: { value: string; place: string; hash: string } | undefined;

  constructor(private readonly what: "data" | "version") {}

  check(value: string, place: string, hash: string): void {
    this.#first ??= { value, place, hash };
    const { value: expected, place: where, hash: whose } = this.#first;
    if (value === expected) return;
    const made = this.what === "data" ? "made from data" : "made by";
    const hint = this.what === "version" ? "; --other-commits accepts it" : "";
    throw new InputError(
      `${place}: run ${hash}: ${made} ${value}, expected ${expected} as run ${whose} in ${where}${hint}`,
    );
  }
}

/** How two records of a run differ; undefined if their results are equal. */
function differenceOf(
  first: RunRecord,
  second: RunRecord,
  tolerancePoints: number,
): { readonly text: string; readonly contradicts: boolean } | undefined {
  const contradiction = (text: string) => ({ text, contradicts: true });
  if (first.status !== second.status)
    return contradiction(`status ${second.status}, expected ${first.status}`);
  const key = ({ readout, testset, step }: RunResult) => `${readout} on ${testset} after step ${step}`;
  const before = new Map(first.results.map((result) => [key(result), result]));
  if (before.size !== second.results.length || second.results.some((result) => !before.has(key(result))))
    return contradiction(
      `results of other test sets: ${second.results.length} results, expected the same ${before.size}`,
    );
  const sameMachine = machineOf(first) === machineOf(second);
  let largest: { text: string; points: number } | undefined;
  for (const result of second.results) {
    const old = before.get(key(result))!;
    if (result.totalByClass.join() !== old.totalByClass.join())
      return contradiction(
        `${key(result)}: ${result.total} images, expected the same ${old.total} in every class`,
      );
    if (result.correctByClass.join() === old.correctByClass.join()) continue;
    const points = result.total === 0 ? 0 : (100 * Math.abs(result.correct - old.correct)) / result.total;
    if (largest === undefined || points > largest.points)
      largest = {
        points,
        text: `${key(result)}: ${result.correct} of ${result.total} correct, expected ${old.correct}`,
      };
  }
  if (largest === undefined) return undefined;
  if (sameMachine) return contradiction(`${largest.text}, since both were made on the same kind of machine`);
  return largest.points > tolerancePoints
    ? contradiction(`${largest.text} within ${tolerancePoints} percentage points`)
    : { text: largest.text, contradicts: false };
}

/** What decides how a run rounds. */
function machineOf({ engine, provenance: { machine, platform, packages } }: RunRecord): string {
  // The number of cores stands before the processor's name and does not matter: a run has its own number of threads.
  const processor = machine.replace(/^\d+ × /, "");
  return JSON.stringify([engine, processor, platform, Object.entries(packages).sort()]);
}
