import type * as tf from "@tensorflow/tfjs";
import { add, cast, mul, sub } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped } from "../graph/layout.js";
import { constant, type Value, value } from "../graph/value.js";
import { define } from "./define.js";
import { matmul } from "./matmul.js";

// Rows and columns are resized separately. Resizing is linear, so its gradient is a product with a constant matrix
// for each.

interface ResizeOptions {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The position in the input of the centre of output `at`. */
function source(at: number, from: number, to: number, options: ResizeOptions): number {
  const ratio = options.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return options.halfPixelCenters ? ratio * (at + 0.5) - 0.5 : ratio * at;
}

type Weights = (from: number, to: number, options: ResizeOptions) => Float32Array;

const bilinear: Weights = (from, to, options) => {
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at++) {
    const place = source(at, from, to, options);
    const below = Math.max(0, Math.floor(place));
    const above = Math.min(from - 1, Math.ceil(place));
    matrix[at * from + below]! += 1 - (place - below);
    matrix[at * from + above]! += place - below;
  }
  return matrix;
};

/** The index of the input element nearest to output `at`. */
function nearestTo(at: number, from: number, to: number, options: ResizeOptions): number {
  const place = source(at, from, to, options) + (options.halfPixelCenters ? 0.5 : 0);
  const rounded = options.alignCorners ? Math.round(place) : Math.floor(place);
  return Math.max(0, Math.min(from - 1, rounded));
}

const nearest: Weights = (from, to, options) => {
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at++) matrix[at * from + nearestTo(at, from, to, options)] = 1;
  return matrix;
};

interface Resizing {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly weights: Weights;
  readonly options: ResizeOptions;
}

/** dy [batch, height, width, channels] with both spatial axes multiplied by the transposed matrices of the resizing. */
function transposedResize(graph: Graph, dy: Value, { from, to, weights, options }: Resizing): Value {
  const matrix = (axis: number): Value => {
    const rows = weights(from[axis]!, to[axis]!, options);
    const forward = constant(graph, rows, [to[axis]!, from[axis]!], "float32");
    const turned = graph.emit("Transpose", [laidOut(graph, forward)], { perm: [1, 0] });
    return value(turned, [from[axis]!, to[axis]!], "float32");
  };
  const [batch, height, , channels] = dy.shape as [number, number, number, number];
  const wide = matmul(graph, matrix(1), cast(graph, dy, "float32"));
  const width = wide.shape[2]!;
  const rows = reshaped(graph, wide, [batch, height, width * channels]);
  const tall = matmul(graph, matrix(0), rows);
  return reshaped(graph, tall, [batch, tall.shape[1]!, width, channels]);
}

type Forward = (graph: Graph, images: Value, size: readonly number[], options: ResizeOptions) => Value;

function resize(name: string, weights: Weights, forward: Forward): void {
  define<{ images: Value }, tf.ResizeBilinearAttrs>(name, (graph, { images }, attributes) =>
    forward(graph, images, attributes.size, attributes),
  );
  define<{ images: Value; dy: Value }, ResizeOptions>(`${name}Grad`, (graph, { images, dy }, options) => {
    const [from, to] = [images.shape.slice(1, 3), dy.shape.slice(1, 3)];
    return transposedResize(graph, dy, { from, to, weights, options });
  });
}

/** Selects rows or columns of images (axis 1 or 2) by index. */
function picked(graph: Graph, x: Value, axis: number, numbers: readonly number[]): Value {
  const indices = graph.constant(Int32Array.from(numbers), "int32", [numbers.length]);
  const shape = x.shape.map((length, at) => (at === axis ? numbers.length : length));
  return value(graph.emit("Gather", [laidOut(graph, x), indices], { axis }), shape, x.dtype);
}

/** Interpolates between neighbours as low + (high − low) · fraction, columns first as in the cpu backend. */
const bilinearForward: Forward = (graph, images, size, options) =>
  [2, 1].reduce(
    (x, axis) => {
      const [from, to] = [images.shape[axis]!, size[axis - 1]!];
      const places = Array.from({ length: to }, (_, at) => source(at, from, to, options));
      const below = places.map((place) => Math.max(0, Math.floor(place)));
      const above = places.map((place) => Math.max(0, Math.min(from - 1, Math.ceil(place))));
      const fractions = places.map((place, at) => place - below[at]!);
      const low = picked(graph, x, axis, below);
      const shape = axis === 2 ? [to, 1] : [to, 1, 1];
      const by = constant(graph, fractions, shape, "float32");
      return add(graph, low, mul(graph, sub(graph, picked(graph, x, axis, above), low), by));
    },
    cast(graph, images, "float32"),
  );

const nearestForward: Forward = (graph, images, size, options) =>
  [2, 1].reduce((x, axis) => {
    const [from, to] = [images.shape[axis]!, size[axis - 1]!];
    return picked(
      graph,
      x,
      axis,
      Array.from({ length: to }, (_, at) => nearestTo(at, from, to, options)),
    );
  }, images);

resize("ResizeBilinear", bilinear, bilinearForward);
resize("ResizeNearestNeighbor", nearest, nearestForward);
