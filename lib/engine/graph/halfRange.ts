import { float, type Graph } from "./graph.js";
import type { Value } from "./value.js";

/** Whether the operator that makes a value guarantees that it lies in [−1, 1]. */
export function isBounded(graph: Graph, name: string): boolean {
  return ["Erf", "Tanh"].includes(graph.producer(name)?.op ?? "");
}

/**
 * (y + 1) · ½ for y in [−1, 1], in one pass over memory instead of two, by ONNX's HardSigmoid, which clips ½y + ½ to
 * [0, 1]. The result is the same to the last bit, because halving is exact. The clipping only removes rounding errors
 * by which onnxruntime's tanh leaves [−1, 1].
 */
export function halved(graph: Graph, y: string): string {
  return graph.emit("HardSigmoid", [y], { alpha: float(0.5), beta: float(0.5) });
}

/** Half of `sum` if `sum` is y + 1 with y in [−1, 1]; otherwise undefined. */
export function halfRange(graph: Graph, sum: Value): Value | undefined {
  const add = graph.producer(sum.stored.name);
  if (add?.op !== "Add" || sum.dtype !== "float32") return undefined;
  const one = add.inputs.find((name) => isOne(graph, name));
  const y = add.inputs.find((name) => name !== one)!;
  if (one === undefined || !isBounded(graph, y)) return undefined;
  return { ...sum, stored: { ...sum.stored, name: halved(graph, y) } };
}

/** Whether a value is the scalar constant 1. */
function isOne(graph: Graph, name: string): boolean {
  const constant = graph.constants.find((each) => each.name === name);
  return constant !== undefined && constant.dims.length === 0 && constant.data[0] === 1;
}
