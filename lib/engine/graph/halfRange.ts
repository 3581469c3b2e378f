import { float, type Graph } from "./graph.js";
import type { Value } from "./value.js";

/** Whether a value lies in [−1, 1] because of the operator that makes it. */
export function isBounded(graph: Graph, name: string): boolean {
  return ["Erf", "Tanh"].includes(graph.producer(name)?.op ?? "");
}

/**
 * (y + 1) · ½ of a y in [−1, 1] in one pass over memory instead of two: ONNX's HardSigmoid, which clips ½y + ½ to
 * [0, 1]. Equal to the last bit, as halving is exact; clipped is what onnxruntime's tanh leaves [−1, 1] by, a rounding.
 */
export function halved(graph: Graph, y: string): string {
  return graph.emit("HardSigmoid", [y], { alpha: float(0.5), beta: float(0.5) });
}

/** Half of `sum`, if that is y + 1 of a y in [−1, 1]; else undefined. */
export function halfRange(graph: Graph, sum: Value): Value | undefined {
  const add = graph.producer(sum.stored.name);
  if (add?.op !== "Add" || sum.dtype !== "float32") return undefined;
  const one = add.inputs.find((name) => isOne(graph, name));
  const y = add.inputs.find((name) => name !== one)!;
  if (one === undefined || !isBounded(graph, y)) return undefined;
  return { ...sum, stored: { ...sum.stored, name: halved(graph, y) } };
}

/** Whether a value is the constant 1, alone. */
function isOne(graph: Graph, name: string): boolean {
  const constant = graph.constants.find((each) => each.name === name);
  return constant !== undefined && constant.dims.length === 0 && constant.data[0] === 1;
}
