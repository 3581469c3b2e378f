import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { readRecord, readRecords, recordHashes, removeRecord, writeRecord } from "../../lib/record/store.js";
import { sampleRecord as record } from "./sampleRecord.js";

const folder = await mkdtemp(join(tmpdir(), "records-"));
after(() => rm(folder, { recursive: true }));

const [a, b] = ["00000000000000aa", "00000000000000bb"] as const;

test("a record is read as it was written, and nothing else lies in the folder", async () => {
  const store = join(folder, "one");
  assert.deepEqual(await readRecords(store), []);
  await writeRecord(store, record(b));
  await writeRecord(store, record(a, { status: "diverged", reason: "loss is NaN at step 3" }));
  assert.deepEqual((await readdir(store)).sort(), [`${a}.json`, `${b}.json`]);
  assert.deepEqual(
    await readRecord(store, b),
    record(b, { provenance: (await readRecord(store, b))!.provenance }),
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
  await writeRecord(store, record(a, { curve: { step: [1], values: { loss: [Number.NaN] } } }));
  assert.deepEqual((await readRecord(store, a))!.curve.values.loss, [null]);
});

test("a record that is none is not written", async () => {
  const store = join(folder, "refused");
  await assert.rejects(writeRecord(store, { ...record(a), steps: -1 }), InputError);
  assert.deepEqual(await recordHashes(store), []);
});
