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

function refused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/**
 * Where captured kernels differ from the cpu backend on special values, and how. KERNELS.md prints this list; every other kernel
 * agrees to within its tolerance.
 */
export const known: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...["BatchMatMul", "_FusedMatMul", "LRN", "LRNGrad", "Mean", "Sum"],
      ...["Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", "FusedConv2D"],
      ...[
        "DepthwiseConv2dNative",
        "DepthwiseConv2dNativeBackpropInput",
        "DepthwiseConv2dNativeBackpropFilter",
      ],
      ...["FusedDepthwiseConv2D", "Conv3D", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2"],
      ...["AvgPool", "AvgPool3D", "AvgPoolGrad", "AvgPool3DGrad", "ResizeBilinear", "ResizeBilinearGrad"],
      ...["ResizeNearestNeighborGrad"],
    ].map((kernel) => [kernel, "sums"]),
  ),
  ...Object.fromEntries(
    ["MaxPool", "MaxPool3D", "MaxPoolGrad", "MaxPool3DGrad", "MaxPoolWithArgmax"].map((kernel) => [
      kernel,
      "pools",
    ]),
  ),
  UnsortedSegmentSum:
    "NaN and ∞ stay in their segment; the cpu backend multiplies those of others by 0, which is NaN.",
  Dilation2D: "NaN among the inputs makes the result NaN; the cpu backend passes over it.",
  ArgMax: "NaN is passed over; the cpu backend stays at a NaN in the first place.",
  ArgMin: "NaN is passed over; the cpu backend stays at a NaN in the first place.",
  TopK: "NaN comes last; the cpu backend leaves it where it is met.",
  Mod: "The remainder of two floats of unlike signs is 0 where adding the divisor rounds to the divisor; the cpu backend gives the divisor.",
  Pow: "(−1) to the power of ±∞ is 1, as in C; in JavaScript it is NaN.",
  Cast: "int32 to float32 rounds to 24 bits; the cpu backend keeps the integer.",
};

/** What the two words in `known` stand for. */
export const reasons: Readonly<Record<string, string>> = {
  sums: "Sums with NaN, infinite or very large numbers: floats are added in another order than the cpu backend's, in 32 bits instead of 64, and a product of 0 and ∞, which a matrix or a padding brings in, is NaN.",
  pools:
    "NaN is passed over unless it comes last in its window, where the result is NaN, and so it is where a window holds nothing else; the cpu backend passes over it always. The maximum of a window of −∞ alone is −3.4 · 10³⁸. The gradient goes to another place if a window holds such numbers.",
};

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
    const expected = refused(() => tf.tidy(() => step(...inputs)));
    if (expected === undefined) continue; // the cpu backend refuses these numbers
    const captured = capture(step);
    const actual = await captured(...inputs);
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
