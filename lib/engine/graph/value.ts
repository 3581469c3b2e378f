import type { Attributes, Graph, Numbers } from "./graph.js";

/** The dtypes of TensorFlow.js that have a counterpart in a graph. */
export type Dtype = "float32" | "int32" | "bool";

/**
 * How a value lies in memory. Position p of the stored tensor holds axis `order[p]` of the value, with
 * `dims[p]` elements: all of the axis, or 1 where the value only repeats along it. Axes missing from `order`
 * are repeated too. So a transposed or broadcast value costs nothing until something needs it laid out plainly.
 */
export interface Stored {
  readonly name: string;
  readonly order: readonly number[];
  readonly dims: readonly number[];
}

/** A tensor of the step function while it is traced. */
export interface Value {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly stored: Stored;
  /** Set if every element is known to be this number. */
  readonly splat?: number;
}

/**
 * Operations on values in onnxruntime's own layout (blocked.ts). They are
 * registered with the value, so that the operations on plain values need not know that layout.
 */
export interface BlockOperations {
  /** The name of the value laid out as it is written, with its channels last. */
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
}

/** Known by identity: a copy of such a value with another shape or order no longer lies in that layout. */
const blocked = new WeakMap<Value, BlockOperations>();

/** Says that a value exists in onnxruntime's own layout. */
export function setBlocked(x: Value, operations: BlockOperations): void {
  blocked.set(x, operations);
}

/** What can be done to a value in onnxruntime's own layout, or undefined if it does not exist there. */
export const blocksOf = (x: Value): BlockOperations | undefined => blocked.get(x);

/** Whether a value exists in onnxruntime's own layout. */
export const isBlocked = (x: Value): boolean => blocked.has(x);

export const size = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** 0, 1, …, rank − 1: the order of axes of a value that lies in memory as it is written. */
export const plainOrder = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

export const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** A value whose ONNX tensor holds it as it is written, or with its axes in `order`. */
export function value(
  name: string,
  shape: readonly number[],
  dtype: Dtype,
  order: readonly number[] = plainOrder(shape.length),
): Value {
  return { shape, dtype, stored: { name, order, dims: order.map((axis) => shape[axis]!) } };
}

/** A constant of the given values. One whose elements are all equal is stored as one element. */
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

/** Whether there are elements and all have the same bits: 0 and −0 differ, NaN does not. */
function isUniform(array: Numbers): boolean {
  const { buffer, byteOffset, length } = array;
  const bits = array instanceof Uint8Array ? array : new Int32Array(buffer, byteOffset, length);
  for (let at = 1; at < length; at++) if (bits[at] !== bits[0]) return false;
  return length > 0;
}

/** A value all of whose elements are `number`. */
export function filled(graph: Graph, number: number, shape: readonly number[], dtype: Dtype): Value {
  const array = typed([number], dtype);
  const name = graph.constant(array, dtype, []);
  return { shape, dtype, stored: { name, order: [], dims: [] }, splat: Number(array[0]) };
}

/** The numbers in the array type of a dtype; the cpu backend sometimes holds them in another. */
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
