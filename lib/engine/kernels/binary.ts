import {
  add,
  cast,
  compare,
  div,
  elementwise,
  mul,
  sub,
  throughDoubles,
  where,
} from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { broadcastTo } from "../graph/layout.js";
import { broadcastShape, type Dtype, filled, type Value } from "../graph/value.js";
import { type Binary, define } from "./define.js";
import { maskedGradient } from "./maskedGradient.js";
import { onFloats } from "./unary.js";

/** a · b. Integers multiply as in JavaScript, which rounds a product above 2⁵³ before it wraps. */
function times(graph: Graph, a: Value, b: Value): Value {
  if (a.dtype !== "int32") return maskedGradient(graph, a, b) ?? mul(graph, a, b);
  return throughDoubles(graph, [a, b], (x, y) => elementwise(graph, "Mul", [x!, y!]));
}

// The dtypes of the operands may differ. The result has the wider one, in the order bool, int32, float32.
const widths: Record<Dtype, number> = { bool: 0, int32: 1, float32: 2 };
const wider = (a: Value, b: Value): Dtype => (widths[a.dtype] > widths[b.dtype] ? a.dtype : b.dtype);

/** Defines a kernel on two operands of one dtype. ONNX does not compute with booleans, so they become integers. */
function arithmetic(name: string, emit: (graph: Graph, a: Value, b: Value) => Value): void {
  define<Binary>(name, (graph, { a, b }) => {
    const dtype = wider(a, b);
    const through = dtype === "bool" ? "int32" : dtype;
    return cast(graph, emit(graph, cast(graph, a, through), cast(graph, b, through)), dtype);
  });
}

arithmetic("Add", add);
arithmetic("Sub", sub);
arithmetic("Multiply", times);
arithmetic("Maximum", (graph, a, b) => elementwise(graph, "Max", [a, b]));
arithmetic("Minimum", (graph, a, b) => elementwise(graph, "Min", [a, b]));
arithmetic("Pow", (graph, a, b) => power(graph, a, b));
arithmetic("SquaredDifference", (graph, a, b) => {
  if (a.dtype === "int32")
    return throughDoubles(graph, [a, b], (x, y) => {
      const difference = elementwise(graph, "Sub", [x!, y!]);
      return elementwise(graph, "Mul", [difference, difference]);
    });
  const difference = sub(graph, a, b);
  return mul(graph, difference, difference);
});
arithmetic("Mod", (graph, a, b) => {
  if (a.dtype === "int32")
    return throughDoubles(graph, [a, b], (x, y) => {
      const fmod = (v: Value) => elementwise(graph, "Mod", [v, y!], { attributes: { fmod: 1 } });
      return fmod(elementwise(graph, "Add", [fmod(x!), y!]));
    });
  // The result has the sign of the divisor. ONNX's only operator for floats is C's fmod, which has the dividend's sign.
  const fmod = (x: Value) => elementwise(graph, "Mod", [x, b], { attributes: { fmod: 1 } });
  const remainder = fmod(a);
  const negative = (x: Value) => compare(graph, "Less", x, 0);
  const differ = elementwise(graph, "Xor", [negative(a), negative(b)], { dtype: "bool" });
  return where(graph, differ, fmod(add(graph, remainder, b)), remainder);
});

// Small whole powers are products: onnxruntime's Pow takes as long for them as an exponential function.
function power(graph: Graph, a: Value, b: Value): Value {
  if (a.dtype === "float32" && b.splat === 1) return broadcastTo(a, broadcastShape(a.shape, b.shape));
  if (a.dtype === "float32" && b.splat === 2)
    return broadcastTo(mul(graph, a, a), broadcastShape(a.shape, b.shape));
  if (a.dtype === "float32" && b.splat === 0.5)
    return broadcastTo(elementwise(graph, "Sqrt", [a]), broadcastShape(a.shape, b.shape));
  if (a.dtype === "int32")
    return throughDoubles(graph, [a, b], (x, y) => elementwise(graph, "Pow", [x!, y!]));
  return elementwise(graph, "Pow", [a, b]);
}

