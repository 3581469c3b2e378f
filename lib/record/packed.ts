import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../base/errors.js";
import { type ReadLinesOptions, readRecordLines, recordLines, writeRecordLines } from "./recordLines.js";
import type { RunRecord } from "./schema.js";

// The records of a sweep under way, in a folder of files that can be committed at any time: `01.jsonl`, `02.jsonl` … Each is
// a file of record lines below five megabytes. New records go to the end, so files that are full do not change any more.

/** Bytes that a file does not exceed, unless a single record does. */
const largestFile = 4_500_000;

const fileName = /^\d{2,}\.jsonl$/;

/** The files of a folder of packed records, in order. Empty if the folder does not exist. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => fileName.test(name))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw systemFault(error, folder) ?? error;
  }
}

/**
 * The records of a packed file, or of all files of a folder of them, file after file.
 * @throws InputError as `readRecordLines`, if there is nothing at the path, or if a run has a record in two files
 */
export async function readPacked(path: string, options: ReadLinesOptions = {}): Promise<RunRecord[]> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw systemFault(error, path) ?? error;
    return undefined;
  });
  if (there === undefined)
    throw new InputError(
      `${path}: no such file, expected the records of a sweep, one per line, or a folder of such files`,
    );
  return there.isDirectory()
    ? (await readFolder(path, options)).flatMap(({ records }) => records)
    : readRecordLines(path, options);
}

async function readFolder(
  folder: string,
  options: ReadLinesOptions = {},
): Promise<{ name: string; records: RunRecord[] }[]> {
  const placeOf = new Map<string, string>();
  const files: { name: string; records: RunRecord[] }[] = [];
  for (const name of await filesOf(folder)) {
    const records = await readRecordLines(join(folder, name), options);
    for (const { hash } of records) {
      const before = placeOf.get(hash);
      if (before !== undefined)
        throw new InputError(`${join(folder, name)}: run ${hash} is also in ${before}, expected once`);
      placeOf.set(hash, name);
    }
    files.push({ name, records });
  }
  return files;
}

/**
 * Adds records to a folder of packed files. Runs that have a record there keep it.
 * @param limit bytes that a file does not exceed
 * @returns how many records were added, and how many the folder holds now
 * @throws InputError as `readPacked`; then nothing is written
 */
export async function addToPacked(
  folder: string,
  records: readonly RunRecord[],
  limit: number = largestFile,
): Promise<{ readonly added: number; readonly records: number }> {
  const files = await readFolder(folder);
  const known = new Set(files.flatMap(({ records: held }) => held.map(({ hash }) => hash)));
  const fresh = records.filter(({ hash }) => !known.has(hash));
  const changed = new Map<string, RunRecord[]>();
  let current = files.at(-1);
  let bytes = current === undefined ? 0 : Buffer.byteLength(recordLines(current.records));
  for (const record of fresh) {
    const own = Buffer.byteLength(recordLines([record])); // a little more than it adds, because of the first line
    if (current === undefined || (bytes + own > limit && current.records.length > 0)) {
      const number = current === undefined ? 1 : Number.parseInt(current.name, 10) + 1;
      current = { name: `${String(number).padStart(2, "0")}.jsonl`, records: [] };
      bytes = 0;
    }
    current.records.push(record);
    bytes += own;
    changed.set(current.name, current.records);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, held] of changed) await writeRecordLines(join(folder, name), held);
  return { added: fresh.length, records: known.size + fresh.length };
}

/** Replaces all records of a folder of packed files. */
export async function replacePacked(
  folder: string,
  records: readonly RunRecord[],
  limit: number = largestFile,
): Promise<void> {
  for (const name of await filesOf(folder)) await rm(join(folder, name));
  await addToPacked(folder, records, limit);
}
