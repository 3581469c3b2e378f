import { resolve } from "node:path";
import type { Command } from "commander";
import { namedGrids } from "./namedGrids.js";
import { countText, say } from "./progress.js";
import { storedRecords } from "./storedRecords.js";

interface RecordsFlags {
  readonly records?: string;
}
interface PackFlags extends RecordsFlags {
  readonly grid: string;
}

/** `robustness records`: between a folder with a file a run and the one file that is committed. */
export function registerRecords(program: Command): void {
  const records = program
    .command("records")
    .description("put the records of the sweep into the one file that is committed, or take them out of it");
  const folder = ["--records <folder>", "folder of records; default: runs/records in the package"] as const;
  records
    .command("pack")
    .description("write all records of a grid's runs that the folder holds to one file")
    .argument("[file]", "default: the committed file of the sweep")
    .option(...folder)
    .option("--grid <grid>", "as for `robustness sweep`", "all")
    .action(pack);
  records
    .command("unpack")
    .description("write the records of a file to the folder, so that a sweep goes on from them")
    .argument("[file]", "default: the committed file")
    .option(...folder)
    .action(unpack);
}

async function pack(file: string | undefined, flags: PackFlags): Promise<void> {
  const { sweepPath } = await import("../causes/load.js");
  const { inPackage } = await import("../base/files.js");
  const { writeRecordLines } = await import("../record/recordLines.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const { readGrid } = await import("../training/sweep/grid.js");
  const grid = await readGrid(flags.grid, await namedGrids());
  const { records, runs } = await storedRecords(
    grid.map(({ spec }) => spec),
    flags.records ?? recordsFolder,
  );
  const path = file === undefined ? inPackage(sweepPath) : resolve(file);
  await writeRecordLines(path, records);
  say(`${countText(records.length)} of ${countText(runs)} runs of the grid have a record; ${path}`);
}

async function unpack(file: string | undefined, flags: RecordsFlags): Promise<void> {
  const { loadSweep } = await import("../causes/load.js");
  const { readRecord, writeRecord } = await import("../record/store.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const folder = flags.records ?? recordsFolder;
  const records = await loadSweep(...(file === undefined ? [] : [resolve(file)]));
  let written = 0;
  for (const record of records) {
    if ((await readRecord(folder, record.hash)) !== undefined) continue;
    await writeRecord(folder, record);
    written++;
  }
  say(`${countText(written)} records written, ${countText(records.length - written)} were there`);
}
