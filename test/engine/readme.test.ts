import assert from "node:assert/strict";
import { test } from "node:test";
import { runReadmeExample } from "../readmeExample.js";

test("the README's example compiles, runs and prints what its comment shows", async () => {
  const { promised, printed, stderr } = await runReadmeExample("engine");
  assert.equal(promised.length, 1);
  assert.deepEqual(printed, promised, stderr);
  assert.equal(stderr, "");
});
