import assert from "node:assert/strict";
import { test } from "node:test";
import { runReadmeExample } from "../readmeExample.js";

const examples = ["capture", "captureModel", "other values and optimizers", "random numbers", "a worker"];

for (const [which, name] of examples.entries())
  test(`the README's example of ${name} compiles, runs and prints what its comments show`, async () => {
    const { promised, printed, stderr } = await runReadmeExample("engine", which);
    assert.ok(promised.length > 0);
    assert.deepEqual(printed, promised, stderr);
    assert.equal(stderr, "");
  });
