import { relative } from "node:path";
import { inPackage } from "../base/files.js";
import type { RecordComparison } from "../record/compareRecords.js";
import { say } from "./progress.js";
import { shownSweep } from "./shownSweep.js";
import { storedRecords } from "./storedRecords.js";

/** File for all records of a full reproduction; not committed. */
const linesPath = inPackage("runs", "records.jsonl");

/**
 * Trains every run of the sweep that has no record in `runs/records` yet, and writes all of them to one file.
 * @returns path of the file, relative to the package, and how its records differ from the committed ones
 * @throws Error if a run failed or the sweep was interrupted; calling it again resumes the sweep
 */
export async function sweepAll(): Promise<{ records: string; comparison: RecordComparison }> {
  const { availableParallelism } = await import("node:os");
  const { chooseEngine } = await import("../engine/index.js");
  const { sweepSpecs } = await import("../causes/grids.js");
  const { committedRecords } = await import("../causes/load.js");
  const { compareRecords } = await import("../record/compareRecords.js");
  const { writeRecordLines } = await import("../record/recordLines.js");
  const { gridRuns } = await import("../training/sweep/grid.js");
  const { checkpointsFolder, recordsFolder } = await import("../training/train/folders.js");
  const runs = gridRuns(sweepSpecs(), "all");
  const committed = await committedRecords();
  const seconds = new Map(committed.map((record) => [record.hash, record.seconds.total]));
  const earlier = new Map(runs.map(({ spec, hash }) => [spec, seconds.get(hash)]));
  const { summary } = await shownSweep(
    runs,
    {
      workers: availableParallelism(),
      engine: await chooseEngine(),
      data: "pictograms",
      records: recordsFolder,
      checkpoints: checkpointsFolder,
      earlier: (spec) => earlier.get(spec),
    },
    "full sweep: ",
  );
  const failed = summary.outcomes.filter(({ status }) => status === "failed").length;
  if (summary.interrupted) throw new Error("full sweep: interrupted; rerun the command to resume");
  if (failed > 0) throw new Error(`full sweep: ${failed} runs failed; rerun the command to try them again`);
  const { records } = await storedRecords(
    runs.map(({ spec }) => spec),
    recordsFolder,
  );
  await writeRecordLines(linesPath, records);
  return {
    records: relative(inPackage(), linesPath),
    comparison: compareRecords(records, committed),
  };
}

/** Prints the comparison at the end of a reproduction. */
export function sayComparison({ both, onlyFirst, onlySecond, byTestset }: RecordComparison): void {
  say(
    `against the committed records: ${both} runs in both, ${onlyFirst} only here, ${onlySecond} only committed`,
  );
  for (const { testset, results, equal, rootMeanSquarePoints, largestPoints } of byTestset)
    say(
      `  ${testset.padEnd(16)} ${equal} of ${results} results with equal counts; accuracies differ by ` +
        `${rootMeanSquarePoints.toFixed(2)} points (root mean square), at most ${largestPoints.toFixed(2)}`,
    );
}
