import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { canonicalJson, sha256 } from "../../lib/base/hash.js";
import { Random } from "../../lib/base/random.js";
import { recordDigest, withDigest } from "../../lib/record/digest.js";
import { readRecordLines, recordLines, writeRecordLines } from "../../lib/record/recordLines.js";
import { sampleRecord as record } from "./sampleRecord.js";

const folder = await mkdtemp(join(tmpdir(), "lines-"));
after(() => rm(folder, { recursive: true }));
const [a, b] = [1, 2] as const; // seeds; the first gives the smaller hash

test("lines: sorted, equal text for equal records, read back whole", async () => {
  const records = [record(b), record(a)];
  const path = join(folder, "records.jsonl");
  await writeRecordLines(path, records);
  assert.deepEqual(await readRecordLines(path), [records[1], records[0]]);
  assert.equal(recordLines(records), recordLines([...records].reverse()));
  assert.equal(recordLines(records).split("\n").length, 5); // the shared parts first, the digest of the file last
});

test("faults are named: file, line, field, value, expectation", async () => {
  const path = join(folder, "bad.jsonl");
  const write = (...lines: unknown[]) =>
    writeFile(path, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  const good = withDigest(record(a), "good");
  const faults: [unknown, string][] = [
    [{ ...good, status: "done" }, `${path}:2: status: "done", expected one of "finished"|"diverged"`],
    [{ ...good, extra: 1 }, `${path}:2: extra: unknown field`],
    [{ ...good, hash: "xyz" }, `${path}:2: hash: "xyz", expected 16 hexadecimal digits`],
    [{ ...good, steps: undefined }, `${path}:2: steps: missing, expected number`],
    ...(
      [
        [[2, -1, 0], ".1: -1, expected number to be >=0"],
        [[2, 1, 0.5], ".2: 0.5, expected int"],
        [[2, "1", 0], '.1: "1", expected number'],
        [undefined, ": missing, expected array"],
        ["210", ': "210", expected array'],
      ] as const
    ).map(([correctByClass, fault]): [unknown, string] => [
      { ...good, results: [{ ...good.results[0]!, correctByClass }] },
      `${path}:2: results.0.correctByClass${fault}`,
    ]),
    [
      { ...good, curve: { step: [1], values: { loss: ["low"] } } },
      `${path}:2: curve.values.loss.0: "low", expected number`,
    ],
  ];
  for (const [line, message] of faults) {
    await write(good, line);
    await assert.rejects(readRecordLines(path), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.message, message);
      return true;
    });
  }
  await writeRecordLines(path, [
    record(a),
    record(b, { results: [{ ...good.results[0]!, testset: "shift" }] }),
  ]);
  const [shared, first, ...rest] = (await readFile(path, "utf8")).split("\n");
  await write(shared, first!.replace('"shared":0', '"shared":7'), ...rest);
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: .*(missing|expected)/);
  await write(shared, first!.replace('"correctByClass":[2,1,0]', '"correctByClass":[9,1,0]'), ...rest);
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: results\.0: .*no class with more correct/);
  await write(good, "{");
  await assert.rejects(readRecordLines(path), /bad\.jsonl:2: not JSON/);
  const [result] = record(a).results;
  await write({ ...good, results: [{ ...result, correct: 4 }] });
  await assert.rejects(
    readRecordLines(path),
    /results\.0: .*counts by class that add up to correct and total/,
  );
});

test("any digit changed, any line deleted, doubled or moved is found", async () => {
  const path = join(folder, "packed.jsonl");
  const records = Array.from({ length: 8 }, (_, seed) =>
    record(seed, { curve: { step: [5, 10], values: { loss: [1 / (seed + 3), 0.25] } } }),
  );
  const text = recordLines(records);
  const refused = async (content: string, what: string) => {
    await writeFile(path, content);
    await assert.rejects(readRecordLines(path), { name: "InputError" }, what);
  };
  await writeFile(path, text.replaceAll("\n", "\r\n")); // as another system checks it out
  assert.equal((await readRecordLines(path)).length, 8);

  const digits = Array.from(text.matchAll(/\d/g), ({ index }) => index);
  const random = new Random("digits");
  for (let trial = 0; trial < 300; trial++) {
    const at = digits[random.integer(digits.length)]!;
    const other = (Number(text[at]) + 1 + random.integer(9)) % 10;
    await refused(`${text.slice(0, at)}${other}${text.slice(at + 1)}`, `digit ${at} of the file`);
  }

  const lines = text.trimEnd().split("\n");
  const write = (changed: readonly string[]) => `${changed.join("\n")}\n`;
  for (const [at, line] of lines.entries()) {
    await refused(write(lines.toSpliced(at, 1)), `without line ${at + 1}`);
    await refused(write(lines.toSpliced(at, 0, line)), `line ${at + 1} twice`);
    const next = (at + 1) % lines.length;
    await refused(
      write(lines.with(at, lines[next]!).with(next, line)),
      `lines ${at + 1} and ${next + 1} turned`,
    );
  }
  await refused("", "an empty file");
});

test("counts that add up to another total, with the record's own digest left", async () => {
  const path = join(folder, "counts.jsonl");
  const text = recordLines([record(a)]);
  await writeFile(
    path,
    text.replace('"correct":3,"correctByClass":[2,1,0]', '"correct":4,"correctByClass":[3,1,0]'),
  );
  await assert.rejects(
    readRecordLines(path),
    /counts\.jsonl:2: run [0-9a-f]{16} was changed after it was written/,
  );
  await writeFile(path, text.replace('"correct":3,', '"correct":4,'));
  await assert.rejects(readRecordLines(path), /counts by class that add up to correct/);
});

test("the digest does not depend on the order of fields, and is that of another program", () => {
  const fields = record(a, { provenance: { ...record(a).provenance, date: "2026-01-01" } });
  const turned = Object.fromEntries(Object.entries(fields).reverse()) as typeof fields;
  assert.equal(recordDigest(turned), recordDigest(fields));
  // Computed with sha256sum over the JSON with sorted keys, written by hand: {"a":[0.1,1e+21,null],"b":"ü"}
  assert.equal(
    sha256(canonicalJson({ b: "ü", a: [0.1, 1e21, null] })),
    "4cc8433215c289385b77200f0e725bbb237ffcbe03f6ddd5558aaa0ff3f56b28",
  );
});

test("records of earlier versions: without digests, with `correct` left out; read only where digests are added", async () => {
  const path = join(folder, "old.jsonl");
  const records = [record(a), record(b)];
  const old = recordLines(records)
    .split("\n")
    .slice(0, 3)
    .map((line) => line.replace(/"digest":"[0-9a-f]+",/, "").replace('"correct":3,', ""));
  await writeFile(path, `${old.join("\n")}\n`);
  await assert.rejects(readRecordLines(path), /old\.jsonl:2: digest: missing/);
  assert.deepEqual(await readRecordLines(path, { undigested: true }), records);
});
