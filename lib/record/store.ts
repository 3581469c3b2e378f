import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../base/files.js";
import { canonicalJson } from "../base/hash.js";
import { parsed, parsedJson } from "../base/parse.js";
import { type RunRecord, recordSchema } from "./schema.js";

// A store is a folder with one file a run, `<hash>.json`. A file appears whole or not at all, so several
// processes may write to one store, and a run whose file is there need not be run again.

function fileOf(folder: string, hash: string): string {
  return join(folder, `${hash}.json`);
}

/** Writes a record, replacing an older one of the same spec. Returns the file's path. */
export async function writeRecord(folder: string, record: RunRecord): Promise<string> {
  const path = fileOf(folder, record.hash);
  const valid = parsed(recordSchema, JSON.parse(JSON.stringify(record)), path);
  await writeAtomically(path, `${canonicalJson(valid)}\n`);
  return path;
}

/** The record of a spec, or undefined if it was not run. @throws InputError if the file is no record */
export async function readRecord(folder: string, hash: string): Promise<RunRecord | undefined> {
  const path = fileOf(folder, hash);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return parsedJson(recordSchema, text, path);
}

/** Hashes of the records in a store, sorted; none if the folder is not there. */
export async function recordHashes(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return names.flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? []).sort();
}

/** All records of a store, sorted by hash. @throws InputError naming the first file that is no record */
export async function readRecords(folder: string): Promise<RunRecord[]> {
  const hashes = await recordHashes(folder);
  const records = await Promise.all(hashes.map((hash) => readRecord(folder, hash)));
  return records.filter((record) => record !== undefined); // one may be removed while we read
}

/** Removes a record, if it is there. */
export async function removeRecord(folder: string, hash: string): Promise<void> {
  await rm(fileOf(folder, hash), { force: true });
}
