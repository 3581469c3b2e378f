// `robustness power` on the command line: without runs it says what is missing.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { command } from "./commandProcess.js";

test("a folder without the pilot's records is bad input", async () => {
  const folder = await mkdtemp(join(tmpdir(), "power-"));
  try {
    assert.deepEqual(command("power", "--records", folder), {
      code: 2,
      stdout: "",
      stderr: `error: ${folder}: no primary comparison has two seeds on both sides, expected the records of the pilot; run "robustness sweep pilot"\n`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
