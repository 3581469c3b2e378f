import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import type { KernelCase, TensorSpec } from "./cases/case.js";
import { callKernel, numbersOf, type Sample } from "./cases/case.js";

// Runs every kernel on special values: NaN, ±∞, ±0, very large and very small numbers, the limits of int32.

const floats = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0],
  ...[1, -1, 0.5, 1e9, 3e9, -3e9, 1e20, -1e20, 1e-20],
];
const integers = [0, 1, -1, 2, -7, 46341, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)];

/** Inputs that are indices or ids. They are not replaced by special values. */
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

/** Whether two numbers are equal, both NaN, or within the kernel's tolerance of each other. */
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
 * How captured kernels differ from the cpu backend on special values. KERNELS.md prints this list. Every other kernel
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
    "NaN and ∞ affect only their own segment; the cpu backend multiplies those of other segments by 0, which gives NaN.",
  Dilation2D: "a NaN among the inputs makes the result NaN; the cpu backend ignores it.",
  ArgMax: "NaN is ignored; the cpu backend returns the first place if that is NaN.",
  ArgMin: "NaN is ignored; the cpu backend returns the first place if that is NaN.",
  TopK: "NaN is sorted last; the cpu backend leaves it where it finds it.",
  Mod: "for two floats of opposite signs the remainder is 0 if adding the divisor rounds to the divisor; the cpu backend returns the divisor.",
  Pow: "(−1) to the power of ±∞ is 1, as in C; in JavaScript it is NaN.",
  Cast: "int32 to float32 rounds to 24 bits; the cpu backend keeps the integer.",
};

/** The full text of the two short reasons in `known`. */
export const reasons: Readonly<Record<string, string>> = {
  sums: "sums with NaN, infinite or very large numbers. Floats are added in a different order from the cpu backend's, and in 32 bits instead of 64; a product of 0 and ∞, which comes from a matrix or from padding, is NaN.",
  pools:
    "NaN is ignored unless it comes last in its window or the window contains nothing else; then the result is NaN. The cpu backend always ignores it. The maximum of a window of only −∞ is −3.4 · 10³⁸. If a window contains such numbers, the gradient goes to a different place.",
};

/** Runs a kernel `runs` times on special values. @returns the calls whose results differ */
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
