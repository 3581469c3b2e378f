import { blockedImageMean, blockedMean } from "./blocked.js";
import { mul } from "./elementwise.js";
import type { Graph } from "./graph.js";
import { noteMean } from "./layerNorm.js";
import { plain, reshaped } from "./layout.js";
import { emitReduce, type Reduction } from "./stages.js";
import { filled, isBlocked, plainOrder, sameNumbers, size, type Value } from "./value.js";

/** Reduces over `axes`. Repeated axes of `x` are accounted for without writing them out. */
export function reduce(
  graph: Graph,
  kind: Reduction,
  x: Value,
  axes: readonly number[],
  keepDims = false,
): Value {
  if (size(x.shape) === 0) return emptyReduce(graph, kind, x, axes, keepDims);
  if (isBlocked(x) && (kind === "Sum" || kind === "Mean")) {
    const blocked = reduceBlocked(graph, kind, x, axes);
    if (blocked) return keepDims ? reshaped(graph, blocked, withOnes(x, axes)) : blocked;
  }
  const lengths = new Map(x.stored.order.map((axis, position) => [axis, x.stored.dims[position]!]));
  const repeated = axes.filter((axis) => (lengths.get(axis) ?? 1) === 1 && x.shape[axis] !== 1);
  if (kind === "Prod" && repeated.length > 0) return reduce(graph, kind, plain(graph, x), axes, keepDims);
  const positions = axes
    .map((axis) => x.stored.order.indexOf(axis))
    .filter((position) => position >= 0)
    .sort((a, b) => a - b);
  const long = positions.filter((position) => x.stored.dims[position] !== 1);
  const keptPositions = x.stored.order.map((_, position) => position).filter((p) => !positions.includes(p));
  let { name } = x.stored;
  if (long.length > 0) {
    name = emitReduce(graph, kind, { name, dims: x.stored.dims, dtype: x.dtype }, positions);
    const isLast = positions.length === 1 && positions[0] === x.stored.dims.length - 1;
    if (kind === "Mean" && isLast && repeated.length === 0) noteMean(graph, name, x.stored);
  } else if (positions.length > 0)
    name = graph.emit("Reshape", [name, graph.integers(keptPositions.map((p) => x.stored.dims[p]!))]);
  const left = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  let result: Value = {
    shape: left.map((axis) => x.shape[axis]!),
    dtype: x.dtype,
    stored: {
      name,
      order: keptPositions.map((p) => left.indexOf(x.stored.order[p]!)),
      dims: keptPositions.map((p) => x.stored.dims[p]!),
    },
  };
  const count = size(repeated.map((axis) => x.shape[axis]!));
  if (kind === "Sum" && count !== 1) result = mul(graph, result, count);
  return keepDims ? reshaped(graph, result, withOnes(x, axes)) : result;
}

const withOnes = (x: Value, axes: readonly number[]): number[] =>
  x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));

/** The mean or sum over the pixels of all images, or of each image, within onnxruntime's own layout. */
function reduceBlocked(
  graph: Graph,
  kind: "Sum" | "Mean",
  x: Value,
  axes: readonly number[],
): Value | undefined {
  const sorted = [...axes].sort();
  const all = sameNumbers(sorted, plainOrder(x.shape.length - 1));
  if (!all && !(x.shape.length === 4 && sameNumbers(sorted, [1, 2]))) return undefined;
  const mean = all ? blockedMean(graph, x) : blockedImageMean(graph, x);
  if (mean === undefined) return undefined;
  return kind === "Mean" ? mean : mul(graph, mean, size(sorted.map((axis) => x.shape[axis]!)));
}

/** What TensorFlow.js's cpu backend returns for a reduction over no elements. */
const ofNothing: Record<Reduction, number> = { Sum: 0, Mean: 0, Max: Number.NaN, Min: Number.NaN, Prod: 1 };

/** A reduction over no elements, computed here because onnxruntime may differ. */
function emptyReduce(
  graph: Graph,
  kind: Reduction,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  const shape = x.shape
    .map((length, axis) => (axes.includes(axis) ? (keepDims ? 1 : -1) : length))
    .filter((length) => length >= 0);
  return filled(graph, ofNothing[kind], shape, x.dtype);
}
