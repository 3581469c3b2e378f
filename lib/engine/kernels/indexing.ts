import type * as tf from "@tensorflow/tfjs";
import { backend_util } from "@tensorflow/tfjs";
import { add, cast, compare, elementwise, where } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { broadcastTo, laidOut, reshaped, transposed } from "../graph/layout.js";
import { reduce } from "../graph/reduce.js";
import { constant, type Dtype, filled, plainOrder, size, type Value, value } from "../graph/value.js";
import { define, type Unary } from "./define.js";
import { axesOf, int32 } from "./reduction.js";
import { sliced } from "./slice.js";

// Kernels that look up, place or count by index.

/** Indices for ONNX. It counts negative indices from the end; here they fail, as indices that are too large do. */
function checked(graph: Graph, indices: Value, limit: number): Value {
  return where(graph, compare(graph, "Less", indices, 0), limit, indices);
}

define<{ x: Value; indices: Value }, tf.GatherV2Attrs>("GatherV2", (graph, inputs, { axis, batchDims }) => {
  const { x } = inputs;
  const at = axesOf(axis, x)[0]!;
  const info = backend_util.segment_util.collectGatherOpShapeInfo(
    { shape: [...x.shape], rank: x.shape.length } as tf.Tensor,
    { shape: [...inputs.indices.shape], rank: inputs.indices.shape.length } as tf.Tensor,
    at,
    batchDims,
  );
  const { dimSize, outputShape } = info;
  const indices = checked(graph, cast(graph, inputs.indices, "int32"), dimSize);
  if (batchDims === 0) {
    const name = graph.emit("Gather", [laidOut(graph, x), laidOut(graph, indices)], { axis: at });
    return value(name, outputShape, x.dtype);
  }
  // The batches are laid end to end along the axis, so each batch's indices are offset to its first element.
  const { batchSize, outerSize, sliceSize } = info;
  const count = size(indices.shape) / batchSize;
  const starts = constant(
    graph,
    Array.from({ length: batchSize }, (_, batch) => batch * dimSize),
    [batchSize, 1],
    "int32",
  );
  const all = add(graph, reshaped(graph, indices, [batchSize, count]), starts);
  const split = reshaped(graph, x, [batchSize, outerSize, dimSize, sliceSize]);
  const ends = reshaped(graph, transposed(split, [0, 2, 1, 3]), [batchSize * dimSize, outerSize, sliceSize]);
  const name = graph.emit("Gather", [laidOut(graph, ends), laidOut(graph, all)], { axis: 0 });
  const met = value(name, [batchSize, count, outerSize, sliceSize], x.dtype);
  return reshaped(graph, transposed(met, [0, 2, 1, 3]), outputShape);
});

/** Row indices [count, depth] as 64-bit integers, as ONNX's GatherND and ScatterND require. */
function wide(graph: Graph, indices: Value): string {
  return graph.emit("Cast", [laidOut(graph, indices)], { to: 7 });
}

define<{ params: Value; indices: Value }>("GatherNd", (graph, { params, indices }) => {
  const depth = indices.shape[indices.shape.length - 1]!;
  const limits = constant(graph, params.shape.slice(0, depth), [depth], "int32");
  const safe = where(graph, compare(graph, "Less", indices, 0), limits, indices);
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  if (size(shape) === 0) return filled(graph, 0, shape, params.dtype);
  return value(graph.emit("GatherND", [laidOut(graph, params), wide(graph, safe)]), shape, params.dtype);
});

/** `base` with `updates` written to, or added at, the places given by `indices` [count, depth]. */
function scattered(graph: Graph, base: Value, indices: Value, updates: Value, addition: boolean): Value {
  const names = [laidOut(graph, base), wide(graph, indices), laidOut(graph, updates)];
  const name = graph.emit("ScatterND", names, addition ? { reduction: "add" } : {});
  return value(name, base.shape, base.dtype);
}

/** Row indices [count, depth] into `shape`. Negative indices fail instead of counting from the end. */
function inRange(graph: Graph, rows: Value, shape: readonly number[]): Value {
  const depth = rows.shape[1]!;
  const limits = constant(graph, shape.slice(0, depth), [depth], "int32");
  return where(graph, compare(graph, "Less", rows, 0), limits, rows);
}

/** Indices as [count, depth] and updates as [count, …rest], as calculateShapes reads them. Both may have more axes. */
function asRows(graph: Graph, indices: Value, updates: Value, shape: readonly number[]): [Value, Value] {
  const { sliceRank, numUpdates } = backend_util.calculateShapes(
    { shape: [...updates.shape], rank: updates.shape.length } as tf.Tensor,
    { shape: [...indices.shape], rank: indices.shape.length } as tf.Tensor,
    [...shape],
  );
  const rows = inRange(graph, reshaped(graph, indices, [numUpdates, sliceRank]), shape);
  return [rows, reshaped(graph, updates, [numUpdates, ...shape.slice(sliceRank)])];
}

define<{ indices: Value; updates: Value }, tf.ScatterNdAttrs>(
  "ScatterNd",
  (graph, { indices, updates }, { shape }) => {
    const [rows, parts] = asRows(graph, indices, updates, shape);
    return scattered(graph, filled(graph, 0, shape, updates.dtype), rows, parts, true);
  },
);

define<{ tensor: Value; indices: Value; updates: Value }>(
  "TensorScatterUpdate",
  (graph, { tensor, indices, updates }) => {
    if (size(updates.shape) === 0) return tensor;
    const [rows, parts] = asRows(graph, indices, updates, tensor.shape);
    return scattered(graph, tensor, rows, parts, false);
  },
);

