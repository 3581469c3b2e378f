import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { readRecord, readRecords, recordHashes, removeRecord, writeRecord } from "../../lib/record/store.js";
import { sampleRecord as record } from "./sampleRecord.js";

const folder = await mkdtemp(join(tmpdir(), "records-"));
after(() => rm(folder, { recursive: true }));

const [seedA, seedB] = [1, 2] as const; // the first gives the smaller hash
const [a, b] = [record(seedA).hash, record(seedB).hash] as const;

test("a record is read as it was written, and nothing else lies in the folder", async () => {
  const store = join(folder, "one");
  assert.deepEqual(await readRecords(store), []);
  await writeRecord(store, record(seedB));
  await writeRecord(store, record(seedA, { status: "diverged", reason: "loss is NaN at step 3" }));
  assert.deepEqual((await readdir(store)).sort(), [`${a}.json`, `${b}.json`]);
  assert.deepEqual(
    await readRecord(store, b),
    record(seedB, { provenance: (await readRecord(store, b))!.provenance }),
  );
  assert.deepEqual(
    (await readRecords(store)).map(({ hash, status }) => [hash, status]),
    [
      [a, "diverged"],
      [b, "finished"],
    ],
  );
  await removeRecord(store, a);
  assert.deepEqual(await recordHashes(store), [b]);
  assert.equal(await readRecord(store, a), undefined);
});

test("a diverged run's last loss is none", async () => {
  const store = join(folder, "none");
  await writeRecord(store, record(seedA, { curve: { step: [1], values: { loss: [Number.NaN] } } }));
  assert.deepEqual((await readRecord(store, a))!.curve.values.loss, [null]);
});

test("a record that is none is not written", async () => {
  const store = join(folder, "refused");
  await assert.rejects(writeRecord(store, { ...record(seedA), steps: -1 }), InputError);
  assert.deepEqual(await recordHashes(store), []);
});

test("a file that was changed is refused by name: spec, results, digest", async () => {
  const store = join(folder, "changed");
  const path = await writeRecord(store, record(seedA));
  const text = await readFile(path, "utf8");
  const stored = JSON.parse(text);
  const refused = async (content: unknown, message: RegExp) => {
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    await assert.rejects(readRecord(store, a), (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      assert.ok(error.message.startsWith(path), error.message);
      assert.match(error.message, message);
      return true;
    });
  };
  const other = { ...stored.spec, model: { kind: "cnn", widths: [4, 9] } };
  await refused(
    { ...stored, spec: other },
    /hash: "[0-9a-f]{16}", expected [0-9a-f]{16}, the hash of its spec/,
  );
  const result = { ...stored.results[0], correct: 4, correctByClass: [2, 2, 0] };
  await refused({ ...stored, results: [result] }, /was changed after it was written: its digest is/);
  await refused({ ...stored, seconds: { training: 1.5, total: 3 } }, /was changed after it was written/);
  await refused({ ...stored, digest: undefined }, /digest: missing.*add-digests/);
  await refused({ ...stored, digest: "0" }, /digest.*expected 64 hexadecimal digits/);
  await refused(text.replace('"steps":10', '"steps":10,"steps":10'), /steps: named twice in one object/);
  for (const content of ["", "null", "[]", "7", '"x"', "{}", "\0\0", text.slice(0, 90), "[".repeat(5000)])
    await refused(content, /not JSON|expected/);
  // Spaces, the order of fields and a byte order mark are no damage.
  const turned = Object.fromEntries(Object.entries(stored).reverse());
  await writeFile(path, `\uFEFF${JSON.stringify(turned, undefined, 2)}`);
  assert.equal((await readRecord(store, a))!.hash, a);
});

test("a record of another spec is refused when written and when read", async () => {
  const store = join(folder, "zeros");
  const zeros = "0000000000000000";
  await assert.rejects(writeRecord(store, { ...record(seedA), hash: zeros }), /the hash of its spec/);
  assert.deepEqual(await recordHashes(store), []);
});

test("a record that is a folder, a store that is a file", async () => {
  const store = join(folder, "folder");
  await mkdir(join(store, `${a}.json`), { recursive: true });
  const message = `${join(store, `${a}.json`)}: is a folder, expected a file (EISDIR)`;
  await assert.rejects(readRecords(store), { name: "InputError", message });
  const file = join(folder, "file");
  await writeFile(file, "");
  const goes = /: goes through a file, expected a folder \(ENOTDIR\)$/;
  await assert.rejects(readRecords(file), { name: "InputError", message: goes });
  await assert.rejects(readRecord(file, a), { name: "InputError", message: goes });
  await assert.rejects(writeRecord(join(file, "inside"), record(seedA)), { name: "InputError" });
});
