import * as tf from "@tensorflow/tfjs";
import { cast, elementwise, throughDoubles, where } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, plain } from "../graph/layout.js";
import { reduce } from "../graph/reduce.js";
import type { Reduction } from "../graph/stages.js";
import { filled, plainOrder, size, type Value, value } from "../graph/value.js";
import { define, type Unary } from "./define.js";

interface ReductionAttrs {
  axis: number | number[] | null;
  keepDims: boolean;
}

/** The axes as non-negative numbers; all axes if none are given. @throws Error for an axis that does not exist */
export function axesOf(axis: number | readonly number[] | null | undefined, x: Value): number[] {
  if (axis === null || axis === undefined) return plainOrder(x.shape.length);
  return tf.util.parseAxisParam([axis].flat(), [...x.shape]);
}

function reduction(name: string, kind: Reduction): void {
  define<Unary, ReductionAttrs>(name, (graph, { x }, { axis, keepDims }) => {
    const numbers = x.dtype === "bool" ? cast(graph, x, "int32") : x;
    const axes = axesOf(axis, x);
    if (numbers.dtype === "float32" || size(x.shape) === 0)
      return reduce(graph, kind, numbers, axes, keepDims);
    // onnxruntime's sums of integers saturate at the largest integer; JavaScript's wrap.
    const whole = plain(graph, numbers);
    return throughDoubles(graph, [whole], (doubles) => reduce(graph, kind, doubles!, axes, keepDims));
  });
}
reduction("Sum", "Sum");
reduction("Prod", "Prod");

/** Defines a maximum or minimum. The result is NaN if any element is, which onnxruntime would ignore. */
function extremum(name: string, kind: "Max" | "Min"): void {
  define<Unary, tf.MaxAttrs | tf.MinAttrs>(name, (graph, { x }, attributes) => {
    const { keepDims } = attributes;
    const axes = axesOf("reductionIndices" in attributes ? attributes.reductionIndices : attributes.axis, x);
    if (x.dtype !== "float32") return reduce(graph, kind, cast(graph, x, "int32"), axes, keepDims);
    const missing = cast(graph, elementwise(graph, "IsNaN", [x], { dtype: "bool" }), "int32");
    const anyMissing = cast(graph, reduce(graph, "Max", missing, axes, keepDims), "bool");
    return where(graph, anyMissing, Number.NaN, reduce(graph, kind, x, axes, keepDims));
  });
}
extremum("Max", "Max");
extremum("Min", "Min");

define<Unary, ReductionAttrs>("Mean", (graph, { x }, { axis, keepDims }) =>
  reduce(graph, "Mean", cast(graph, x, "float32"), axesOf(axis, x), keepDims),
);

const test = (name: string, kind: Reduction) =>
  define<Unary, ReductionAttrs>(name, (graph, { x }, { axis, keepDims }) => {
    const numbers = cast(graph, cast(graph, x, "bool"), "int32");
    return cast(graph, reduce(graph, kind, numbers, axesOf(axis, x), keepDims), "bool");
  });
test("All", "Min");
test("Any", "Max");

/** The value with NaN replaced by a number that is never the extremum. */
function ranked(graph: Graph, x: Value, never: number): Value {
  if (x.dtype !== "float32") return cast(graph, x, "int32");
  return where(graph, elementwise(graph, "IsNaN", [x], { dtype: "bool" }), never, x);
}

const position = (name: string, op: string) =>
  define<Unary, tf.ArgMaxAttrs>(name, (graph, { x }, { axis }) => {
    const at = axesOf(axis, x)[0]!;
    const numbers = ranked(graph, x, op === "ArgMax" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    const shape = x.shape.filter((_, index) => index !== at);
    if (size(x.shape) === 0) return filled(graph, 0, shape, "int32");
    return int32(graph, graph.emit(op, [laidOut(graph, numbers)], { axis: at, keepdims: 0 }), shape);
  });
position("ArgMax", "ArgMax");
position("ArgMin", "ArgMin");

/** A plainly stored tensor of 64-bit integers as a value. */
export function int32(graph: Graph, name: string, shape: readonly number[]): Value {
  return value(graph.emit("Cast", [name], { to: 6 }), shape, "int32");
}
