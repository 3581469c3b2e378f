import { float, type Graph, type Node } from "./graph.js";
import { type Stored, sameNumbers, type Value, value } from "./value.js";

// Layer normalisation is not an operation of TensorFlow.js: programs write it with means, a square and a root. ONNX has
// an operator that takes one pass over memory where these take seven. It is recognised at the reciprocal root, and the
// product with the centred values then costs nothing.

/** What a trace knows about normalisations, by the names of tensors. */
interface Known {
  /** The stored tensor of which a tensor is the mean over the last axis in memory. */
  readonly meanOf: Map<string, Stored>;
  /** By the reciprocal of a deviation: the centred values and those values in units of the deviation. */
  readonly normal: Map<string, { centred: string; result: string }>;
}

const traces = new WeakMap<Graph, Known>();

function knownOf(graph: Graph): Known {
  let known = traces.get(graph);
  if (known === undefined) {
    known = { meanOf: new Map(), normal: new Map() };
    traces.set(graph, known);
  }
  return known;
}

/** Notes that `mean` is the mean of `x` over the last axis in memory. */
export function noteMean(graph: Graph, mean: string, x: Stored): void {
  knownOf(graph).meanOf.set(mean, x);
}

/** The node that made a tensor, and the tensor's name before changes of shape. */
function origin(graph: Graph, name: string): { name: string; node: Node | undefined } {
  const node = graph.producer(name);
  return node?.op === "Reshape" ? origin(graph, node.inputs[0]!) : { name, node };
}

/**
 * 1/√(variance + ε) by the operator for layer normalisation, if `sum` is that variance, the mean of (x − mean x)² over
 * the last axis in memory, plus a number. Otherwise undefined.
 */
export function inverseDeviation(graph: Graph, sum: Value): Value | undefined {
  const { meanOf, normal } = knownOf(graph);
  const add = graph.producer(sum.stored.name);
  if (add?.op !== "Add" || sum.dtype !== "float32") return undefined;
  const numbers = add.inputs.map((name) =>
    graph.constants.find((one) => one.name === name && one.data.length === 1),
  );
  const at = numbers.findIndex((one) => one !== undefined);
  if (at < 0) return undefined;
  const squares = meanOf.get(origin(graph, add.inputs[1 - at]!).name);
  const square = squares && graph.producer(squares.name);
  if (square?.op !== "Mul" || square.inputs[0] !== square.inputs[1]) return undefined;
  const centred = square.inputs[0]!;
  const difference = graph.producer(centred);
  if (difference?.op !== "Sub") return undefined;
  const [name, mean] = difference.inputs as [string, string];
  const x = meanOf.get(origin(graph, mean).name);
  if (x?.name !== name || !sameNumbers(x.dims, squares!.dims)) return undefined;
  const width = x.dims[x.dims.length - 1]!;
  const ones = graph.constant(new Float32Array(width).fill(1), "float32", [width]);
  const epsilon = float(Number(numbers[at]!.data[0]));
  const [result, , inverse] = graph.emitMany(
    "LayerNormalization",
    [name, ones],
    { axis: -1, epsilon },
    { outputs: 3 },
  ) as [string, string, string];
  const made = graph.emit("Reshape", [inverse, graph.integers(sum.stored.dims)]);
  normal.set(made, { centred, result });
  return { ...value(made, sum.shape, "float32"), stored: { ...sum.stored, name: made } };
}

/** The centred values times the reciprocal of their deviation, if `a` and `b` are those. Otherwise undefined. */
export function normalised(graph: Graph, a: Value, b: Value): Value | undefined {
  const { normal } = knownOf(graph);
  for (const [x, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    const known = normal.get(origin(graph, factor.stored.name).name) ?? normal.get(factor.stored.name);
    if (known?.centred === x.stored.name) return { ...x, stored: { ...x.stored, name: known.result } };
  }
  return undefined;
}
