import { InputError } from "../base/errors.js";
import type { GridRun } from "../training/sweep/grid.js";
import { wholeNumberOption } from "./options.js";
import { countText, secondsText } from "./progress.js";

/** Seconds that a run costs besides its own time when it comes from a queue; measured by `npm run check:queue`. */
const queueOverhead = 0.05;

/**
 * How long a grid takes on different numbers of workers, from the times of the committed records and of those in a folder.
 * @param runs the grid's runs and those they start from
 * @param numbers numbers of workers, e.g. `1,10,100`
 * @param folder of records
 * @returns a table, or JSON
 * @throws InputError if no run time of the grid is known
 */
export async function simulatedSweep(
  runs: readonly GridRun[],
  numbers: string,
  json: boolean,
  folder: string,
): Promise<string> {
  const { committedRecords } = await import("../causes/load.js");
  const { RunTimes } = await import("../training/sweep/timeLeft.js");
  const { longestFirst, simulateSchedule } = await import("../training/sweep/simulate.js");
  const { specHash } = await import("../training/train/spec.js");
  const workers = numbers.split(",").map((text) => wholeNumberOption("--simulate", text.trim(), 1, 100_000));
  const { readRecords } = await import("../record/store.js");
  const all = [
    ...(await readRecords(folder)),
    ...(await committedRecords(new Set(runs.map(({ hash }) => hash)))),
  ];
  const records = new Map(all.map((record) => [record.hash, record]));
  const times = new RunTimes((spec) => records.get(specHash(spec))?.seconds.total);
  for (const { hash, spec } of runs) {
    const record = records.get(hash);
    if (record !== undefined) times.add(spec, record.seconds.total);
  }
  const measured = runs.filter(({ hash }) => records.has(hash)).length;
  if (measured === 0)
    throw new InputError(
      "--simulate: no run of this grid is among the committed records, so no time is known",
    );
  const simulated = longestFirst(
    runs.map(({ hash, spec }) => ({
      hash,
      seconds: times.expected(spec)!,
      ...(spec.start && { after: specHash(spec.start.from) }),
    })),
  );
  const schedules = workers.map((count) => simulateSchedule(simulated, count, queueOverhead));
  const redis = carried(runs, (hash) => records.get(hash));
  if (json)
    return `${JSON.stringify({ runs: runs.length, measured, overhead: queueOverhead, redis, schedules })}\n`;

  const rows = schedules.map(({ workers, seconds, efficiency, mostEndsPerSecond }) => [
    countText(workers),
    secondsText(seconds),
    `${(100 * efficiency).toFixed(1)}%`,
    countText(mostEndsPerSecond),
  ]);
  const table = [["workers", "time", "efficiency", "most ends a second"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join("  "));
  const chain = schedules[0]!.longestChain;
  return [
    `${countText(runs.length)} runs, ${countText(measured)} of them with a measured time; each costs ${queueOverhead} s besides`,
    ...lines,
    `no number of workers is faster than ${secondsText(chain)}, the longest run with the run it starts from`,
    `Redis carries ${megabytes(redis.jobs)} of jobs, ${megabytes(redis.records)} of records and ${megabytes(redis.models)} of models in all`,
    "",
  ].join("\n");
}

/** Bytes that go through Redis for a grid: jobs and records once, a model once and again for each run that needs it. */
function carried(
  runs: readonly GridRun[],
  recordOf: (hash: string) => { readonly parameters: number } | undefined,
): { jobs: number; records: number; models: number } {
  const starts = new Map<string, number>();
  let [jobs, records, models] = [0, 0, 0];
  for (const { hash, spec } of runs) {
    jobs += JSON.stringify(spec).length;
    const record = recordOf(hash);
    if (record !== undefined) records += JSON.stringify(record).length;
    if (spec.start === undefined) continue;
    const from = JSON.stringify(spec.start.from);
    starts.set(from, (starts.get(from) ?? 1) + 1);
  }
  for (const { hash, spec } of runs) {
    const times = starts.get(JSON.stringify(spec));
    // Four bytes a parameter.
    if (times !== undefined) models += times * 4 * (recordOf(hash)?.parameters ?? 0);
  }
  return { jobs, records, models };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