define<Binary>("RealDiv", (graph, { a, b }) => {
  const dtype = wider(a, b);
  const quotient = div(graph, cast(graph, a, "float32"), cast(graph, b, "float32"));
  return cast(graph, quotient, dtype);
});

define<Binary>("FloorDiv", (graph, { a, b }) => {
  // 64-bit floats represent every 32-bit integer, and Floor rounds negative quotients down.
  return throughDoubles(graph, [a, b], (x, y) =>
    elementwise(graph, "Floor", [elementwise(graph, "Div", [x!, y!])]),
  );
});

define<Binary>("Atan2", (graph, { a, b }) =>
  onFloats(graph, a, (y) => atan2(graph, y, cast(graph, b, "float32"))),
);

/** The angle of the point (x, y) as in Math.atan2, including infinite coordinates and the sign of zero. */
function atan2(graph: Graph, y: Value, x: Value): Value {
  const size = (v: Value) => elementwise(graph, "Abs", [v]);
  const both = (op: string) =>
    elementwise(graph, "And", [test(graph, op, x), test(graph, op, y)], { dtype: "bool" });
  const slope = div(graph, size(y), size(x)); // 0/0 and ∞/∞ are not numbers, the angles are
  const known = where(graph, both("zero"), 0, where(graph, both("infinite"), 1, slope));
  const angle = elementwise(graph, "Atan", [known]);
  const left = where(
    graph,
    isNegative(graph, x),
    sub(graph, filled(graph, Math.PI, [], "float32"), angle),
    angle,
  );
  return where(graph, isNegative(graph, y), mul(graph, left, -1), left);
}

function test(graph: Graph, what: string, x: Value): Value {
  return what === "zero"
    ? compare(graph, "Equal", x, 0)
    : elementwise(graph, "IsInf", [x], { dtype: "bool" });
}

/** Whether a number is negative or −0, which the sign of 1/x reveals. */
function isNegative(graph: Graph, x: Value): Value {
  const inverse = elementwise(graph, "Reciprocal", [x]);
  const below = (v: Value) => compare(graph, "Less", v, 0);
  return elementwise(graph, "Or", [below(x), below(inverse)], { dtype: "bool" });
}

const comparison = (name: string, op: string, negate = false) =>
  define<Binary>(name, (graph, { a, b }) => {
    const dtype = wider(a, b) === "bool" ? "int32" : wider(a, b);
    const result = compare(graph, op, cast(graph, a, dtype), cast(graph, b, dtype));
    return negate ? elementwise(graph, "Not", [result]) : result;
  });
comparison("Equal", "Equal");
comparison("NotEqual", "Equal", true);
comparison("Greater", "Greater");
comparison("GreaterEqual", "GreaterOrEqual");
comparison("Less", "Less");
comparison("LessEqual", "LessOrEqual");

const logical = (name: string, op: string) =>
  define<Binary>(name, (graph, { a, b }) =>
    elementwise(graph, op, [cast(graph, a, "bool"), cast(graph, b, "bool")], { dtype: "bool" }),
  );
logical("LogicalAnd", "And");
logical("LogicalOr", "Or");
logical("LogicalXor", "Xor");

define<{ condition: Value; t: Value; e: Value }>("Select", (graph, { condition, t, e }) => {
  if (t.dtype === "bool") {
    const picked = select(graph, condition, cast(graph, t, "int32"), cast(graph, e, "int32"));
    return cast(graph, picked, "bool");
  }
  return select(graph, condition, t, cast(graph, e, t.dtype));
});

/** Chooses element by element. A condition of one axis may also choose whole rows, as in tf.where. */
function select(graph: Graph, condition: Value, yes: Value, no: Value): Value {
  const rows = condition.shape.length === 1 && yes.shape.length > 1;
  const shape = [...condition.shape, ...yes.shape.slice(1).map(() => 1)];
  const chosen = where(graph, rows ? { ...condition, shape } : condition, yes, no);
  return broadcastTo(chosen, broadcastShape(chosen.shape, yes.shape));
}

define<Value[]>("AddN", (graph, values) => values.reduce((sum, x) => add(graph, sum, x)));
