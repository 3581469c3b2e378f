import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import type { Tolerance } from "./cases/case.js";

await tf.setBackend("cpu");

/** Fails unless two lists of tensors agree in dtype, shape and, within the tolerance, in their numbers. */
export function assertClose(
  actual: readonly tf.Tensor[],
  expected: readonly tf.Tensor[],
  { relative, absolute }: Tolerance,
): void {
  assert.equal(actual.length, expected.length);
  for (const [index, tensor] of actual.entries()) {
    const other = expected[index]!;
    assert.equal(tensor.dtype, other.dtype);
    assert.deepEqual(tensor.shape, other.shape);
    const [a, b] = [tensor.dataSync(), other.dataSync()];
    for (let at = 0; at < b.length; at++) {
      const same = Object.is(a[at], b[at]) || a[at] === b[at];
      if (same || Math.abs(a[at]! - b[at]!) <= absolute + relative * Math.abs(b[at]!)) continue;
      assert.fail(
        `result ${index} of shape [${other.shape}], element ${at}: captured ${a[at]}, cpu ${b[at]}`,
      );
    }
  }
}

/** Runs a step captured and on the cpu backend; fails unless the results agree. */
export async function compareWithCpu(
  step: (...inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: tf.Tensor[],
  tolerance: Tolerance,
): Promise<void> {
  const captured = capture(step);
  try {
    const actual = await captured(...inputs);
    const expected = tf.tidy(() => step(...inputs));
    assertClose(actual, expected, tolerance);
    tf.dispose([actual, expected]);
  } finally {
    await captured.dispose();
  }
}
