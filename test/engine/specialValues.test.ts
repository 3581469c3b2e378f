import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelCases } from "./cases/all.js";
import "./compare.js";
import { differences, known } from "./specialValues.js";

const runs = Number(process.env.KERNEL_RUNS ?? 8);

test("special values give what the cpu backend gives, but for the kernels that KERNELS.md names", async () => {
  const found: string[] = [];
  for (const each of kernelCases) {
    if (each.kernel in known) continue;
    for (const one of await differences(each, { seed: 7, runs }))
      found.push(
        `${each.kernel}: captured ${one.captured}, cpu ${one.cpu}, inputs ${JSON.stringify(one.inputs)}`,
      );
  }
  assert.deepEqual(found, []);
});
