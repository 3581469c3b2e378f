import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { capturedKernels } from "../../lib/engine/kernels/define.js";
import { kernelCases } from "./cases/all.js";
import { callKernel, outside, type TensorSpec } from "./cases/case.js";
import { compareWithCpu } from "./compare.js";

const runs = Number(process.env.KERNEL_RUNS ?? 15);

test("every captured kernel has a case, and every case a captured kernel", () => {
  const cases = kernelCases.map(({ kernel }) => kernel);
  const known = [...capturedKernels.keys()].filter((kernel) => kernel !== "LogicalXor"); // the cpu backend has none
  assert.deepEqual(cases.sort(), known.sort());
});

for (const { kernel, tolerance, sample } of kernelCases)
  test(`${kernel} gives what the cpu backend gives`, async () => {
    await fc.assert(
      fc.asyncProperty(sample, async (drawn) => {
        const entered = (Object.values(drawn.inputs) as TensorSpec[]).map(outside);
        await compareWithCpu((...tensors) => callKernel(kernel, drawn, tensors), entered, tolerance);
        tf.dispose(entered);
      }),
      { numRuns: runs, seed: 1 },
    );
  });
