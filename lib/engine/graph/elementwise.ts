import type { Attributes, Graph } from "./graph.js";
import { halfRange } from "./halfRange.js";
import { normalised } from "./layerNorm.js";
import { align, broadcastTo } from "./layout.js";
import {
  blocksOf,
  broadcastShape,
  type Dtype,
  filled,
  isBlocked,
  plainOrder,
  sameNumbers,
  size,
  type Value,
} from "./value.js";

/** A value, or a number that stands for a scalar of the other operands' dtype. */
type Operand = Value | number;

/**
 * An ONNX operator that works element by element and broadcasts. The result has the memory layout of its largest
 * operand, and stays small along axes on which all operands only repeat.
 */
export function elementwise(
  graph: Graph,
  op: string,
  operands: readonly Operand[],
  { dtype, attributes, domain }: { dtype?: Dtype; attributes?: Attributes; domain?: string } = {},
): Value {
  const like = operands.find((operand) => typeof operand !== "number") as Value;
  const values = operands.map((operand) =>
    typeof operand === "number" ? filled(graph, operand, [], like.dtype) : operand,
  );
  const shape = values.map((x) => x.shape).reduce(broadcastShape);
  const resultType = dtype ?? like.dtype;
  if (resultType === "float32" && domain === undefined) {
    const laid = values.find(isBlocked);
    const inBlocks = laid && blocksOf(laid)?.elementwise(graph, op, values, attributes);
    if (inBlocks) return inBlocks;
  }
  const order = memoryOrder(values, shape.length);
  const aligned = values.map((x) => align(graph, x, shape.length, order));
  const dims = aligned.map((x) => x.dims).reduce(broadcastShape);
  const name = graph.emit(
    op,
    aligned.map((x) => x.name),
    attributes,
    domain,
  );
  return { shape, dtype: resultType, stored: { name, order: order.slice(order.length - dims.length), dims } };
}

/** All axes in the order of the operand that stores most; axes it does not store come first. */
function memoryOrder(values: readonly Value[], rank: number): number[] {
  const largest = values.reduce((best, x) => (size(x.stored.dims) > size(best.stored.dims) ? x : best));
  const stored = largest.stored.order.map((axis) => axis + rank - largest.shape.length);
  return [...plainOrder(rank).filter((axis) => !stored.includes(axis)), ...stored];
}

export const add = (graph: Graph, a: Operand, b: Operand): Value => arithmetic(graph, "Add", a, b);
export const sub = (graph: Graph, a: Operand, b: Operand): Value => arithmetic(graph, "Sub", a, b);
export const mul = (graph: Graph, a: Operand, b: Operand): Value => arithmetic(graph, "Mul", a, b);
export const div = (graph: Graph, a: Operand, b: Operand): Value => arithmetic(graph, "Div", a, b);

/** a ∘ b. Emits no node if one operand is the neutral element or both are known numbers. */
function arithmetic(graph: Graph, op: "Add" | "Sub" | "Mul" | "Div", a: Operand, b: Operand): Value {
  const [left, right] = [splatOf(a), splatOf(b)];
  const shape = broadcastShape(shapeOf(a), shapeOf(b));
  const like = typeof a === "number" ? (b as Value) : a;
  if (left !== undefined && right !== undefined && like.dtype === "float32")
    return filled(graph, compute(op, left, right), shape, "float32");
  const neutral = op === "Add" || op === "Sub" ? 0 : 1;
  if (right === neutral && typeof a !== "number") return expanded(a, shape);
  if (left === neutral && typeof b !== "number" && (op === "Add" || op === "Mul")) return expanded(b, shape);
  const blocks = operationsOf(a) ?? operationsOf(b);
  if (blocks) {
    const asValue = (x: Operand) => (typeof x === "number" ? filled(graph, x, [], "float32") : x);
    const combined = blocks.combine(graph, op, asValue(a), asValue(b));
    if (combined) return combined;
  }
  if (
    op === "Mul" &&
    typeof a !== "number" &&
    typeof b !== "number" &&
    left === undefined &&
    right === undefined
  ) {
    const normal = normalised(graph, a, b);
    if (normal && sameNumbers(normal.shape, shape)) return normal;
  }
  if (op === "Mul" && (right === 0.5 || left === 0.5)) {
    const half = halfRange(graph, (right === 0.5 ? a : b) as Value);
    if (half && sameNumbers(half.shape, shape)) return half;
  }
  return elementwise(graph, op, [a, b]);
}

