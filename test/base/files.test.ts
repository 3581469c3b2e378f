import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readInput, writeAtomically } from "../../lib/base/files.js";
import { canonicalJson, sha256 } from "../../lib/base/hash.js";

test("a file is written whole, its folders made, and nothing else is left", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "files-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeAtomically(join(folder, "deep", "a.txt"), "first");
  await writeAtomically(join(folder, "deep", "a.txt"), "second");
  assert.equal(await readFile(join(folder, "deep", "a.txt"), "utf8"), "second");
  assert.deepEqual(await readdir(join(folder, "deep")), ["a.txt"]);
});

test("a write that fails leaves no temporary file", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "files-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "taken", "inner"), { recursive: true }); // a folder cannot be renamed over
  await assert.rejects(writeAtomically(join(folder, "taken"), "text"));
  assert.deepEqual(await readdir(folder), ["taken"]);
});

test("a missing file and a folder are named", async () => {
  await assert.rejects(readInput("nowhere.csv"), {
    name: "InputError",
    message: "nowhere.csv: no such file",
  });
  await assert.rejects(readInput(tmpdir()), { name: "InputError", message: /is a folder/ });
});

test("equal data have equal canonical JSON and hash", () => {
  assert.equal(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null }), '{"a":null,"b":[1,{"c":2,"d":1}]}');
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
});
