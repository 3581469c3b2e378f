import assert from "node:assert/strict";
import { test } from "node:test";
import { findTorch, newest } from "../../lib/bench/pythons.js";

test("the newest version wins, by its numbers and not by its letters; the first of equals", () => {
  const found = ["1.13.1", "2.9.0+cpu", "2.15.0+cu132", "2.15.0+cpu", "2.15.0a0"].map((version, at) => ({
    python: `python${at}`,
    version,
  }));
  assert.equal(newest(found)?.python, "python2");
  assert.equal(newest(found.slice(0, 2))?.version, "2.9.0+cpu");
  assert.equal(newest([]), undefined);
});

test("an interpreter that does not exist, and a program that is not Python, have no PyTorch", async () => {
  assert.equal(await findTorch("no-such-python"), undefined);
  assert.equal(await findTorch(process.execPath), undefined);
});
