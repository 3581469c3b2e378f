import { blockedAxes, blockedName, blockedValue, canBlock, nchwc } from "../graph/blocked.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped, transposed } from "../graph/layout.js";
import { isBlocked, plainOrder, type Value, value } from "../graph/value.js";
import { padded, sliced } from "./slice.js";
import { type Window, windowAttributes } from "./window.js";

// The three convolutions of a training step in onnxruntime's own layout (see graph/blocked.ts). Each function returns
// undefined if the layout does not apply; the caller then uses the general kernel.

const usesWholeInput = ({ part, input }: Window): boolean =>
  part.every(([first, length], axis) => first === 0 && length === input[axis]);

/** Convolution of x [batch, height, width, in] with a filter [height, width, in, out]. */
export function blockedConvolve(graph: Graph, x: Value, filter: Value, window: Window): Value | undefined {
  const [, , inChannels, outChannels] = filter.shape as [number, number, number, number];
  const few = inChannels < graph.block; // read with its channels first
  if (graph.block === 0 || outChannels % graph.block !== 0 || !usesWholeInput(window)) return undefined;
  if (inChannels === 0) return undefined;
  if (!few && !canBlock(graph, x)) return undefined;
  const input = few ? laidOut(graph, x, [0, 3, 1, 2]) : blockedName(graph, x);
  const attributes = { ...windowAttributes(window), group: 1 };
  const name = graph.emit("Conv", [input, blockedFilter(graph, filter)], attributes, nchwc);
  return blockedValue(graph, name, [x.shape[0]!, ...window.output, outChannels]);
}

/**
 * A filter [height, width, in, out] in onnxruntime's own layout, [out / b, in / b, height, width, b in, b out]. If
 * there are few input channels, they all stand in one block. The dimensions are stated as [out, in, height, width].
 */
export function blockedFilter(graph: Graph, filter: Value): string {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const b = graph.block;
  const inner = inChannels < b ? inChannels : b;
  const split = [height, width, inChannels / inner, inner, outChannels / b, b];
  const order = inChannels < b ? [4, 2, 3, 0, 1, 5] : [4, 2, 0, 1, 3, 5];
  const name = laidOut(graph, reshaped(graph, filter, split), order);
  return graph.emit("Reshape", [name, graph.integers([outChannels, inChannels, height, width])]);
}

/**
 * The gradient of a convolution of stride 1 with respect to its input: a convolution of dy with the filter rotated by
 * 180° and its channels exchanged.
 */
export function blockedConvolveBack(
  graph: Graph,
  dy: Value,
  filter: Value,
  window: Window,
): Value | undefined {
  const [, , inChannels] = filter.shape as [number, number, number, number];
  const { input, output, kernel, strides, dilations, before } = window;
  if (graph.block === 0 || inChannels % graph.block !== 0 || !canBlock(graph, dy)) return undefined;
  if (strides.some((stride) => stride !== 1) || !usesWholeInput(window)) return undefined;
  const turned = sliced(graph, filter, {
    begin: [kernel[0]! - 1, kernel[1]! - 1, 0, 0],
    size: filter.shape,
    step: [-1, -1, 1, 1],
  });
  const swapped = transposed(turned, [0, 1, 3, 2]);
  const reach = kernel.map((length, axis) => (length - 1) * dilations[axis]!);
  const front = reach.map((length, axis) => length - before[axis]!);
  const back = front.map((pad, axis) => input[axis]! - output[axis]! - pad + reach[axis]!);
  if ([...front, ...back].some((pad) => pad < 0)) return undefined;
  const attributes = { kernel_shape: kernel, strides, dilations, pads: [...front, ...back], group: 1 };
  const inputs = [blockedName(graph, dy), blockedFilter(graph, swapped)];
  return blockedValue(graph, graph.emit("Conv", inputs, attributes, nchwc), [
    dy.shape[0]!,
    ...input,
    inChannels,
  ]);
}

/**
 * The gradient of a convolution with respect to its filter, [height, width, in, out], computed as a convolution: the
 * images of the batch act as channels and dy as the filter. The input becomes one image whose rows contain all
 * channels side by side. A step to the next pixel is then a dilation by the number of channels, and one output row
 * contains every input channel at every column of the filter.
 */
export function blockedFilterGradient(graph: Graph, x: Value, dy: Value, window: Window): Value | undefined {
  const b = graph.block;
  const [batch, , , inChannels] = x.shape as [number, number, number, number];
  const outChannels = dy.shape[3]!;
  const { kernel, strides, dilations, output, before, after } = window;
  if (b === 0 || batch % b !== 0 || outChannels % b !== 0 || x.dtype !== "float32") return undefined;
  if (!usesWholeInput(window) || dilations.some((step) => step !== 1)) return undefined;
  const around = padded(graph, channelsLast(graph, x), [
    [0, 0],
    [before[0]!, after[0]!],
    [before[1]!, after[1]!],
    [0, 0],
  ]);
  // Rows and columns that no window reaches would add rows and columns to the result.
  const rows = (output[0]! - 1) * strides[0]! + kernel[0]!;
  const columns = (output[1]! - 1) * strides[1]! + kernel[1]!;
  const reached = sliced(graph, around, { begin: [0, 0, 0, 0], size: [batch, rows, columns, inChannels] });
  const pixels = rows * columns * inChannels;
  const images = laidOut(graph, reshaped(graph, reached, [batch / b, b, pixels]), [0, 2, 1]);
  const image = graph.emit("Reshape", [images, graph.integers([1, batch, rows, columns * inChannels])]);
  const name = graph.emit(
    "Conv",
    [image, slopesAsFilter(graph, dy)],
    {
      kernel_shape: output,
      strides: [1, 1],
      dilations: [strides[0]!, strides[1]! * inChannels],
      pads: [0, 0, 0, 0],
      group: 1,
    },
    nchwc,
  );
  const dims = [outChannels / b, kernel[0]!, kernel[1]!, inChannels, b];
  const split = graph.emit("Reshape", [name, graph.integers(dims)]);
  const shape = [kernel[0]!, kernel[1]!, inChannels, outChannels / b, b];
  return reshaped(graph, value(split, shape, "float32", [3, 0, 1, 2, 4]), [
    kernel[0]!,
    kernel[1]!,
    inChannels,
    outChannels,
  ]);
}

const channelsLast = (graph: Graph, x: Value): Value =>
  value(laidOut(graph, x, plainOrder(4)), x.shape, "float32");

/**
 * dy [batch, height, width, out] as a filter of `batch` input channels: [out / b, batch / b, height, width, b of
 * batch, b of out].
 */
function slopesAsFilter(graph: Graph, dy: Value): string {
  const b = graph.block;
  const [batch, height, width, outChannels] = dy.shape as [number, number, number, number];
  const axes = isBlocked(dy)
    ? blockedAxes(graph, dy)
    : reshaped(graph, dy, [batch, height, width, outChannels / b, b]);
  const split = reshaped(graph, axes, [batch / b, b, height, width, outChannels / b, b]);
  const name = laidOut(graph, split, [4, 0, 2, 3, 1, 5]);
  return graph.emit("Reshape", [name, graph.integers([outChannels, batch, height, width])]);
}
