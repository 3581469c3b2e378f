import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { canonicalJson } from "../base/hash.js";
import { jsonValue } from "../base/parse.js";
import { checkedRecord, type ReadOptions, withDigest } from "./digest.js";
import type { RunRecord } from "./schema.js";

// A store is a folder with one file per run, `<hash>.json`. Each file is written completely or not at all, so several
// processes can write to the same store, and a run whose file exists need not be repeated.

function fileOf(folder: string, hash: string): string {
  return join(folder, `${hash}.json`);
}

/**
 * Writes a record with its digest, replacing an older one of the same spec.
 * @returns the file's path
 * @throws InputError if the record is not valid
 */
export async function writeRecord(folder: string, record: RunRecord): Promise<string> {
  const path = fileOf(folder, record.hash);
  await writeAtomically(path, `${canonicalJson(withDigest(record, path))}\n`);
  return path;
}

/**
 * Reads the record of a spec. Returns undefined if the store has none.
 * @throws InputError naming the file if it cannot be read, is not a record, belongs to another spec, or was changed
 *   after it was written
 */
export async function readRecord(
  folder: string,
  hash: string,
  options: ReadOptions = {},
): Promise<RunRecord | undefined> {
  const path = fileOf(folder, hash);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw systemFault(error, path) ?? error;
  }
  const record = checkedRecord(jsonValue(text, path), path, options);
  if (record.hash !== hash)
    throw new InputError(`${path}: hash: "${record.hash}", expected ${hash} as in the file name`);
  return record;
}

/**
 * The hashes of the records in a store, sorted. Empty if the folder does not exist.
 * @throws InputError if it cannot be read or is not a folder
 */
export async function recordHashes(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw systemFault(error, folder) ?? error;
  }
  return names.flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? []).sort();
}

/**
 * Reads the records of some runs, in the order of the hashes. Runs without a record are left out. Files are read one
 * after another, because the number of open files is limited and each takes only a fraction of a millisecond.
 * @throws InputError like `readRecord`
 */
export async function readRecordsOf(folder: string, hashes: Iterable<string>): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const hash of hashes) {
    const record = await readRecord(folder, hash);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** Reads all records of a store, sorted by hash. @throws InputError naming the first file that is not a record */
export async function readRecords(folder: string): Promise<RunRecord[]> {
  return readRecordsOf(folder, await recordHashes(folder)); // a record may be removed in the meantime
}

/** Removes a record if it exists. */
export async function removeRecord(folder: string, hash: string): Promise<void> {
  await rm(fileOf(folder, hash), { force: true });
}
