import { blockedName, blockedValue, canBlock, isRows, nchwc, storedImage } from "../graph/blocked.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped, transposeOf } from "../graph/layout.js";
import { type Value, value } from "../graph/value.js";
import { blockedFilter } from "./blockedConvolution.js";

// Matrix products as 1 × 1 convolutions in onnxruntime's own layout (see graph/blocked.ts). With many rows they take
// two thirds of the time of its matrix product. The result stays in that layout, so a layer's bias, its activation
// and the next layer use it too.

/** The number of rows from which conversion to the layout pays off. */
const many = 512;

/** a · b, or undefined if the layout does not apply. */
export function blockedMatmul(graph: Graph, a: Value, b: Value): Value | undefined {
  if (graph.block === 0 || a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  const rows = transposeOf(a);
  if (rows && rows.shape[0]! >= many) return overRows(graph, rows, b);
  if (a.shape[0]! >= many && b.shape[0]! < many) return layer(graph, a, b);
  return undefined;
}

/** x [rows, in] · weights [in, out], with every row as a pixel. */
function layer(graph: Graph, x: Value, weights: Value): Value | undefined {
  const [inputs, outputs] = weights.shape as [number, number];
  if (!canBlock(graph, x) || outputs % graph.block !== 0) return undefined;
  const filter = blockedFilter(graph, reshaped(graph, weights, [1, 1, inputs, outputs]));
  const image = storedImage(x); // any images are rows of pixels to this product
  const [batch, height, width] = image;
  const name = graph.emit("Conv", [blockedName(graph, x, image), filter], pointwise, nchwc);
  return blockedValue(graph, name, [x.shape[0]!, outputs], [batch, height, width, outputs]);
}

const pointwise = { kernel_shape: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], group: 1 };

/**
 * xᵀ · y for x [rows, m] and y [rows, n], the gradient of a layer with respect to its weights, with the rows as
 * channels. One of the two, as m or n pixels, needs its rows in blocks. The other already has the layout of a filter
 * if it is in onnxruntime's own layout. If both or neither are in it, the smaller one is converted.
 */
function overRows(graph: Graph, x: Value, y: Value): Value | undefined {
  const [rows, m] = x.shape as [number, number];
  const n = y.shape[1]!;
  const b = graph.block;
  if (rows % b !== 0 || m % b !== 0 || n % b !== 0) return undefined;
  const turn = isRows(x) === isRows(y) ? m > n : isRows(x);
  const [pixels, filter] = turn ? [y, x] : [x, y];
  const count = pixels.shape[1]!;
  const outputs = filter.shape[1]!;
  const image = laidOut(graph, reshaped(graph, pixels, [rows / b, b, count]), [0, 2, 1]);
  const inputs = [
    graph.emit("Reshape", [image, graph.integers([1, rows, 1, count])]),
    // With the rows in blocks, [channels / b, 1, rows, b] is [channels / b, rows / b, b of rows, b of channels].
    graph.emit("Reshape", [blockedName(graph, filter), graph.integers([outputs, rows, 1, 1])]),
  ];
  const name = graph.emit("Conv", inputs, pointwise, nchwc);
  const split = graph.emit("Reshape", [name, graph.integers([outputs / b, count, b])]);
  const product = value(split, [count, outputs / b, b], "float32", [1, 0, 2]); // [pixels, outputs]
  return turn
    ? reshaped(graph, value(split, [outputs / b, b, count], "float32", [0, 2, 1]), [m, n])
    : reshaped(graph, product, [m, n]);
}
