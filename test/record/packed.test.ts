// Records of a sweep under way, in files that can be committed at any time.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { addToPacked, readPacked, replacePacked } from "../../lib/record/packed.js";
import { recordLines } from "../../lib/record/recordLines.js";
import { sampleRecord } from "./sampleRecord.js";

const root = await mkdtemp(join(tmpdir(), "packed-"));
after(() => rm(root, { recursive: true }));
const records = Array.from({ length: 12 }, (_, seed) => sampleRecord(seed));
const hashes = (some: readonly { hash: string }[]) => some.map(({ hash }) => hash).sort();
/** Room for about four records in a file. */
const limit = 4.5 * Buffer.byteLength(recordLines([records[0]!]));

test("records added in several goes are all read, once each, from files below the limit", async () => {
  const folder = join(root, "goes");
  assert.deepEqual(await addToPacked(folder, records.slice(0, 6), limit), { added: 6, records: 6 });
  const first = await readFile(join(folder, "01.jsonl"), "utf8");
  assert.deepEqual(await addToPacked(folder, records.slice(3), limit), { added: 6, records: 12 });
  assert.deepEqual(await addToPacked(folder, records, limit), { added: 0, records: 12 });
  assert.deepEqual(hashes(await readPacked(folder)), hashes(records));
  const names = (await readdir(folder)).sort();
  assert.deepEqual(names.slice(0, 2), ["01.jsonl", "02.jsonl"]);
  for (const name of names) assert.ok((await stat(join(folder, name))).size <= limit, name);
  assert.equal(await readFile(join(folder, "01.jsonl"), "utf8"), first, "a full file does not change");
  // A record as long as the limit still finds a place.
  const tight = join(root, "tight");
  await addToPacked(tight, records.slice(0, 3), 10);
  assert.equal((await readdir(tight)).length, 3);
});

test("only the runs that are asked for are read; damage to the others is still found", async () => {
  const folder = join(root, "some");
  await addToPacked(folder, records, limit);
  const only = new Set([records[2]!.hash, records[9]!.hash, "0123456789abcdef"]);
  const found = await readPacked(folder, { only });
  assert.deepEqual(hashes(found), hashes([records[2]!, records[9]!]));
  const all = new Map((await readPacked(folder)).map((record) => [record.hash, record]));
  for (const record of found) assert.deepEqual(record, all.get(record.hash));
  assert.deepEqual(await readPacked(folder, { only: new Set() }), []);
  const path = join(folder, "01.jsonl");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('"seed":', '"seed":1'));
  await assert.rejects(
    readPacked(folder, { only: new Set() }),
    /01\.jsonl:\d+: the lines before the last differ/,
  );
});

test("a run in two files, and a path without anything, are refused by name", async () => {
  const folder = join(root, "twice");
  await addToPacked(folder, records.slice(0, 2));
  await copyFile(join(folder, "01.jsonl"), join(folder, "02.jsonl"));
  await assert.rejects(readPacked(folder), /02\.jsonl: run [0-9a-f]{16} is also in 01\.jsonl, expected once/);
  await assert.rejects(readPacked(join(root, "none")), /none: no such file, expected the records of a sweep/);
  await assert.rejects(addToPacked(folder, records), { name: "InputError" });
});

test("replacing leaves only the new records; other files of the folder stay", async () => {
  const folder = join(root, "replaced");
  await addToPacked(folder, records, limit);
  await copyFile(join(folder, "01.jsonl"), join(folder, "notes.txt"));
  await replacePacked(folder, records.slice(0, 1), limit);
  assert.deepEqual(hashes(await readPacked(folder)), hashes(records.slice(0, 1)));
  assert.deepEqual((await readdir(folder)).sort(), ["01.jsonl", "notes.txt"]);
});
