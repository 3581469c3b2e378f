import type * as tf from "@tensorflow/tfjs";
import { cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut } from "../graph/layout.js";
import { type Reduction, reduce } from "../graph/reduce.js";
import { plainOrder, type Value, value } from "../graph/value.js";
import { define, type Unary } from "./define.js";

interface ReductionAttrs {
  axis: number | number[] | null;
  keepDims: boolean;
}

/** The axes as non-negative numbers; none given means all. */
export function axesOf(axis: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return plainOrder(rank);
  return [axis].flat().map((one) => (one < 0 ? one + rank : one));
}

function reduction(name: string, kind: Reduction): void {
  define<Unary, ReductionAttrs>(name, (graph, { x }, { axis, keepDims }) => {
    const numbers = x.dtype === "bool" ? cast(graph, x, "int32") : x;
    return reduce(graph, kind, numbers, axesOf(axis, x.shape.length), keepDims);
  });
}
reduction("Sum", "Sum");
reduction("Prod", "Prod");
reduction("Max", "Max");
reduction("Min", "Min");

define<Unary, ReductionAttrs>("Mean", (graph, { x }, { axis, keepDims }) =>
  reduce(graph, "Mean", cast(graph, x, "float32"), axesOf(axis, x.shape.length), keepDims),
);

const test = (name: string, kind: Reduction) =>
  define<Unary, ReductionAttrs>(name, (graph, { x }, { axis, keepDims }) => {
    const numbers = cast(graph, cast(graph, x, "bool"), "int32");
    return cast(graph, reduce(graph, kind, numbers, axesOf(axis, x.shape.length), keepDims), "bool");
  });
test("All", "Min");
test("Any", "Max");

const position = (name: string, op: string) =>
  define<Unary, tf.ArgMaxAttrs>(name, (graph, { x }, { axis }) => {
    const at = axesOf(axis, x.shape.length)[0]!;
    const numbers = x.dtype === "bool" ? cast(graph, x, "int32") : x;
    const shape = x.shape.filter((_, index) => index !== at);
    return int32(graph, graph.emit(op, [laidOut(graph, numbers)], { axis: at, keepdims: 0 }), shape);
  });
position("ArgMax", "ArgMax");
position("ArgMin", "ArgMin");

/** A plainly stored tensor of 64-bit integers as a value. */
export function int32(graph: Graph, name: string, shape: readonly number[]): Value {
  return value(graph.emit("Cast", [name], { to: 6 }), shape, "int32");
}
