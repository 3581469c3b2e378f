import { blockedRelu } from "../graph/blocked.js";
import { compare, elementwise, mul, where } from "../graph/elementwise.js";
import { float, type Graph } from "../graph/graph.js";
import type { Value } from "../graph/value.js";
import { isBlocked } from "../graph/value.js";
import { Unsupported } from "./define.js";

export type Activation = "linear" | "relu" | "relu6" | "elu" | "prelu" | "leakyrelu" | "sigmoid";

interface ActivationOptions {
  readonly activation?: Activation | undefined;
  readonly slope?: Value | undefined;
  readonly alpha?: number | undefined;
}

/** x where x is not negative, slope · x elsewhere. The slope broadcasts. */
export function prelu(graph: Graph, x: Value, slope: Value): Value {
  return where(graph, compare(graph, "Less", x, 0), mul(graph, slope, x), x);
}

/** The ReLU of each value that has one: its gradient can use the ReLU instead of the value. */
export const rectified = new WeakMap<Value, Value>();

export function relu(graph: Graph, x: Value): Value {
  const result = isBlocked(x) ? blockedRelu(graph, x) : elementwise(graph, "Relu", [x]);
  rectified.set(x, result);
  return result;
}

/** The activation of TensorFlow.js's fused kernels. */
export function activate(graph: Graph, x: Value, { activation, slope, alpha }: ActivationOptions): Value {
  switch (activation ?? "linear") {
    case "linear":
      return x;
    case "relu":
      return relu(graph, x);
    case "relu6":
      return elementwise(graph, "Clip", [x, 0, 6]);
    case "elu":
      return elementwise(graph, "Elu", [x]);
    case "sigmoid":
      return elementwise(graph, "Sigmoid", [x]);
    case "leakyrelu":
      return elementwise(graph, "LeakyRelu", [x], { attributes: { alpha: float(alpha ?? 0.2) } });
    case "prelu":
      return prelu(graph, x, slope!);
    default:
      throw new Unsupported(`activation ${activation}`);
  }
}
