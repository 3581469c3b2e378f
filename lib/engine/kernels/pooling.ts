import type * as tf from "@tensorflow/tfjs";
import { add, mul } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { broadcastTo, laidOut, reshaped } from "../graph/layout.js";
import { constant, filled, isBlocked, sameNumbers, size, type Value, value } from "../graph/value.js";
import { blockedMaxGradient, blockedPool } from "./blockedPooling.js";
import { convolveBack, inputPart, wholeInput } from "./convolution.js";
import { define, type Unary } from "./define.js";
import { notePoolingGradient } from "./maskedGradient.js";
import { padded, sliced } from "./slice.js";
import { channelsFirst, pool3dWindow, poolWindow, type Window, windowAttributes } from "./window.js";

type WindowOf<Attributes> = (shape: readonly number[], attributes: Attributes) => Window;

function pooled(graph: Graph, op: "MaxPool" | "AveragePool", x: Value, window: Window): Value {
  const single = window.kernel.every((length) => length === 1) && x.shape.length === 4;
  // TensorFlow.js's backends return the input here, whatever strides and pads say.
  if (single && sameNumbers(window.input, window.output)) return x;
  if (hasWidePads(window)) {
    const { x: whole, window: inner } = widened(graph, x, window, op === "MaxPool" ? low : 0);
    const result = pooled(graph, op, whole, inner);
    const everyPlace = (numbers: number[]) => constant(graph, numbers, [...window.output, 1], "float32");
    const shares = windowShares(window);
    if (op === "AveragePool")
      return mul(graph, result, everyPlace(shares.map((share) => share * size(window.kernel))));
    return add(graph, result, everyPlace(shares.map((share) => (share > 0 ? 0 : -Infinity))));
  }
  const whole = inputPart(graph, x, window) === x;
  const blocked = whole && isBlocked(x) ? blockedPool(graph, op, x, window) : undefined;
  if (blocked) return blocked;
  const order = channelsFirst(x.shape.length);
  const used = laidOut(graph, inputPart(graph, x, window), order);
  const name = graph.emit(op, [used], attributesOf(op, window));
  return value(name, [x.shape[0]!, ...window.output, x.shape[x.shape.length - 1]!], x.dtype, order);
}

/** Less than any input, and more than the initial value of onnxruntime's MaxPool. */
const low = -3e38;

/** Whether a window may lie entirely outside the input. ONNX requires pads smaller than a window. */
function hasWidePads({ kernel, before, after }: Window): boolean {
  return kernel.some((length, axis) => before[axis]! >= length || after[axis]! >= length);
}

/** The padded input, and the window over it. */
function widened(graph: Graph, x: Value, window: Window, fill: number): { x: Value; window: Window } {
  const { before, after } = window;
  const around = before.map((pad, axis) => [pad, after[axis]!] as const);
  const whole = padded(graph, inputPart(graph, x, window), [[0, 0], ...around, [0, 0]], fill);
  const input = whole.shape.slice(1, -1);
  const none = before.map(() => 0);
  const part = input.map((length) => [0, length] as const);
  return { x: whole, window: { ...window, input, part, before: none, after: none } };
}

/** ONNX's AveragePool has no dilations before operator set 19. */
function attributesOf(op: string, window: Window) {
  const { dilations, ...rest } = windowAttributes(window);
  return op === "MaxPool" ? { ...rest, dilations: dilations! } : rest;
}

/** The positions of the maxima, counted through the used part of the input with its channels first. */
function positions(graph: Graph, used: Value, window: Window): string {
  const input = laidOut(graph, used, channelsFirst(used.shape.length));
  return graph.emitMany("MaxPool", [input], attributesOf("MaxPool", window), { outputs: 2 })[1]!;
}

function maxGradient(graph: Graph, dy: Value, x: Value, window: Window): Value {
  if (hasWidePads(window)) {
    const inner = widened(graph, x, window, low);
    const dx = maxGradient(graph, dy, inner.x, inner.window);
    const lengths = window.part.map(([, length]) => length);
    const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
    const begin = [0, ...window.before, 0];
    return wholeInput(graph, sliced(graph, dx, { begin, size: [batch, ...lengths, channels] }), window);
  }
  const blocked = isBlocked(x) ? blockedMaxGradient(graph, dy, x, window) : undefined;
  if (blocked) return blocked;
  const order = channelsFirst(x.shape.length);
  const slopes = laidOut(graph, dy, order);
  const used = inputPart(graph, x, window);
  const at = positions(graph, used, window);
  const dims = order.map((axis) => used.shape[axis]!);
  const overlap = window.kernel.some((length, axis) => length > window.strides[axis]!);
  if (!overlap && [...window.before, ...window.after].every((pad) => pad === 0)) {
    const { kernel, strides } = window;
    const shape = graph.integers(dims);
    const name = graph.emit("MaxUnpool", [slopes, at, shape], { kernel_shape: kernel, strides });
    return wholeInput(graph, value(name, used.shape, "float32", order), window);
  }
  // An input may be the maximum of several windows, so their contributions are added.
  const flat = (name: string) => graph.emit("Reshape", [name, graph.integers([-1])]);
  const zeros = laidOut(graph, filled(graph, 0, [size(dims)], "float32"));
  const sums = graph.emit("ScatterElements", [zeros, flat(at), flat(slopes)], { axis: 0, reduction: "add" });
  const dx = value(graph.emit("Reshape", [sums, graph.integers(dims)]), used.shape, "float32", order);
  return wholeInput(graph, dx, window);
}

