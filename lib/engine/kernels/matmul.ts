import type * as tf from "@tensorflow/tfjs";
import { add } from "../graph/elementwise.js";
import { float, type Graph } from "../graph/graph.js";
import { laidOut, transposed } from "../graph/layout.js";
import { broadcastShape, filled, plainOrder, type Value, value } from "../graph/value.js";
import { type Activation, activate } from "./activation.js";
import { blockedMatmul } from "./blockedMatmul.js";
import { define } from "./define.js";

/** The value with its last two axes exchanged. */
function swapped(x: Value): Value {
  const rank = x.shape.length;
  return transposed(x, [...plainOrder(rank - 2), rank - 1, rank - 2]);
}

/** Whether a matrix is stored with its columns first. */
const isColumnMajor = (x: Value): boolean =>
  x.stored.order.length === 2 && x.stored.order[0] === 1 && x.stored.dims.every((length) => length > 1);

/**
 * The matrix product over the last two axes; leading axes broadcast. Two plain matrices become a Gemm, which can read
 * either one transposed without a copy.
 */
export function matmul(graph: Graph, a: Value, b: Value): Value {
  if (a.shape[a.shape.length - 1] !== b.shape[b.shape.length - 2])
    throw new Error(`the inner lengths of [${a.shape}] and [${b.shape}] differ`);
  const shape = [
    ...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)),
    a.shape[a.shape.length - 2]!,
    b.shape[b.shape.length - 1]!,
  ];
  if (a.shape[a.shape.length - 1] === 0) return filled(graph, 0, shape, a.dtype);
  const blocked = blockedMatmul(graph, a, b);
  if (blocked) return blocked;
  if (a.shape.length > 2 || b.shape.length > 2 || a.dtype !== "float32")
    return value(graph.emit("MatMul", [laidOut(graph, a), laidOut(graph, b)]), shape, a.dtype);
  const [transA, transB] = [isColumnMajor(a), isColumnMajor(b)];
  const names = [laidOut(graph, a, transA ? [1, 0] : [0, 1]), laidOut(graph, b, transB ? [1, 0] : [0, 1])];
  if (!transA && !transB) return value(graph.emit("MatMul", names), shape, a.dtype);
  const name = graph.emit("Gemm", names, { transA: Number(transA), transB: Number(transB), alpha: float(1) });
  return value(name, shape, a.dtype);
}

define<{ a: Value; b: Value }, tf.BatchMatMulAttrs>("BatchMatMul", (graph, { a, b }, attributes) =>
  matmul(graph, attributes.transposeA ? swapped(a) : a, attributes.transposeB ? swapped(b) : b),
);

interface FusedInputs {
  a: Value;
  b: Value;
  bias?: Value;
  preluActivationWeights?: Value;
}

define<FusedInputs, tf._FusedMatMulAttrs>("_FusedMatMul", (graph, inputs, attributes) => {
  const { a, b, bias, preluActivationWeights } = inputs;
  const product = matmul(
    graph,
    attributes.transposeA ? swapped(a) : a,
    attributes.transposeB ? swapped(b) : b,
  );
  return activate(graph, bias ? add(graph, product, bias) : product, {
    activation: attributes.activation as Activation,
    slope: preluActivationWeights,
    alpha: attributes.leakyreluAlpha,
  });
});
