import { type KernelCall, leavesOf, trace } from "../engine/index.js";
/**
 * Counts the floating-point operations of a step's matrix products and convolutions. A multiplication and an addition
 * count as two; everything else is left out, as is usual. The step is only traced, not computed.
 */
export function floatOperations(step: (...inputs: never[]) => unknown, inputs: readonly unknown[]): number {
  const { calls } = trace(step, inputs, leavesOf(inputs, "inputs"), 0);
  return calls.reduce((sum, call) => sum + operations(call), 0);
}

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function operations({ name, inputs, outputs }: KernelCall): number {
  const [a, b] = inputs as [number[], number[]];
  const out = outputs[0]!;
  switch (name) {
    case "BatchMatMul":
    case "_FusedMatMul": {
      // a, b and out have batch·m·k, batch·k·n and batch·m·n elements. The root of their product over batch is
      // batch·m·k·n.
      const batch = size(out.slice(0, -2));
      return 2 * Math.sqrt((size(a) * size(b) * size(out)) / batch);
    }
    case "Conv2D":
      return 2 * size(out) * (size(b) / b[3]!); // every output element is a sum over height · width · in
    case "Conv2DBackpropInput": // of dy and the filter
      return 2 * size(a) * (size(b) / b[3]!);
    case "Conv2DBackpropFilter": // of x and dy
      return 2 * size(b) * (size(out) / out[3]!);
    case "DepthwiseConv2dNative":
      return 2 * size(out) * b[0]! * b[1]!;
    default:
      return 0;
  }
}
