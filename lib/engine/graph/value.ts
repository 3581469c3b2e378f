import type { Attributes, Graph, Numbers } from "./graph.js";

/** The dtypes of TensorFlow.js that a graph can represent. */
export type Dtype = "float32" | "int32" | "bool";

/**
 * How a value is laid out in memory. Axis p of the stored tensor is axis `order[p]` of the value and has `dims[p]`
 * elements: the whole axis, or 1 if the value only repeats along it. Axes missing from `order` are repeated too. A
 * transposed or broadcast value therefore costs nothing until an operation needs the plain layout.
 */
export interface Stored {
  readonly name: string;
  readonly order: readonly number[];
  readonly dims: readonly number[];
}

/** A tensor of the step function during tracing. */
export interface Value {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly stored: Stored;
  /** If every element is known to be the same number, that number. */
  readonly splat?: number;
}

/**
 * Operations on values in onnxruntime's own layout (blocked.ts). They are registered with each value, so that
 * operations on plain values need not know that layout.
 */
interface BlockOperations {
  /** The name of the value in its plain layout, with the channels last. */
  channelsLast(graph: Graph, x: Value): string;
  /** a ∘ b within that layout, or undefined if it cannot be done there. */
  combine(graph: Graph, op: "Add" | "Sub" | "Mul" | "Div", a: Value, b: Value): Value | undefined;
  /** An operator that works element by element, or undefined if it cannot be done there. */
  elementwise(
    graph: Graph,
    op: string,
    operands: readonly Value[],
    attributes: Attributes | undefined,
  ): Value | undefined;
  /** The value with another shape of the same size, or undefined if that would take it out of the layout. */
  reshaped(graph: Graph, x: Value, shape: readonly number[]): Value | undefined;
}

/** Keyed by identity: a copy of such a value with another shape or order is no longer in that layout. */
const blocked = new WeakMap<Value, BlockOperations>();

/** Marks a value as being in onnxruntime's own layout. */
export function setBlocked(x: Value, operations: BlockOperations): void {
  blocked.set(x, operations);
}

/** The operations on a value in onnxruntime's own layout; undefined for any other value. */
export const blocksOf = (x: Value): BlockOperations | undefined => blocked.get(x);

/** Whether a value is in onnxruntime's own layout. */
export const isBlocked = (x: Value): boolean => blocked.has(x);

export const size = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** 0, 1, …, rank − 1: the order of axes in the plain layout. */
export const plainOrder = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

export const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** The value of a named ONNX tensor, in the plain layout or with its axes in `order`. */
export function value(
  name: string,
  shape: readonly number[],
  dtype: Dtype,
  order: readonly number[] = plainOrder(shape.length),
): Value {
  return { shape, dtype, stored: { name, order, dims: order.map((axis) => shape[axis]!) } };
}

/** A constant. If all elements are equal, only one is stored. */
export function constant(
  graph: Graph,
  data: ArrayLike<number>,
  shape: readonly number[],
  dtype: Dtype,
): Value {
  const array = typed(data, dtype);
  if (isUniform(array)) return filled(graph, array[0]!, shape, dtype);
  return value(graph.constant(array, dtype, shape), shape, dtype);
}

/** Whether all elements have the same bits, and there is at least one. 0 and −0 differ; NaN equals itself. */
function isUniform(array: Numbers): boolean {
  const { buffer, byteOffset, length } = array;
  const bits = array instanceof Uint8Array ? array : new Int32Array(buffer, byteOffset, length);
  for (let at = 1; at < length; at++) if (bits[at] !== bits[0]) return false;
  return length > 0;
}

/** A value whose elements are all `number`. */
export function filled(graph: Graph, number: number, shape: readonly number[], dtype: Dtype): Value {
  const array = typed([number], dtype);
  const name = graph.constant(array, dtype, []);
  return { shape, dtype, stored: { name, order: [], dims: [] }, splat: Number(array[0]) };
}

/** The numbers in the array type of their dtype. The cpu backend sometimes uses another type. */
export function typed(data: ArrayLike<number>, dtype: Dtype): Numbers {
  if (dtype === "float32") return data instanceof Float32Array ? data : Float32Array.from(data);
  if (dtype === "int32") return data instanceof Int32Array ? data : Int32Array.from(data);
  return data instanceof Uint8Array ? data : Uint8Array.from(data, (element) => (element ? 1 : 0));
}

/** The shape two shapes broadcast to (the rule of NumPy). @throws Error if they do not */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`shapes [${a}] and [${b}] do not broadcast: ${left} and ${right} differ`);
    return left === 1 ? right : left;
  });
}
