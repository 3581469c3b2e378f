import { resolve } from "node:path";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import type { RecordSource } from "../record/merge.js";
import type { RunRecord } from "../record/schema.js";
import { namedGrids } from "./namedGrids.js";
import { countText, say } from "./progress.js";
import { storedRecords } from "./storedRecords.js";

interface RecordsFlags {
  readonly records?: string;
}
interface PackFlags extends RecordsFlags {
  readonly grid: string;
  readonly replace?: true;
}

interface MergeFlags {
  readonly into?: string;
  readonly grid?: string;
  readonly otherCommits?: true;
  readonly tolerance?: string;
  readonly json?: true;
}

/** `robustness records`: converts between a folder with one file per run and the single committed file, and merges. */
export function registerRecords(program: Command): void {
  const records = program
    .command("records")
    .description(
      "pack the records of the sweep into the single committed file, unpack them, or merge several sets",
    );
  const folder = ["--records <folder>", "folder of records; default: runs/records in the package"] as const;
  records
    .command("pack")
    .description(
      "add the folder's records of a grid's runs to a folder of packed files, or write them to one file",
    )
    .argument("[path]", "a folder, or a file NAME.jsonl; default: the committed folder of the sweep")
    .option(...folder)
    .option("--grid <grid>", "grid, as for `robustness sweep`", "all")
    .option("--replace", "write only the records of the folder, even if that loses others")
    .action(pack);
  records
    .command("unpack")
    .description("write packed records to the folder, so that a sweep can resume from them")
    .argument("[path]", "a packed file or a folder of them; default: the committed folder")
    .option(...folder)
    .action(unpack);
  records
    .command("merge")
    .description("put records from several folders or packed files into one folder; refuses contradictions")
    .argument("<sources...>", "folders with one file per run, or what `pack` wrote")
    .option("--into <folder>", "default: runs/records in the package; what is there already takes part")
    .option("--grid <grid>", "say which runs of this grid have no record yet; as for `robustness sweep`")
    .option("--other-commits", "accept records of different commits, versions or lockfiles")
    .option(
      "--tolerance <points>",
      "largest difference of a repeated run between kinds of machine, in percentage points; default: 3",
    )
    .option("--json", "print the summary as JSON")
    .action(merge);
  records
    .command("add-digests")
    .description("add missing digests to records of earlier versions; nothing else in them changes")
    .argument("<paths...>", "files written by `pack`, or folders with one file per run")
    .action(addDigests);
}

