import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { kernelTable, kernelTablePath } from "./kernelTable.js";

test("KERNELS.md is what kernelTable.ts writes", async () => {
  assert.equal(await readFile(kernelTablePath, "utf8"), kernelTable());
});
