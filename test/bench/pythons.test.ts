import assert from "node:assert/strict";
import { test } from "node:test";
import { findPythons, install, libraries, newest } from "../../lib/bench/pythons.js";

test("the newest version wins, by its numbers and not by its letters; the first of equals", () => {
  const found = ["1.13.1", "2.9.0+cpu", "2.15.0+cu132", "2.15.0+cpu", "2.15.0a0"].map((version, at) => ({
    python: `python${at}`,
    version,
  }));
  assert.equal(newest(found)?.python, "python2");
  assert.equal(newest(found.slice(0, 2))?.version, "2.9.0+cpu");
  assert.equal(newest([]), undefined);
});

test("an interpreter that does not exist, and a program that is not Python, have neither library", async () => {
  assert.deepEqual(await findPythons("no-such-python"), {});
  assert.deepEqual(await findPythons(process.execPath), {});
});

test("the command that installs names a virtual environment that is looked at, and the packages as pip calls them", () => {
  assert.equal(install("jax"), 'python3 -m venv .venv && .venv/bin/pip install "jax[cpu]"');
  assert.equal(install(...libraries), 'python3 -m venv .venv && .venv/bin/pip install torch "jax[cpu]"');
});
