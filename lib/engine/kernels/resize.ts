import type * as tf from "@tensorflow/tfjs";
import { cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped } from "../graph/layout.js";
import { constant, type Value, value } from "../graph/value.js";
import { define } from "./define.js";
import { matmul } from "./matmul.js";

// Resizing is linear and works on rows and columns apart: one constant matrix [to, from] for each, as is its gradient.

interface ResizeOptions {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Where in the input the middle of output `at` lies. */
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

const nearest: Weights = (from, to, options) => {
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at++) {
    const place = source(at, from, to, options) + (options.halfPixelCenters ? 0.5 : 0);
    const rounded = options.alignCorners ? Math.round(place) : Math.floor(place);
    matrix[at * from + Math.max(0, Math.min(from - 1, rounded))] = 1;
  }
  return matrix;
};

interface Resizing {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly weights: Weights;
  readonly options: ResizeOptions;
  readonly backwards?: boolean;
}

/** x [batch, height, width, channels] with both spatial axes multiplied by their matrices, or by the transposed ones. */
function resized(graph: Graph, x: Value, { from, to, weights, options, backwards = false }: Resizing): Value {
  const matrix = (axis: number): Value => {
    const rows = weights(from[axis]!, to[axis]!, options);
    const forward = constant(graph, rows, [to[axis]!, from[axis]!], "float32");
    if (!backwards) return forward;
    const turned = graph.emit("Transpose", [laidOut(graph, forward)], { perm: [1, 0] });
    return value(turned, [from[axis]!, to[axis]!], "float32");
  };
  const [batch, height, , channels] = x.shape as [number, number, number, number];
  const wide = matmul(graph, matrix(1), cast(graph, x, "float32"));
  const width = wide.shape[2]!;
  const rows = reshaped(graph, wide, [batch, height, width * channels]);
  const tall = matmul(graph, matrix(0), rows);
  return reshaped(graph, tall, [batch, tall.shape[1]!, width, channels]);
}

function resize(name: string, weights: Weights): void {
  define<{ images: Value }, tf.ResizeBilinearAttrs>(name, (graph, { images }, attributes) => {
    const from = images.shape.slice(1, 3);
    const result = resized(graph, images, { from, to: attributes.size, weights, options: attributes });
    return name === "ResizeBilinear" ? result : cast(graph, result, images.dtype);
  });
  define<{ images: Value; dy: Value }, ResizeOptions>(`${name}Grad`, (graph, { images, dy }, options) => {
    const [from, to] = [images.shape.slice(1, 3), dy.shape.slice(1, 3)];
    return resized(graph, dy, { from, to, weights, options, backwards: true });
  });
}
resize("ResizeBilinear", bilinear);
resize("ResizeNearestNeighbor", nearest);