interface SparseInputs {
  sparseIndices: Value;
  sparseValues: Value;
  defaultValue: Value;
}
define<SparseInputs, tf.SparseToDenseAttrs>("SparseToDense", (graph, inputs, { outputShape }) => {
  const { sparseIndices, sparseValues, defaultValue } = inputs;
  const rank = sparseIndices.shape.length;
  const count = rank === 0 ? 1 : sparseIndices.shape[0]!;
  const indices = reshaped(graph, sparseIndices, [count, rank === 2 ? sparseIndices.shape[1]! : 1]);
  const base = broadcastTo(reshaped(graph, defaultValue, []), outputShape);
  if (count === 0) return base;
  const updates = sparseValues.shape.length === 0 ? broadcastTo(sparseValues, [count]) : sparseValues;
  return scattered(graph, base, inRange(graph, indices, outputShape), updates, false);
});

/**
 * Sums the rows of `x` [count, …] by their ids, into `bins` sums. As in TensorFlow, ids outside [0, bins) are left out:
 * they go to an extra row, which is cut off.
 */
function segmentSum(graph: Graph, x: Value, ids: Value, bins: number): Value {
  const outside = elementwise(
    graph,
    "Or",
    [compare(graph, "Less", ids, 0), compare(graph, "GreaterOrEqual", ids, bins)],
    { dtype: "bool" },
  );
  const safe = where(graph, outside, bins, ids);
  const shape = x.shape.slice(1);
  const base = filled(graph, 0, [bins + 1, ...shape], x.dtype);
  const sums = scattered(graph, base, reshaped(graph, safe, [ids.shape[0]!, 1]), x, true);
  return sliced(graph, sums, { begin: sums.shape.map(() => 0), size: [bins, ...shape] });
}

define<{ x: Value; segmentIds: Value }, tf.UnsortedSegmentSumAttrs>(
  "UnsortedSegmentSum",
  (graph, { x, segmentIds }, { numSegments }) => {
    const count = size(segmentIds.shape);
    const rows = reshaped(graph, x, [count, ...x.shape.slice(segmentIds.shape.length)]);
    return segmentSum(graph, rows, reshaped(graph, segmentIds, [count]), numSegments);
  },
);

define<{ x: Value; weights: Value }, tf.BincountAttrs>("Bincount", (graph, { x, weights }, attributes) => {
  if (size(x.shape) === 0) return filled(graph, 0, [attributes.size], weights.dtype);
  const [all, each] = [x, countWeights(graph, x, weights)].map((one) =>
    reshaped(graph, one, [size(one.shape)]),
  ) as [Value, Value];
  return segmentSum(graph, each, all, attributes.size);
});

/** Missing weights count as ones. */
function countWeights(graph: Graph, x: Value, weights: Value): Value {
  return size(weights.shape) === 0 ? filled(graph, 1, x.shape, weights.dtype) : weights;
}

define<{ x: Value; weights: Value }, tf.DenseBincountAttrs>(
  "DenseBincount",
  (graph, { x, weights }, { size: bins, binaryOutput }) => {
    if (size(x.shape) === 0) return filled(graph, 0, [...x.shape.slice(0, -1), bins], weights.dtype);
    const each = binaryOutput ? filled(graph, 1, x.shape, weights.dtype) : countWeights(graph, x, weights);
    const numbers = constant(graph, plainOrder(bins), [bins], "int32");
    const hits = compare(graph, "Equal", reshaped(graph, x, [...x.shape, 1]), numbers);
    const weighted = where(graph, hits, reshaped(graph, each, [...x.shape, 1]), 0);
    const counted = reduce(graph, binaryOutput ? "Max" : "Sum", weighted, [x.shape.length - 1]);
    return counted;
  },
);

define<{ indices: Value }, tf.OneHotAttrs>("OneHot", (graph, { indices }, attributes) => {
  const { depth, onValue, offValue, dtype } = attributes;
  const numbers = constant(graph, plainOrder(depth), [depth], "int32");
  const column = reshaped(graph, cast(graph, indices, "int32"), [...indices.shape, 1]);
  const hits = compare(graph, "Equal", column, numbers);
  if (onValue === 1 && offValue === 0) return cast(graph, hits, dtype as Dtype);
  const on = filled(graph, onValue, [], dtype === "int32" ? "int32" : "float32");
  return cast(graph, where(graph, hits, on, offValue), dtype as Dtype);
});

define<Unary, tf.TopKAttrs>("TopK", (graph, { x }, { k }) => {
  const names = graph.emitMany(
    "TopK",
    [laidOut(graph, x), graph.integers([k])],
    { axis: x.shape.length - 1, largest: 1, sorted: 1 },
    { outputs: 2 },
  );
  const shape = [...x.shape.slice(0, -1), k];
  return [value(names[0]!, shape, x.dtype), int32(graph, names[1]!, shape)];
});

define<{ sortedSequence: Value; values: Value }, tf.SearchSortedAttrs>(
  "SearchSorted",
  (graph, { sortedSequence, values }, { side }) => {
    // How many elements of the sequence come before each value.
    const [batch, length] = sortedSequence.shape as [number, number];
    const sequence = reshaped(graph, sortedSequence, [batch, 1, length]);
    const column = reshaped(graph, values, [batch, values.shape[1]!, 1]);
    const before = compare(graph, side === "left" ? "Less" : "LessOrEqual", sequence, column);
    return reduce(graph, "Sum", cast(graph, before, "int32"), [2]);
  },
);
