import * as tf from "@tensorflow/tfjs";
import { cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped } from "../graph/layout.js";
import { filled, plainOrder, sameNumbers, size, type Value, value } from "../graph/value.js";
import { define, type Unary } from "./define.js";
import { axesOf } from "./reduction.js";
import { concat } from "./shape.js";

interface Box {
  readonly begin: readonly number[];
  readonly size: readonly number[];
  /** Default 1. A negative step runs backwards from `begin`. */
  readonly step?: readonly number[];
}

/** `size` elements along each axis, every `step`-th from `begin`. Keeps the memory layout. */
export function sliced(graph: Graph, x: Value, { begin, size: lengths, step }: Box): Value {
  if (size(lengths) === 0) return filled(graph, 0, lengths, x.dtype);
  const { order, dims } = x.stored;
  const cut = order
    .map((axis, position) => ({ axis, position }))
    .filter(
      ({ axis, position }) =>
        dims[position] !== 1 && (dims[position] !== lengths[axis] || (step?.[axis] ?? 1) < 0),
    );
  if (cut.length === 0 && sameNumbers(lengths, x.shape)) return x;
  const stored = { ...x.stored };
  if (cut.length > 0) {
    const steps = cut.map(({ axis }) => step?.[axis] ?? 1);
    const starts = cut.map(({ axis }) => begin[axis]!);
    const ends = cut.map(({ axis }, index) => {
      const end = begin[axis]! + (lengths[axis]! - 1) * steps[index]! + Math.sign(steps[index]!);
      return end < 0 ? -(2 ** 31) : end; // before the first element, where −1 would mean the last
    });
    stored.name = graph.emit("Slice", [
      x.stored.name,
      graph.integers(starts),
      graph.integers(ends),
      graph.integers(cut.map(({ position }) => position)),
      ...(steps.every((one) => one === 1) ? [] : [graph.integers(steps)]),
    ]);
    stored.dims = dims.map((length, position) => (length === 1 ? 1 : lengths[order[position]!]!));
  }
  return { ...x, shape: lengths, stored };
}

define<Unary, tf.SliceAttrs>("Slice", (graph, { x }, attributes) => {
  const [begin, lengths] = tf.slice_util.parseSliceParams(
    { shape: [...x.shape], dtype: x.dtype, rank: x.shape.length } as tf.Tensor,
    attributes.begin,
    attributes.size,
  );
  tf.slice_util.assertParamsValid(
    { shape: [...x.shape], rank: x.shape.length } as tf.Tensor,
    begin!,
    lengths!,
  );
  return sliced(graph, x, { begin: begin!, size: lengths! });
});

define<Unary, tf.StridedSliceAttrs>("StridedSlice", (graph, { x }, attributes) => {
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    attributes.begin,
    attributes.end,
    attributes.strides,
    attributes.beginMask,
    attributes.endMask,
    attributes.ellipsisMask,
    attributes.newAxisMask,
    attributes.shrinkAxisMask,
  );
  const { begin, end, strides, finalShape, isIdentity } = info;
  if (isIdentity) return reshaped(graph, x, finalShape);
  const lengths = tf.slice_util.computeOutShape(begin, end, strides).map((length) => Math.max(length, 0) + 0);
  return reshaped(graph, sliced(graph, x, { begin, size: lengths, step: strides }), finalShape);
});

define<Unary, tf.ReverseAttrs>("Reverse", (graph, { x }, { dims }) => reversed(graph, x, axesOf(dims, x)));
define<{ image: Value }>("FlipLeftRight", (graph, { image }) => reversed(graph, image, [2]));

function reversed(graph: Graph, x: Value, axes: readonly number[]): Value {
  return sliced(graph, x, {
    begin: x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0)),
    size: x.shape,
    step: x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  });
}

type Padding = readonly (readonly [number, number])[];

/** `x` padded with `fill`. @param paddings the numbers of elements to add before and after, per axis */
export function padded(graph: Graph, x: Value, paddings: Padding, fill = 0): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
  if (size(x.shape) === 0) return filled(graph, fill, shape, x.dtype);
  if (x.dtype === "bool") return cast(graph, padded(graph, cast(graph, x, "int32"), paddings, fill), "bool");
  const order = x.stored.order.length === x.shape.length ? x.stored.order : plainOrder(x.shape.length);
  const pads = [0, 1].flatMap((side) => order.map((axis) => paddings[axis]![side]!));
  const inputs = [laidOut(graph, x, order), graph.integers(pads)];
  if (fill !== 0) inputs.push(filled(graph, fill, [], x.dtype).stored.name);
  return value(graph.emit("Pad", inputs), shape, x.dtype, order);
}

define<Unary, tf.PadV2Attrs>("PadV2", (graph, { x }, { paddings, constantValue }) =>
  padded(graph, x, paddings, constantValue),
);

define<Unary, tf.MirrorPadAttrs>("MirrorPad", (graph, { x }, { paddings, mode }) => {
  // "reflect" leaves the border element out of the mirror image, "symmetric" repeats it.
  const offset = mode === "reflect" ? 1 : 0;
  return paddings.reduce((result, [before, after], axis) => {
    const part = (begin: number, length: number, step: number) =>
      sliced(graph, result, {
        begin: result.shape.map((_, at) => (at === axis ? begin : 0)),
        size: result.shape.map((all, at) => (at === axis ? length : all)),
        step: result.shape.map((_, at) => (at === axis ? step : 1)),
      });
    const length = result.shape[axis]!;
    const parts = [result];
    if (before > 0) parts.unshift(part(before - 1 + offset, before, -1));
    if (after > 0) parts.push(part(length - 1 - offset, after, -1));
    return concat(graph, parts, axis);
  }, x);
});
