import { cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped, transposed } from "../graph/layout.js";
import { size, type Value, value } from "../graph/value.js";
import { matmul } from "./matmul.js";
import { concat } from "./shape.js";
import { padded, sliced } from "./slice.js";
import { channelsFirst, type Window, windowAttributes } from "./window.js";

/**
 * Convolution of x [batch, …space, channels] with a filter [outChannels, channels / groups, …kernel], given by name. In
 * memory the result has its channels first.
 */
export function convolve(
  graph: Graph,
  x: Value,
  filter: { name: string; outChannels: number; groups?: number; bias?: Value | undefined },
  window: Window,
): Value {
  const rank = x.shape.length;
  const used = inputPart(graph, cast(graph, x, "float32"), window);
  const inputs = [laidOut(graph, used, channelsFirst(rank)), filter.name];
  if (filter.bias) inputs.push(laidOut(graph, reshaped(graph, filter.bias, [filter.outChannels])));
  const name = graph.emit("Conv", inputs, { ...windowAttributes(window), group: filter.groups ?? 1 });
  return value(name, [x.shape[0]!, ...window.output, filter.outChannels], "float32", channelsFirst(rank));
}

/** Whether a bias has one number per channel, [channels] or [channels, 1, 1]. ONNX's Conv takes no other bias. */
export function isChannelBias(bias: Value, channels: number): boolean {
  return size(bias.shape) === channels && bias.shape.some((length) => length === channels);
}

/** A filter [… kernel, inChannels, outChannels] in ONNX's order, [outChannels, inChannels, …kernel]. */
export function filterChannelsFirst(graph: Graph, filter: Value): string {
  const rank = filter.shape.length;
  const kernel = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return laidOut(graph, filter, [rank - 1, rank - 2, ...kernel]);
}

/**
 * The gradient of a convolution with respect to its input: dy [batch, …space, outChannels] spread back by the filter.
 */
export function convolveBack(
  graph: Graph,
  dy: Value,
  filter: { name: string; inChannels: number; groups?: number },
  window: Window,
): Value {
  const rank = dy.shape.length;
  const { part, output, kernel, strides, dilations, before } = window;
  const lengths = [dy.shape[0]!, ...output, dy.shape[rank - 1]!];
  const slopes = sliced(graph, dy, { begin: lengths.map(() => 0), size: lengths });
  const after: number[] = [];
  const extra: number[] = [];
  for (const [axis, [, length]] of part.entries()) {
    const reach = (output[axis]! - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
    const missing = length + before[axis]! - reach;
    after.push(Math.max(0, -missing));
    extra.push(Math.max(0, missing));
  }
  const attributes = { kernel_shape: kernel, strides, dilations, pads: [...before, ...after] };
  const name = graph.emit("ConvTranspose", [laidOut(graph, slopes, channelsFirst(rank)), filter.name], {
    ...attributes,
    output_padding: extra,
    group: filter.groups ?? 1,
  });
  const used = part.map(([, length]) => length);
  const dx = value(name, [dy.shape[0]!, ...used, filter.inChannels], "float32", channelsFirst(rank));
  return wholeInput(graph, dx, window);
}

/** The gradient of the whole input from that of the used part: zero elsewhere. */
export function wholeInput(graph: Graph, dx: Value, { input, part }: Window): Value {
  const around = part.map(([first, length], axis) => [first, input[axis]! - first - length] as const);
  return padded(graph, dx, [[0, 0], ...around, [0, 0]]);
}

/** The part of the input over which windows slide. */
export function inputPart(graph: Graph, x: Value, { part }: Window): Value {
  const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
  return sliced(graph, x, {
    begin: [0, ...part.map(([first]) => first), 0],
    size: [batch, ...part.map(([, length]) => length), channels],
  });
}

/** The inputs that each place of the kernel meets: a list of [batch, …output, channels], last axis fastest. */
export function shifts(graph: Graph, x: Value, window: Window): Value[] {
  const { kernel, strides, dilations, before, after, output } = window;
  const batch = x.shape[0]!;
  const channels = x.shape[x.shape.length - 1]!;
  const around = padded(graph, inputPart(graph, x, window), [
    [0, 0],
    ...before.map((b, axis) => [b, after[axis]!] as const),
    [0, 0],
  ]);
  let places: number[][] = [[]];
  for (const length of kernel)
    places = places.flatMap((place) => Array.from({ length }, (_, at) => [...place, at]));
  return places.map((place) =>
    sliced(graph, around, {
      begin: [0, ...place.map((at, axis) => at * dilations[axis]!), 0],
      size: [batch, ...output, channels],
      step: [1, ...strides, 1],
    }),
  );
}

/**
 * The gradient of a convolution with respect to its filter, [… kernel, inChannels, outChannels]: one matrix product per
 * place of the kernel, inputsᵀ · dy over all positions of all images.
 */
export function filterGradient(graph: Graph, x: Value, dy: Value, window: Window): Value {
  const inChannels = x.shape[x.shape.length - 1]!;
  const outChannels = dy.shape[dy.shape.length - 1]!;
  const positions = size(dy.shape) / outChannels;
  const slopes = reshaped(graph, dy, [positions, outChannels]);
  const parts = shifts(graph, x, window).map((shift) => {
    const met = transposed(reshaped(graph, shift, [positions, inChannels]), [1, 0]);
    return reshaped(graph, matmul(graph, met, slopes), [1, inChannels, outChannels]);
  });
  return reshaped(graph, concat(graph, parts, 0), [...window.kernel, inChannels, outChannels]);
}