async function pack(file: string | undefined, flags: PackFlags): Promise<void> {
  const { sweepPath } = await import("../causes/load.js");
  const { fileExists, inPackage } = await import("../base/files.js");
  const { writeRecordLines } = await import("../record/recordLines.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const { readGrid } = await import("../training/sweep/grid.js");
  const grid = await readGrid(flags.grid, await namedGrids());
  const folder = flags.records ?? recordsFolder;
  const { records, runs } = await storedRecords(
    grid.map(({ spec }) => spec),
    folder,
  );
  if (records.length === 0)
    throw new InputError(
      `${folder}: no record of the ${countText(runs)} runs of the grid; nothing was written`,
    );
  const path = file === undefined ? inPackage(sweepPath) : resolve(file);
  if (!path.endsWith(".jsonl")) {
    const { addToPacked, readPacked, replacePacked } = await import("../record/packed.js");
    const { mergeRecords } = await import("../record/merge.js");
    const before = (await fileExists(path)) && !flags.replace ? await readPacked(path) : [];
    // Refuses records of other data, and two records of a run that contradict each other.
    mergeRecords(
      [
        { place: path, records: before },
        { place: folder, records },
      ],
      { otherCommits: true },
    );
    if (flags.replace) await replacePacked(path, records);
    const { added, records: all } = await addToPacked(path, records);
    say(
      `${countText(added)} records added to ${path}, which holds ${countText(all)}; the grid has ${countText(runs)} runs`,
    );
    return;
  }
  if (!flags.replace) await refuseLoss(path, records);
  await writeRecordLines(path, records);
  say(`${countText(records.length)} of ${countText(runs)} runs of the grid have a record; ${path}`);
}

/** @throws InputError if a file contains anything but records, or records that are not among the new ones */
async function refuseLoss(path: string, records: readonly RunRecord[]): Promise<void> {
  const { fileExists } = await import("../base/files.js");
  const { readRecordLines } = await import("../record/recordLines.js");
  if (!(await fileExists(path))) return;
  const old = await readRecordLines(path).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message}; the file is left as it is, --replace writes over it`);
  });
  const kept = new Set(records.map(({ hash }) => hash));
  const lost = old.map(({ hash }) => hash).filter((hash) => !kept.has(hash));
  if (lost.length === 0) return;
  const named = lost.slice(0, 5).join(", ");
  throw new InputError(
    `${path}: ${countText(lost.length)} of its ${countText(old.length)} records would be lost (${named}${lost.length > 5 ? ", …" : ""}); the file is left as it is, --replace writes over it`,
  );
}

async function unpack(path: string | undefined, flags: RecordsFlags): Promise<void> {
  const { recordsFolder } = await import("../training/train/folders.js");
  const { unpackInto } = await import("./unpackRecords.js");
  say(await unpackInto(flags.records ?? recordsFolder, path));
}

async function merge(paths: readonly string[], flags: MergeFlags): Promise<void> {
  const { stat } = await import("node:fs/promises");
  const { mergeRecords, mergeTolerancePoints } = await import("../record/merge.js");
  const { readPacked } = await import("../record/packed.js");
  const { readRecords, recordHashes, writeRecord } = await import("../record/store.js");
  const { recordsFolder } = await import("../training/train/folders.js");
  const tolerancePoints =
    flags.tolerance === undefined ? mergeTolerancePoints : pointsOption("--tolerance", flags.tolerance);
  const wanted = flags.grid === undefined ? undefined : await wantedRuns(flags.grid);
  const into = flags.into ?? recordsFolder;
  const before = new Set(await recordHashes(into));

  // Everything is read and compared before the first record is written.
  const sources: RecordSource[] = [{ place: into, records: await readRecords(into) }];
  for (const path of paths) {
    const folder = (await stat(path)).isDirectory();
    const one = folder ? await readRecords(path) : [];
    const records = one.length > 0 ? one : await readPacked(path);
    if (records.length === 0) say(`${path}: no records`);
    sources.push({ place: path, records });
  }
  const merged = mergeRecords(sources, { otherCommits: flags.otherCommits === true, tolerancePoints });
  if (merged.records.length === 0)
    throw new InputError(`${paths.join(", ")}: no records; nothing was written`);
  const fresh = merged.records.filter(({ hash }) => !before.has(hash));
  for (const record of fresh) await writeRecord(into, record);

  const has = new Set(merged.records.map(({ hash }) => hash));
  const missing = wanted?.filter(({ hash }) => !has.has(hash));
  const { repeated, differing } = merged;
  const counts = { records: merged.records.length, written: fresh.length, repeated, differing };
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...counts, ...(missing && { missing }), into })}\n`);
    return;
  }
  const others = differing > 0 ? `, ${countText(differing)} of them differ by rounding` : "";
  process.stdout.write(
    `${countText(counts.records)} records in ${into}: ${countText(fresh.length)} written, ${countText(repeated)} were there more than once${others}\n`,
  );
  if (missing === undefined) return;
  const named = missing.slice(0, 5).map(({ place, hash }) => `  ${place} (${hash})\n`);
  if (missing.length > named.length) named.push(`  and ${countText(missing.length - named.length)} more\n`);
  process.stdout.write(
    missing.length === 0
      ? `all ${countText(wanted!.length)} runs of ${flags.grid} have a record\n`
      : `${countText(missing.length)} of ${countText(wanted!.length)} runs of ${flags.grid} have no record:\n${named.join("")}`,
  );
}

/** The runs of a grid and those they start from. */
async function wantedRuns(grid: string): Promise<{ readonly place: string; readonly hash: string }[]> {
  const { readGrid, withStarts } = await import("../training/sweep/grid.js");
  return withStarts(await readGrid(grid, await namedGrids())).map(({ place, hash }) => ({ place, hash }));
}

/** Parses percentage points. @throws InputError naming the option */
function pointsOption(option: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 100)) throw new InputError(`${option}: "${text}" is not a number from 0 to 100`);
  return value;
}

async function addDigests(paths: readonly string[]): Promise<void> {
  const { stat } = await import("node:fs/promises");
  const { readRecordLines, writeRecordLines } = await import("../record/recordLines.js");
  const { readRecord, recordHashes, writeRecord } = await import("../record/store.js");
  const undigested = { undigested: true } as const;
  for (const path of paths) {
    let records: RunRecord[];
    if ((await stat(path)).isDirectory()) {
      // All are read before the first is written, so a damaged one leaves the others unchanged.
      const hashes = await recordHashes(path);
      records = [];
      for (const hash of hashes) records.push((await readRecord(path, hash, undigested))!);
      for (const record of records) await writeRecord(path, record);
    } else {
      records = await readRecordLines(path, undigested);
      await writeRecordLines(path, records);
    }
    say(`${path}: ${countText(records.length)} records with digests`);
  }
}
