import { blockedName, blockedValue, canBlock, nchwc } from "../graph/blocked.js";
import { type Attributes, float, type Graph } from "../graph/graph.js";
import type { Value } from "../graph/value.js";
import { type Window, windowAttributes } from "./window.js";

// Pooling in onnxruntime's own layout (see graph/blocked.ts).

/** Maxima or means over windows; undefined if the layout does not apply. */
export function blockedPool(graph: Graph, op: string, x: Value, window: Window): Value | undefined {
  if (!canBlock(graph, x)) return undefined;
  const name = graph.emit(op, [blockedName(graph, x)], windowAttributes(window), nchwc);
  return blockedValue(graph, name, [x.shape[0]!, ...window.output, x.shape[3]!]);
}

/**
 * The gradient of the maxima over adjacent 2 × 2 windows. If several elements are largest, the first by rows gets it.
 * onnxruntime can find the positions, but takes longer for that than for all the convolutions. Here each row's pair is
 * compared, then the larger elements of both rows, and dy is distributed accordingly.
 */
export function blockedMaxGradient(graph: Graph, dy: Value, x: Value, window: Window): Value | undefined {
  const { kernel, strides, output, input, before } = window;
  const pairs = [...kernel, ...strides].every((length) => length === 2) && before.every((pad) => pad === 0);
  if (!pairs || !canBlock(graph, x) || input.some((length, axis) => length !== 2 * output[axis]!))
    return undefined;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const b = graph.block;
  const numbers = blockedName(graph, x);
  const slopes = blockedName(graph, dy);
  const left = firstIsLarger(graph, numbers, channels, [1, 2]);
  const larger = graph.emit("MaxPool", [numbers], step([1, 2]), nchwc);
  const top = firstIsLarger(graph, larger, channels, [2, 1]);
  const [rows, columns] = [height / 2, width / 2];
  const toTop = graph.emit("Mul", [slopes, top]);
  const toBottom = graph.emit("Sub", [slopes, toTop]);
  const blocks = (batch * channels) / b;
  const perRow = zipped(
    graph,
    toTop,
    toBottom,
    [blocks * rows, columns * b],
    [batch, channels, height, columns],
  );
  const toLeft = graph.emit("Mul", [perRow, left]);
  const toRight = graph.emit("Sub", [perRow, toLeft]);
  return blockedValue(
    graph,
    zipped(graph, toLeft, toRight, [blocks * height * columns, b], [batch, channels, height, width]),
    x.shape,
  );
}

const step = (size: readonly number[]): Attributes => ({
  kernel_shape: size,
  strides: size,
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
});

/** 1 where the first of a pair is at least the second, else 0: a nearly vertical ramp applied to their difference. */
function firstIsLarger(graph: Graph, x: string, channels: number, size: readonly number[]): string {
  const pair = Float32Array.from({ length: 2 * channels }, (_, at) =>
    Math.floor(at / graph.block) % 2 === 0 ? 1 : -1,
  );
  const weights = graph.constant(pair, "float32", [channels, 1, ...size]);
  const steep = { activation: "HardSigmoid", activation_params: float([3.4e38, 1]) };
  return graph.emit("Conv", [x, weights], { ...step(size), group: channels, ...steep }, nchwc);
}

/** Interleaves runs of `a` and `b`; both are [count, run] with other dimensions. */
function zipped(
  graph: Graph,
  a: string,
  b: string,
  [count, run]: readonly [number, number],
  dims: readonly number[],
): string {
  const split = (name: string) => graph.emit("Reshape", [name, graph.integers([count, 1, run])]);
  const both = graph.emit("Concat", [split(a), split(b)], { axis: 1 });
  return graph.emit("Reshape", [both, graph.integers(dims)]);
}
