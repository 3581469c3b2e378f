import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { readExpected } from "../../../lib/corpus/build/verify.js";

test("a damaged record of the corpus is named; a missing one is not an error", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "expected-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "expected.json");
  assert.equal(await readExpected(path), undefined);
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"inputs":1,"content":{}}',
    '{"inputs":"a","content":[]}',
  ]) {
    await writeFile(path, text);
    const named = (error: unknown) => error instanceof InputError && error.message.startsWith(`${path}: `);
    await assert.rejects(readExpected(path), named, text);
  }
  const whole = { inputs: "a", content: { "train-32.pack": "b" } };
  await writeFile(path, JSON.stringify(whole));
  assert.deepEqual(await readExpected(path), whole);
});
