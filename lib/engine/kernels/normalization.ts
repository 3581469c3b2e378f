import type * as tf from "@tensorflow/tfjs";
import { add, cast, div, elementwise, mul, sub } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut } from "../graph/layout.js";
import { constant, type Value, value } from "../graph/value.js";
import { define, type Unary } from "./define.js";
import { matmul } from "./matmul.js";

define<{ logits: Value }, tf.SoftmaxAttrs>("Softmax", (graph, { logits }, { dim }) => {
  const axis = dim < 0 ? dim + logits.shape.length : dim;
  const name = graph.emit("Softmax", [laidOut(graph, cast(graph, logits, "float32"))], { axis });
  return value(name, logits.shape, "float32");
});

interface BatchNormInputs {
  x: Value;
  mean: Value;
  variance: Value;
  offset?: Value;
  scale?: Value;
}

define<BatchNormInputs, tf.FusedBatchNormAttrs>("FusedBatchNorm", (graph, inputs, { varianceEpsilon }) => {
  const { x, mean, variance, offset, scale } = inputs;
  const deviation = elementwise(graph, "Sqrt", [add(graph, variance, varianceEpsilon)]);
  const factor = scale ? div(graph, scale, deviation) : div(graph, 1, deviation);
  // Subtract the mean first: x · factor − mean · factor would lose the digits in which a large x and its mean differ.
  const normal = mul(graph, sub(graph, x, mean), factor);
  return offset ? add(graph, normal, offset) : normal;
});

/** A matrix that sums, for every channel, the channels within `radius` of it. */
function band(graph: Graph, channels: number, radius: number): Value {
  const entries = Array.from({ length: channels * channels }, (_, index) =>
    Math.abs(Math.floor(index / channels) - (index % channels)) <= radius ? 1 : 0,
  );
  return constant(graph, entries, [channels, channels], "float32");
}

define<Unary, tf.LRNAttrs>("LRN", (graph, { x }, { depthRadius, bias, alpha, beta }) => {
  const sums = matmul(graph, mul(graph, x, x), band(graph, x.shape[3]!, depthRadius));
  return mul(graph, x, elementwise(graph, "Pow", [add(graph, mul(graph, sums, alpha), bias), -beta]));
});

define<{ x: Value; y: Value; dy: Value }, tf.LRNGradAttrs>(
  "LRNGrad",
  (graph, { x, y, dy }, { depthRadius, bias, alpha, beta }) => {
    const near = band(graph, x.shape[3]!, depthRadius);
    const norm = add(graph, mul(graph, matmul(graph, mul(graph, x, x), near), alpha), bias);
    const direct = mul(graph, dy, elementwise(graph, "Pow", [norm, -beta]));
    const others = matmul(graph, div(graph, mul(graph, dy, y), norm), near);
    return sub(graph, direct, mul(graph, mul(graph, x, 2 * alpha * beta), others));
  },
);
