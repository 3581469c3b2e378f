import { elementwise, mul } from "../graph/elementwise.js";
import { float, type Graph } from "../graph/graph.js";
import type { Value } from "../graph/value.js";

// The gradient of a max pooling after a ReLU is the gradient of the pooling times 1 where the ReLU is positive. The
// largest element of a window is positive exactly if the pooled element is, so dy can be masked before it is spread over
// the windows, where it usually has a quarter of the elements.

/** 1 where x > 0, else 0, in one pass. The ramp is so steep that only subnormal numbers fall between 0 and 1. */
export function positive(graph: Graph, x: Value): Value {
  return elementwise(graph, "HardSigmoid", [x], { attributes: { alpha: float(3.4e38), beta: float(0) } });
}

/** The value of which a value is the mask that `positive` makes. */
const maskOf = new WeakMap<Value, Value>();

export function noteMask(mask: Value, of: Value): void {
  maskOf.set(mask, of);
}

interface PoolingGradient {
  readonly input: Value;
  readonly output: Value;
  readonly dy: Value;
  /** The gradient for another dy. */
  byInput(dy: Value): Value;
}

const poolings = new WeakMap<Value, PoolingGradient>();

export function notePoolingGradient(result: Value, gradient: PoolingGradient): void {
  poolings.set(result, gradient);
}

/** a · b if one is the gradient of a max pooling and the other the mask of its input. Otherwise undefined. */
export function maskedGradient(graph: Graph, a: Value, b: Value): Value | undefined {
  for (const [gradient, mask] of [
    [a, b],
    [b, a],
  ] as const) {
    const pooling = poolings.get(gradient);
    if (pooling === undefined || maskOf.get(mask) !== pooling.input) continue;
    return pooling.byInput(mul(graph, pooling.dy, positive(graph, pooling.output)));
  }
  return undefined;
}
