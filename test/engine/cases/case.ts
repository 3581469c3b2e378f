import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../../lib/base/random.js";
import type { Dtype } from "../../../lib/engine/graph/value.js";

/** How far the captured result may be from the cpu backend's: |a − b| ≤ absolute + relative · |b|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}
export const exact: Tolerance = { relative: 0, absolute: 0 };
/** A few units in the last place of a float: functions computed by other polynomials. */
export const rounding: Tolerance = { relative: 1e-6, absolute: 1e-6 };
/** Sums of some hundred products in another order. */
export const sums: Tolerance = { relative: 1e-5, absolute: 1e-5 };

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly seed: number;
  /** Numbers are drawn from [low, high); integers rounded down. */
  readonly low: number;
  readonly high: number;
  /** The tensor enters the graph transposed by this and is turned back inside, so kernels meet other layouts. */
  readonly perm: readonly number[];
}

/** One call of a kernel. */
export interface Sample {
  readonly inputs: Readonly<Record<string, TensorSpec>> | readonly TensorSpec[];
  readonly attributes: object;
}

/** A kernel, how exact it must be, and how to draw calls of it. */
export interface KernelCase {
  readonly kernel: string;
  readonly tolerance: Tolerance;
  readonly sample: fc.Arbitrary<Sample>;
}

export const shapes = (minRank = 0, maxRank = 4, longest = 5): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: longest }), { minLength: minRank, maxLength: maxRank });

interface Range {
  readonly dtype?: Dtype;
  readonly low?: number;
  readonly high?: number;
}

/** A tensor of a shape, with random numbers, in a random layout. */
export function tensor(shape: readonly number[], { dtype = "float32", low = -3, high = 3 }: Range = {}) {
  const plain = shape.map((_, axis) => axis);
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      perm: fc.oneof(fc.constant(plain), fc.shuffledSubarray(plain, { minLength: plain.length })),
    })
    .map(({ seed, perm }): TensorSpec => ({ shape, dtype, seed, low, high, perm }));
}

/** Two shapes that broadcast to each other. */
export const broadcastPair: fc.Arbitrary<[number[], number[]]> = shapes(0, 4).chain((shape) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.nat(shape.length),
      fc.boolean(),
    )
    .map(([ones, others, cut, swap]) => {
      const a = shape.map((length, axis) => (ones[axis] ? 1 : length));
      const b = shape.map((length, axis) => (others[axis] ? 1 : length)).slice(cut);
      return swap ? [b, a] : [a, b];
    }),
);

/** The numbers of a tensor, in the order in which it enters the graph. */
export function numbersOf({
  shape,
  dtype,
  seed,
  low,
  high,
}: TensorSpec): Float32Array | Int32Array | Uint8Array {
  const random = new Random(seed);
  const count = shape.reduce((product, length) => product * length, 1);
  const numbers = Array.from({ length: count }, () => low + (high - low) * random.uniform());
  if (dtype === "float32") return Float32Array.from(numbers);
  if (dtype === "int32") return Int32Array.from(numbers, Math.floor);
  return Uint8Array.from(numbers, (number) => (number < (low + high) / 2 ? 0 : 1));
}

/** The tensor as it enters the graph. */
export const outside = (spec: TensorSpec): tf.Tensor =>
  tf.tensor(
    numbersOf(spec),
    spec.perm.map((axis) => spec.shape[axis]!),
    spec.dtype,
  );

/** The tensor as the kernel meets it, turned back. */
export function inside(spec: TensorSpec, entered: tf.Tensor): tf.Tensor {
  const back = spec.perm.map((_, axis) => spec.perm.indexOf(axis));
  return back.every((at, axis) => at === axis) ? entered : tf.transpose(entered, back);
}

/** Calls the kernel on tensors that entered, on whichever backend is current. */
export function callKernel(
  kernel: string,
  { inputs, attributes }: Sample,
  entered: readonly tf.Tensor[],
): tf.Tensor[] {
  const specs = Object.values(inputs) as TensorSpec[];
  const tensors = specs.map((spec, index) => inside(spec, entered[index]!));
  const named = Array.isArray(inputs)
    ? (tensors as unknown as tf.NamedTensorInfoMap)
    : Object.fromEntries(Object.keys(inputs).map((key, index) => [key, tensors[index]!]));
  const made = tf.engine().runKernel(kernel, named as never, attributes as tf.NamedAttrMap);
  return Array.isArray(made) ? (made as tf.Tensor[]) : [made as tf.Tensor];
}
