import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import type { KernelCase, TensorSpec } from "./cases/case.js";
import { callKernel, numbersOf, type Sample } from "./cases/case.js";

// Every kernel on numbers that are no ordinary ones: NaN, ±∞, ±0, very large and very small ones, the ends of int32.

const floats = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0],
  ...[1, -1, 0.5, 1e9, 3e9, -3e9, 1e20, -1e20, 1e-20],
];
const integers = [0, 1, -1, 2, -7, 46341, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)];

/** Inputs that are places, ids or counts: they stay as drawn. */
const places = new Set(["indices", "segmentIds", "sparseIndices"]);

function entered(spec: TensorSpec, name: string, random: Random): tf.Tensor {
  const numbers = numbersOf(spec);
  const special = spec.dtype === "float32" ? floats : spec.dtype === "int32" ? integers : undefined;
  if (special && !places.has(name))
    for (let at = 0; at < numbers.length; at++)
      if (random.uniform() < 0.4) numbers[at] = special[Math.floor(random.uniform() * special.length)]!;
  return tf.tensor(
    numbers,
    spec.perm.map((axis) => spec.shape[axis]!),
    spec.dtype,
  );
}

/** A call on which the captured kernel and the cpu backend differ. */
export interface Difference {
  readonly sample: Sample;
  readonly inputs: readonly (readonly number[])[];
  readonly element: number;
  readonly captured: number;
  readonly cpu: number;
}

/** Equal numbers, both NaN, or as near as the kernel's tolerance and the rounding of large numbers allow. */
export function agree(a: number, b: number, { tolerance: { relative, absolute } }: KernelCase): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}

/** Runs a kernel `runs` times on special values; the calls whose results differ. */
export async function differences(
  each: KernelCase,
  { seed, runs }: { seed: number; runs: number },
): Promise<Difference[]> {
  const random = new Random(seed);
  const found: Difference[] = [];
  for (const sample of fc.sample(each.sample, { seed, numRuns: runs })) {
    const inputs = Object.entries(sample.inputs).map(([name, spec]) =>
      entered(spec as TensorSpec, name, random),
    );
    const step = (...tensors: tf.Tensor[]) => callKernel(each.kernel, sample, tensors);
    const captured = capture(step);
    const actual = await captured(...inputs);
    const expected = tf.tidy(() => step(...inputs));
    for (const [index, tensor] of actual.entries()) {
      const [a, b] = [tensor.dataSync(), expected[index]!.dataSync()];
      const element = a.findIndex((number, at) => !agree(number, b[at]!, each));
      if (element >= 0) {
        const numbers = inputs.map((input) => [...input.dataSync()]);
        found.push({ sample, inputs: numbers, element, captured: a[element]!, cpu: b[element]! });
      }
    }
    tf.dispose([inputs, actual, expected]);
    await captured.dispose();
  }
  return found;
}
