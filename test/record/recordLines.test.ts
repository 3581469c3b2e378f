import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { readRecordLines, recordLines, writeRecordLines } from "../../lib/record/recordLines.js";
import { sampleRecord as record } from "./sampleRecord.js";

const folder = await mkdtemp(join(tmpdir(), "lines-"));
after(() => rm(folder, { recursive: true }));
const [a, b] = ["00000000000000aa", "00000000000000bb"] as const;

test("lines: sorted, equal text for equal records, read back whole", async () => {
  const records = [record(b), record(a)];
  const path = join(folder, "records.jsonl");
  await writeRecordLines(path, records);
  assert.deepEqual(await readRecordLines(path), [records[1], records[0]]);
  assert.equal(recordLines(records), recordLines([...records].reverse()));
  assert.equal(recordLines(records).split("\n").length, 4); // the shared parts first
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
  await writeRecordLines(path, [good, record(b, { results: [{ ...good.results[0]!, testset: "shift" }] })]);
  const [shared, first, ...rest] = (await readFile(path, "utf8")).split("\n");
  await write(shared, first!.replace('"shared":0', '"shared":7'), ...rest);
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: .*(missing|expected)/);
  await write(shared, first!.replace('"correctByClass":[2,1,0]', '"correctByClass":[9,1,0]'), ...rest);
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: results\.0: .*no class with more correct/);
  await write(good, "{");
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: not JSON/);
  const [result] = good.results;
  await write({ ...good, results: [{ ...result, correct: 4 }] });
  await assert.rejects(
    readRecordLines(path),
    /results\.0: .*counts by class that add up to correct and total/,
  );
});
