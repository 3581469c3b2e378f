import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { canonicalJson } from "../base/hash.js";
import { jsonValue } from "../base/parse.js";
import { checkedRecord, type ReadOptions, withDigest } from "./digest.js";
import type { RunRecord } from "./schema.js";

// A store is a folder with one file a run, `<hash>.json`. A file appears whole or not at all, so several
// processes may write to one store, and a run whose file is there need not be run again.

function fileOf(folder: string, hash: string): string {
  return join(folder, `${hash}.json`);
}

/**
 * Writes a record with its digest, replacing an older one of the same spec.
 * @returns the file's path
 * @throws InputError if it is no valid record
 */
export async function writeRecord(folder: string, record: RunRecord): Promise<string> {
  const path = fileOf(folder, record.hash);
  await writeAtomically(path, `${canonicalJson(withDigest(record, path))}\n`);
  return path;
}

/**
 * The record of a spec, or undefined if it was not run.
 * @throws InputError naming the file if it cannot be read, is no record or that of another spec, or was changed since
 *   it was written
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
    throw new InputError(`${path}: hash: "${record.hash}", expected ${hash} as the file's name says`);
  return record;
}

/**
 * Hashes of the records in a store, sorted; none if the folder is not there.
 * @throws InputError if it cannot be read, or is no folder
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
 * The records of some runs that a store holds, in the order of the hashes; runs without one are left out.
 * One file after the other is opened: a process may open few at a time, and each takes a fraction of a millisecond.
 * @throws InputError as `readRecord`
 */
export async function readRecordsOf(folder: string, hashes: Iterable<string>): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const hash of hashes) {
    const record = await readRecord(folder, hash);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** All records of a store, sorted by hash. @throws InputError naming the first file that is no record */
export async function readRecords(folder: string): Promise<RunRecord[]> {
  return readRecordsOf(folder, await recordHashes(folder)); // one may be removed while we read
}

/** Removes a record, if it is there. */
export async function removeRecord(folder: string, hash: string): Promise<void> {
  await rm(fileOf(folder, hash), { force: true });
}
