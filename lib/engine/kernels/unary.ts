import { add, cast, compare, div, elementwise, mul, sub, where } from "../graph/elementwise.js";
import { float, type Graph } from "../graph/graph.js";
import { inverseDeviation } from "../graph/layerNorm.js";
import type { Value } from "../graph/value.js";
import { prelu, rectified, relu } from "./activation.js";
import { define, type Unary } from "./define.js";
import { noteMask, positive } from "./maskedGradient.js";

/** Applies `emit` to floats. As in the cpu backend, an integer argument gives a truncated integer result. */
export function onFloats(graph: Graph, x: Value, emit: (x: Value) => Value): Value {
  return cast(graph, emit(cast(graph, x, "float32")), x.dtype);
}

// TensorFlow.js kernels that correspond to one ONNX operator.
const same: Record<string, string> = {
  Acos: "Acos",
  Acosh: "Acosh",
  Asin: "Asin",
  Asinh: "Asinh",
  Atan: "Atan",
  Atanh: "Atanh",
  Ceil: "Ceil",
  Cos: "Cos",
  Cosh: "Cosh",
  Elu: "Elu",
  Erf: "Erf",
  Floor: "Floor",
  Log: "Log",
  Reciprocal: "Reciprocal",
  Round: "Round",
  Sigmoid: "Sigmoid",
  Sin: "Sin",
  Sinh: "Sinh",
  Softplus: "Softplus",
  Sqrt: "Sqrt",
  Tan: "Tan",
  Tanh: "Tanh",
};
for (const [name, op] of Object.entries(same))
  define<Unary>(name, (graph, { x }) => onFloats(graph, x, (v) => elementwise(graph, op, [v])));

define<Unary>("Exp", (graph, { x }) => elementwise(graph, "Exp", [cast(graph, x, "float32")]));
define<Unary>("Abs", (graph, { x }) => elementwise(graph, "Abs", [x]));
define<Unary>("Neg", (graph, { x }) => elementwise(graph, "Neg", [x]));
define<Unary>("Relu", (graph, { x }) => onFloats(graph, x, (v) => relu(graph, v)));
define<Unary>("Square", (graph, { x }) => mul(graph, x, x));
define<Unary>("Rsqrt", (graph, { x }) =>
  onFloats(
    graph,
    x,
    (v) => inverseDeviation(graph, v) ?? elementwise(graph, "Reciprocal", [elementwise(graph, "Sqrt", [v])]),
  ),
);

define<Unary>("Relu6", (graph, { x }) => onFloats(graph, x, (v) => elementwise(graph, "Clip", [v, 0, 6])));
define<Unary, { clipValueMin: number; clipValueMax: number }>(
  "ClipByValue",
  (graph, { x }, { clipValueMin, clipValueMax }) =>
    elementwise(graph, "Clip", [x, clipValueMin, clipValueMax]),
);

define<Unary, { alpha: number }>("LeakyRelu", (graph, { x }, { alpha }) =>
  elementwise(graph, "LeakyRelu", [cast(graph, x, "float32")], { attributes: { alpha: float(alpha) } }),
);
define<{ x: Value; alpha: Value }>("Prelu", (graph, { x, alpha }) =>
  prelu(graph, cast(graph, x, "float32"), cast(graph, alpha, "float32")),
);
define<Unary>("Selu", (graph, { x }) =>
  onFloats(graph, x, (v) =>
    elementwise(graph, "Selu", [v], {
      attributes: { alpha: float(1.6732632423543772), gamma: float(1.0507009873554805) },
    }),
  ),
);
define<{ dy: Value; y: Value }>("EluGrad", (graph, { dy, y }) =>
  // y > 0 ? dy : dy · (y + 1)
  mul(graph, dy, add(graph, elementwise(graph, "Min", [y, 0]), 1)),
);

define<Unary, { alpha?: number }>("Step", (graph, { x }, { alpha = 0 }) =>
  onFloats(graph, x, (v) => {
    const of = rectified.get(v) ?? v; // the same mask, and often all that is still needed of v
    const step = positive(graph, of);
    noteMask(step, of);
    // 1 where positive, alpha elsewhere: alpha + (1 − alpha) · step
    return alpha === 0 ? step : add(graph, mul(graph, step, 1 - alpha), alpha);
  }),
);

define<Unary>("Sign", (graph, { x }) => {
  // onnxruntime's Sign takes four times as long as this.
  const above = compare(graph, "Greater", x, 0);
  const below = compare(graph, "Less", x, 0);
  return sub(graph, cast(graph, above, x.dtype), cast(graph, below, x.dtype));
});

define<Unary>("Expm1", (graph, { x }) =>
  onFloats(graph, x, (v) => {
    // exp(x) − 1 loses digits near 0. There the same function is computed as 2t/(1 − t) with t = tanh(x/2).
    const t = elementwise(graph, "Tanh", [mul(graph, v, 0.5)]);
    const near = div(graph, mul(graph, t, 2), sub(graph, 1, t));
    const far = sub(graph, elementwise(graph, "Exp", [v]), 1);
    return where(graph, compare(graph, "Less", elementwise(graph, "Abs", [v]), 0.5), near, far);
  }),
);

define<Unary>("Log1p", (graph, { x }) =>
  onFloats(graph, x, (v) => {
    // w = 1 + x is rounded. log(w) − ((w − 1) − x) / w corrects for the rounding.
    const w = add(graph, v, 1);
    const rounded = sub(graph, w, 1);
    const log = elementwise(graph, "Log", [w]);
    const corrected = sub(graph, log, div(graph, sub(graph, rounded, v), w));
    return where(graph, compare(graph, "Equal", rounded, v), log, corrected);
  }),
);

const isA = (name: string, op: string) =>
  define<Unary>(name, (graph, { x }) =>
    elementwise(graph, op, [cast(graph, x, "float32")], { dtype: "bool" }),
  );
isA("IsNan", "IsNaN");
isA("IsInf", "IsInf");
define<Unary>("IsFinite", (graph, { x }) => {
  // x − x is 0 for finite numbers and NaN for the others.
  const floats = cast(graph, x, "float32");
  return compare(graph, "Equal", sub(graph, floats, floats), 0);
});
define<Unary>("LogicalNot", (graph, { x }) =>
  elementwise(graph, "Not", [cast(graph, x, "bool")], { dtype: "bool" }),
);
