import * as tf from "@tensorflow/tfjs";
import { cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { broadcastTo, laidOut, reshaped, transposed } from "../graph/layout.js";
import { constant, type Dtype, filled, plainOrder, size, type Value, value } from "../graph/value.js";
import { define, type Unary, Unsupported } from "./define.js";

// Kernels that change the shape of a tensor, or create a tensor, without computing with its numbers.

define<Unary>("Identity", (_graph, { x }) => x);
define<Unary, tf.CastAttrs>("Cast", (graph, { x }, { dtype }) => cast(graph, x, dtype as Dtype));
define<Unary, tf.ReshapeAttrs>("Reshape", (graph, { x }, { shape }) =>
  reshaped(graph, x, inferred(shape, size(x.shape))),
);
define<{ input: Value }, tf.ExpandDimsAttrs>("ExpandDims", (graph, { input }, { dim }) => {
  const rank = input.shape.length;
  if (dim < -(rank + 1) || dim > rank) throw new Error(`axis ${dim} is not within [${-(rank + 1)}, ${rank}]`);
  const at = dim < 0 ? rank + dim + 1 : dim;
  return reshaped(graph, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
});
define<Unary, tf.TransposeAttrs>("Transpose", (_graph, { x }, { perm }) => transposed(x, perm));

/** A shape with its −1, if any, replaced by the missing length. */
function inferred(shape: readonly number[], total: number): number[] {
  const known = size(shape.filter((length) => length !== -1));
  if (known === 0 && shape.includes(-1))
    throw new Error(`the missing length of [${shape}] cannot be inferred from no elements`);
  return shape.map((length) => (length === -1 ? total / known : length));
}

define<Unary, tf.TileAttrs>("Tile", (graph, { x }, { reps }) => {
  const shape = x.shape.map((length, axis) => length * reps[axis]!);
  if (x.shape.every((length, axis) => length === 1 || reps[axis] === 1)) return broadcastTo(x, shape);
  return value(graph.emit("Tile", [laidOut(graph, x), graph.integers(reps)]), shape, x.dtype);
});

define<Value[], tf.ConcatAttrs>("Concat", (graph, values, { axis }) => {
  const at = tf.util.parseAxisParam(axis, [...values[0]!.shape])[0]!;
  tf.backend_util.assertParamsConsistent(
    values.map(({ shape }) => [...shape]),
    at,
  );
  return concat(graph, values, at);
});

/** Concatenates values along an axis. Empty values are left out. */
export function concat(graph: Graph, values: readonly Value[], axis: number): Value {
  const first = values[0]!;
  const parts = values.filter((part) => size(part.shape) > 0);
  if (parts.length === 0) return filled(graph, 0, concatShape(values, axis), first.dtype);
  if (parts.length === 1) return parts[0]!;
  const { order } = largestPlain(parts);
  const names = parts.map((part) => laidOut(graph, part, order));
  const name = graph.emit("Concat", names, { axis: order.indexOf(axis) });
  return value(name, concatShape(values, axis), first.dtype, order);
}

/** The memory order of the first part, if it stores all its axes. */
function largestPlain(parts: readonly Value[]): { order: readonly number[] } {
  const { stored, shape } = parts[0]!;
  return { order: stored.order.length === shape.length ? stored.order : plainOrder(shape.length) };
}

function concatShape(values: readonly Value[], axis: number): number[] {
  const total = values.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return values[0]!.shape.map((length, index) => (index === axis ? total : length));
}

define<Value[], tf.PackAttrs>("Pack", (graph, values, { axis }) => {
  const at = axis < 0 ? axis + values[0]!.shape.length + 1 : axis;
  for (const { shape } of values)
    tf.util.assertShapesMatch(
      [...values[0]!.shape],
      [...shape],
      "All tensors passed to stack must have matching shapes",
    );
  const parts = values.map((part) =>
    reshaped(graph, part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]),
  );
  return concat(graph, parts, at);
});

define<{ value: Value }, tf.UnpackAttrs>("Unpack", (graph, { value: x }, { axis }) => {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const parts = split(graph, x, new Array(x.shape[at]!).fill(1), at);
  const shape = x.shape.filter((_, index) => index !== at);
  return parts.map((part) => reshaped(graph, part, shape));
});

/** Consecutive pieces of the given lengths along an axis. */
function split(graph: Graph, x: Value, lengths: readonly number[], axis: number): Value[] {
  if (lengths.length === 1) return [x];
  const order = x.stored.order.length === x.shape.length ? x.stored.order : plainOrder(x.shape.length);
  const names = graph.emitMany(
    "Split",
    [laidOut(graph, x, order), graph.integers(lengths)],
    { axis: order.indexOf(axis) },
    { outputs: lengths.length },
  );
  return names.map((name, index) =>
    value(
      name,
      x.shape.map((length, at) => (at === axis ? lengths[index]! : length)),
      x.dtype,
      order,
    ),
  );
}

define<Unary, tf.SplitVAttrs>("SplitV", (graph, { x }, { numOrSizeSplits, axis }) => {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const length = x.shape[at]!;
  if (typeof numOrSizeSplits === "number")
    return split(graph, x, new Array(numOrSizeSplits).fill(length / numOrSizeSplits), at);
  const known = numOrSizeSplits.filter((part) => part !== -1).reduce((sum, part) => sum + part, 0);
  return split(
    graph,
    x,
    numOrSizeSplits.map((part) => (part === -1 ? length - known : part)),
    at,
  );
});

define<object, tf.FillAttrs>("Fill", (graph, _inputs, { shape, value: fill, dtype }) => {
  if (typeof fill === "string") throw new Unsupported("text has no counterpart in a graph");
  return filled(graph, fill, shape, (dtype ?? "float32") as Dtype);
});
define<Unary>("ZerosLike", (graph, { x }) => filled(graph, 0, x.shape, x.dtype));
define<Unary>("OnesLike", (graph, { x }) => filled(graph, 1, x.shape, x.dtype));

define<object, tf.RangeAttrs>("Range", (graph, _inputs, { start, stop, step, dtype }) => {
  // As in tf.range, a step of 1 counts down if the stop is lower.
  const by = stop < start && step === 1 ? -1 : step;
  const count = Math.max(0, Math.ceil((stop - start) / by));
  const numbers = Array.from({ length: count }, (_, index) => start + index * by);
  return constant(graph, numbers, [count], (dtype ?? "float32") as Dtype);
});
define<object, tf.LinSpaceAttrs>("LinSpace", (graph, _inputs, { start, stop, num }) => {
  const step = num === 1 ? 0 : (stop - start) / (num - 1);
  return constant(
    graph,
    Array.from({ length: num }, (_, index) => start + index * step),
    [num],
    "float32",
  );
});