const expanded = (x: Value, shape: readonly number[]): Value =>
  sameNumbers(x.shape, shape) ? x : broadcastTo(x, shape);

function compute(op: "Add" | "Sub" | "Mul" | "Div", a: number, b: number): number {
  const [x, y] = [Math.fround(a), Math.fround(b)];
  if (op === "Add") return x + y;
  if (op === "Sub") return x - y;
  return op === "Mul" ? x * y : x / y;
}

const splatOf = (x: Operand): number | undefined => (typeof x === "number" ? x : x.splat);
const operationsOf = (x: Operand) => (typeof x === "number" ? undefined : blocksOf(x));
const shapeOf = (x: Operand): readonly number[] => (typeof x === "number" ? [] : x.shape);

/** Compares a and b, giving booleans. @param op Less, LessOrEqual, Greater, GreaterOrEqual or Equal */
export function compare(graph: Graph, op: string, a: Operand, b: Operand): Value {
  return elementwise(graph, op, [a, b], { dtype: "bool" });
}

/** `yes` where the condition is true, `no` elsewhere. At least one of the two must be a value, not a number. */
export function where(graph: Graph, condition: Value, yes: Operand, no: Operand): Value {
  const { dtype } = (typeof yes === "number" ? no : yes) as Value;
  const asValue = (x: Operand) => (typeof x === "number" ? filled(graph, x, [], dtype) : x);
  return elementwise(graph, "Where", [condition, asValue(yes), asValue(no)], { dtype });
}

/** The value with another dtype. Floats are truncated towards zero; every number except 0 becomes true. */
export function cast(graph: Graph, x: Value, dtype: Dtype): Value {
  if (x.dtype === dtype) return x;
  if (x.splat !== undefined)
    return filled(graph, dtype === "int32" ? Math.trunc(x.splat) | 0 : x.splat, x.shape, dtype);
  const { stored } = x;
  if (x.dtype === "float32" && dtype === "int32")
    return { shape: x.shape, dtype, stored: { ...stored, name: wrapped(graph, stored.name) } };
  const name = graph.emit("Cast", [stored.name], { to: elementCode[dtype] });
  return { shape: x.shape, dtype, stored: { ...stored, name } };
}

/**
 * Converts numbers to 32-bit integers as JavaScript does: truncated, modulo 2³², 0 for NaN and ±∞. The conversion
 * goes through 64 bits, because a number that does not fit in 32 depends on the processor. The remainder between the
 * two casts keeps onnxruntime from merging them.
 */
function wrapped(graph: Graph, name: string): string {
  const long = graph.emit("Cast", [name], { to: elementCode.int64 });
  const range = graph.constant(BigInt64Array.of(2n ** 32n), "int64", []);
  return graph.emit("Cast", [graph.emit("Mod", [long, range])], { to: elementCode.int32 });
}

/**
 * Computes with integers in 64-bit floats, as JavaScript does, and returns 32-bit integers. The values that `emit`
 * receives and returns have type double in the graph.
 */
export function throughDoubles(
  graph: Graph,
  operands: readonly Value[],
  emit: (...doubles: Value[]) => Value,
): Value {
  const { shape, stored } = emit(...operands.map((x) => castStored(graph, x, "float64")));
  const range = graph.constant(Float64Array.of(2 ** 32), "float64", []);
  const name = wrapped(graph, graph.emit("Mod", [stored.name, range], { fmod: 1 }));
  return { shape, dtype: "int32", stored: { ...stored, name } };
}

function castStored(graph: Graph, x: Value, type: keyof typeof elementCode): Value {
  const name = graph.emit("Cast", [x.stored.name], { to: elementCode[type] });
  return { shape: x.shape, dtype: "float32", stored: { ...x.stored, name } };
}

/** ONNX's numbers for element types (TensorProto.DataType). */
export const elementCode = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
