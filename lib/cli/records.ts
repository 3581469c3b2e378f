import { resolve } from "node:path";
import type { Command } from "commander";
import { namedGrids } from "./namedGrids.js";
import { countText, say } from "./progress.js";

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
  const { sweepPath } = await import("../experiments/load.js");
  const { inPackage } = await import("../base/files.js");
  const { writeRecordLines } = await import("../record/recordLines.js");
  const { readRecord } = await import("../record/store.js");
  const { recordsFolder } = await import("../train/folders.js");
  const { readGrid } = await import("../sweep/grid.js");
  const { specHash } = await import("../train/spec.js");
  const hashes = withStarts((await readGrid(flags.grid, await namedGrids())).map(({ spec }) => spec)).map(
    specHash,
  );
  const found = await Promise.all(
    [...new Set(hashes)].map((hash) => readRecord(flags.records ?? recordsFolder, hash)),
  );
  const records = found.filter((record) => record !== undefined);
  const path = file === undefined ? inPackage(sweepPath) : resolve(file);
  await writeRecordLines(path, records);
  say(`${countText(records.length)} of ${countText(found.length)} runs of the grid have a record; ${path}`);
}

async function unpack(file: string | undefined, flags: RecordsFlags): Promise<void> {
  const { loadSweep } = await import("../experiments/load.js");
  const { readRecord, writeRecord } = await import("../record/store.js");
  const { recordsFolder } = await import("../train/folders.js");
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

interface Spec {
  readonly start?: { readonly from: Spec };
}

/** Specs with those they start from. */
function withStarts<S extends Spec>(specs: readonly S[]): S[] {
  return specs.flatMap((spec) => (spec.start ? [spec, ...withStarts([spec.start.from as S])] : [spec]));
}