/**
 * Every input gets its share of the mean. At a border a window contains fewer inputs, and the mean was taken over
 * those. The cpu backend divides by the whole window's size, which is not the gradient of the mean it computes.
 */
function averageGradient(graph: Graph, dy: Value, shape: readonly number[], window: Window): Value {
  const channels = shape[shape.length - 1]!;
  const shares = constant(graph, windowShares(window), [...window.output, 1], "float32");
  const slopes = mul(graph, dy, shares);
  const tiled = window.kernel.every(
    (length, axis) =>
      length === window.strides[axis]! && length * window.output[axis]! === window.input[axis]!,
  );
  if (tiled) {
    const split = [shape[0]!, ...window.output.flatMap((length) => [length, 1]), channels];
    const spread = [
      shape[0]!,
      ...window.output.flatMap((length, axis) => [length, window.kernel[axis]!]),
      channels,
    ];
    return reshaped(graph, broadcastTo(reshaped(graph, slopes, split), spread), shape);
  }
  const ones = laidOut(graph, filled(graph, 1, [channels, 1, ...window.kernel], "float32"));
  return convolveBack(graph, slopes, { name: ones, inChannels: channels, groups: channels }, window);
}

/** 1 / the number of inputs inside the window for each output position; 0 if there is none. */
function windowShares({ part, output, kernel, strides, before }: Window): number[] {
  let shares = [1];
  for (const [axis, length] of output.entries()) {
    const counts = Array.from({ length }, (_, at) => {
      const first = at * strides[axis]! - before[axis]!;
      return Math.min(first + kernel[axis]!, part[axis]![1]) - Math.max(first, 0);
    });
    shares = shares.flatMap((share) => counts.map((count) => (count > 0 ? share / count : 0)));
  }
  return shares;
}

function pooling<Attributes>(suffix: string, windowOf: WindowOf<Attributes>): void {
  define<Unary, Attributes>(`MaxPool${suffix}`, (graph, { x }, attributes) =>
    pooled(graph, "MaxPool", x, windowOf(x.shape, attributes)),
  );
  define<Unary, Attributes>(`AvgPool${suffix}`, (graph, { x }, attributes) =>
    pooled(graph, "AveragePool", x, windowOf(x.shape, attributes)),
  );
  define<{ dy: Value; input: Value; output: Value }, Attributes>(
    `MaxPool${suffix}Grad`,
    (graph, { dy, input, output }, attributes) => {
      const byInput = (slopes: Value) => maxGradient(graph, slopes, input, windowOf(input.shape, attributes));
      const result = byInput(dy);
      notePoolingGradient(result, { input, output, dy, byInput });
      return result;
    },
  );
  define<{ dy: Value; input: Value }, Attributes>(
    `AvgPool${suffix}Grad`,
    (graph, { dy, input }, attributes) =>
      averageGradient(graph, dy, input.shape, windowOf(input.shape, attributes)),
  );
}

/** −∞ for NaN. */
function numbersAlone(graph: Graph, x: Value): Value {
  const input = laidOut(graph, x);
  const least = graph.constant(Float32Array.of(Number.NEGATIVE_INFINITY), "float32", []);
  const name = graph.emit("Where", [graph.emit("IsNaN", [input]), least, input]);
  return value(name, x.shape, x.dtype);
}

pooling("", poolWindow);
pooling("3D", pool3dWindow);

define<Unary, tf.MaxPoolWithArgmaxAttrs>("MaxPoolWithArgmax", (graph, { x: given }, attributes) => {
  // If positions are requested too, NaN is the maximum in onnxruntime. TensorFlow.js ignores it.
  const x = numbersAlone(graph, given);
  const window = poolWindow(x.shape, { ...attributes, pad: attributes.pad });
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const maxima = pooled(graph, "MaxPool", x, window);
  // ((b · channels + c) · height + h) · width + w, converted to a position with the channels last.
  const at = positions(graph, x, window);
  const scalar = (n: number) => graph.constant(BigInt64Array.of(BigInt(n)), "int64", []);
  const op = (name: string, a: string, b: number) => graph.emit(name, [a, scalar(b)]);
  const inPlane = op("Mod", at, height * width);
  const plane = op("Div", at, height * width);
  const withChannel = graph.emit("Add", [op("Mul", inPlane, channels), op("Mod", plane, channels)]);
  const image = op("Mul", op("Div", plane, channels), height * width * channels);
  const last = attributes.includeBatchInIndex ? graph.emit("Add", [withChannel, image]) : withChannel;
  const name = graph.emit("Cast", [last], { to: 6 });
  return [maxima, value(name, maxima.shape, "int32", [0, 3, 1, 2])];
});
