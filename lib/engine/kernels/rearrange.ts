import type * as tf from "@tensorflow/tfjs";
import { backend_util } from "@tensorflow/tfjs";
import { cast, elementwise, where } from "../graph/elementwise.js";
import { laidOut, reshaped, transposed } from "../graph/layout.js";
import { constant, size, type Value, value } from "../graph/value.js";
import { define, type Unary, Unsupported } from "./define.js";
import { padded, sliced } from "./slice.js";

define<Unary, tf.BatchToSpaceNDAttrs>("BatchToSpaceND", (graph, { x }, { blockShape, crops }) => {
  const shape = [...x.shape];
  const product = size(blockShape);
  const split = reshaped(graph, x, backend_util.getReshaped(shape, blockShape, product));
  const moved = transposed(split, backend_util.getPermuted(split.shape.length, blockShape.length));
  const merged = backend_util.getReshapedPermuted(shape, blockShape, product);
  const rank = 1 + blockShape.length;
  return sliced(graph, reshaped(graph, moved, merged), {
    begin: [
      ...backend_util.getSliceBeginCoords(crops, blockShape.length),
      ...merged.slice(rank).map(() => 0),
    ],
    size: [...backend_util.getSliceSize(merged, crops, blockShape.length), ...merged.slice(rank)],
  });
});

define<Unary, tf.SpaceToBatchNDAttrs>("SpaceToBatchND", (graph, { x }, { blockShape, paddings }) => {
  const rest = x.shape.slice(1 + blockShape.length).map(() => [0, 0] as [number, number]);
  const around = padded(graph, x, [[0, 0], ...(paddings as [number, number][]), ...rest]);
  const shape = [...around.shape];
  const product = size(blockShape);
  const split = reshaped(graph, around, backend_util.getReshaped(shape, blockShape, product, false));
  const moved = transposed(split, backend_util.getPermuted(split.shape.length, blockShape.length, false));
  return reshaped(graph, moved, backend_util.getReshapedPermuted(shape, blockShape, product, false));
});

define<Unary, tf.DepthToSpaceAttrs>("DepthToSpace", (graph, { x }, { blockSize, dataFormat }) => {
  const last = dataFormat === "NHWC" ? x : transposed(x, [0, 2, 3, 1]);
  const [batch, height, width, depth] = last.shape as [number, number, number, number];
  const channels = depth / blockSize ** 2;
  const split = reshaped(graph, last, [batch, height, width, blockSize, blockSize, channels]);
  const moved = transposed(split, [0, 1, 3, 2, 4, 5]);
  const result = reshaped(graph, moved, [batch, height * blockSize, width * blockSize, channels]);
  return dataFormat === "NHWC" ? result : transposed(result, [0, 3, 1, 2]);
});

define<Unary>("Diag", (graph, { x }) => {
  const count = size(x.shape);
  const identity = Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? 1 : 0));
  const diagonal = constant(graph, identity, [count, count], "bool");
  const numbers = x.dtype === "bool" ? cast(graph, x, "int32") : x;
  const square = where(graph, diagonal, reshaped(graph, numbers, [1, count]), 0);
  return cast(graph, reshaped(graph, square, [...x.shape, ...x.shape]), x.dtype);
});

define<Value[], tf.EinsumAttrs>("Einsum", (graph, values, { equation }) => {
  const decoded = backend_util.decodeEinsumEquation(equation, values.length);
  const tensors = values.map(({ shape }) => ({ shape: [...shape] }) as tf.Tensor);
  backend_util.checkEinsumDimSizes(decoded.allDims.length, decoded.idDims, tensors);
  const [terms, result] = equation.replace(/\s/g, "").split("->") as [string, string];
  const lengths = new Map<string, number>();
  for (const [index, term] of terms.split(",").entries()) {
    if (new Set(term).size < term.length) throw new Unsupported(`an axis twice in ${term}`);
    for (const [axis, letter] of [...term].entries()) lengths.set(letter, values[index]!.shape[axis]!);
  }
  const shape = [...result].map((letter) => lengths.get(letter)!);
  const names = values.map((x) => laidOut(graph, x));
  return value(graph.emit("Einsum", names, { equation }), shape, values[0]!.dtype);
});

define<{ x: Value; filter: Value }, tf.Dilation2DAttrs>("Dilation2D", (graph, { x, filter }, attributes) => {
  const info = backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    attributes.strides,
    attributes.pad as "same" | "valid",
    "NHWC",
    attributes.dilations,
  );
  if (x.dtype !== "float32") throw new Unsupported("dtype other than float32");
  const { top, bottom, left, right } = info.padInfo;
  const lowest = Number.MIN_SAFE_INTEGER; // what TensorFlow.js takes the maximum with
  const around = padded(
    graph,
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    lowest,
  );
  const parts: Value[] = [];
  for (let row = 0; row < info.filterHeight; row++)
    for (let column = 0; column < info.filterWidth; column++) {
      const met = sliced(graph, around, {
        begin: [0, row * info.dilationHeight, column * info.dilationWidth, 0],
        size: [info.batchSize, info.outHeight, info.outWidth, info.inChannels],
        step: [1, info.strideHeight, info.strideWidth, 1],
      });
      const weight = sliced(graph, filter, { begin: [row, column, 0], size: [1, 1, info.inChannels] });
      parts.push(elementwise(graph, "Add", [met, weight]));
    }
  return elementwise(graph, "Max", parts);
});
