import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { provenance } from "../../lib/base/provenance.js";
import type { RunRecord } from "../../lib/record/schema.js";
import {
  readRecord,
  readRecordLines,
  readRecords,
  recordHashes,
  recordLines,
  removeRecord,
  writeRecord,
  writeRecordLines,
} from "../../lib/record/store.js";

const folder = await mkdtemp(join(tmpdir(), "records-"));
after(() => rm(folder, { recursive: true }));

function record(hash: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    hash,
    spec: { model: { kind: "cnn", widths: [4, 8] }, seed: 1 },
    seed: 1,
    status: "finished",
    results: [
      {
        readout: "head",
        testset: "id",
        step: 10,
        correct: 3,
        total: 5,
        correctByClass: [2, 1, 0],
        totalByClass: [3, 2, 0],
      },
    ],
    curve: { step: [5, 10], values: { loss: [1.5, 0.25] } },
    parameters: 100,
    trainImages: 50,
    steps: 10,
    samples: 80,
    seconds: { training: 1.5, total: 2 },
    engine: { name: "reference", threads: 1 },
    provenance: provenance(),
    ...changes,
  };
}
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

test("lines: sorted, equal text for equal records, read back whole", async () => {
  const records = [record(b), record(a)];
  const path = join(folder, "records.jsonl");
  await writeRecordLines(path, records);
  assert.deepEqual(await readRecordLines(path), [records[1], records[0]]);
  assert.equal(recordLines(records), recordLines([...records].reverse()));
  assert.equal(recordLines(records).split("\n").length, 3);
});

test("faults are named: file, line, field, value, expectation", async () => {
  const path = join(folder, "bad.jsonl");
  const write = (...lines: unknown[]) =>
    writeFile(path, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  const good = record(a);
  const faults: [unknown, string][] = [
    [{ ...good, status: "done" }, `${path}:2: status: "done", expected one of "finished"|"diverged"`],
    [{ ...good, extra: 1 }, `${path}:2: extra: unknown field`],
    [{ ...good, hash: "xyz" }, `${path}:2: hash: "xyz", expected 16 hexadecimal digits`],
    [{ ...good, steps: undefined }, `${path}:2: steps: missing, expected number`],
  ];
  for (const [line, message] of faults) {
    await write(good, line);
    await assert.rejects(readRecordLines(path), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.message, message);
      return true;
    });
  }
  await write(good, "{");
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: not JSON/);
  const [result] = good.results;
  await write({ ...good, results: [{ ...result, correct: 4 }] });
  await assert.rejects(
    readRecordLines(path),
    /results\.0: .*counts by class that add up to correct and total/,
  );
});

test("a record that is none is not written", async () => {
  const store = join(folder, "refused");
  await assert.rejects(writeRecord(store, { ...record(a), steps: -1 }), InputError);
  assert.deepEqual(await recordHashes(store), []);
});
