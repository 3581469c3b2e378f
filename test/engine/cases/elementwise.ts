import fc from "fast-check";
import type { Dtype } from "../../../lib/engine/graph/value.js";
import { broadcastPair, exact, type KernelCase, rounding, shapes, type Tolerance, tensor } from "./case.js";

const nothing = fc.constant({});

function unary(
  kernel: string,
  tolerance: Tolerance,
  range: { low?: number; high?: number; dtype?: Dtype } = {},
  attributes: fc.Arbitrary<object> = nothing,
): KernelCase {
  const sample = shapes().chain((shape) =>
    fc.record({ inputs: fc.record({ x: tensor(shape, range) }), attributes }),
  );
  return { kernel, tolerance, sample };
}

function binary(
  kernel: string,
  tolerance: Tolerance,
  ranges: { a?: object; b?: object; dtypes?: Dtype[] } = {},
): KernelCase {
  const dtypes = ranges.dtypes ?? ["float32", "int32"];
  const sample = fc.tuple(broadcastPair, fc.constantFrom(...dtypes)).chain(([[a, b], dtype]) =>
    fc.record({
      inputs: fc.record({ a: tensor(a, { ...ranges.a, dtype }), b: tensor(b, { ...ranges.b, dtype }) }),
      attributes: nothing,
    }),
  );
  return { kernel, tolerance, sample };
}

const positive = { low: 0.01, high: 5 };
const within = { low: -0.99, high: 0.99 };
const logical: Dtype[] = ["bool"];
const alpha = fc.record({ alpha: fc.double({ min: 0.01, max: 0.9, noNaN: true }) });

export const elementwiseCases: KernelCase[] = [
  unary("Abs", exact),
  unary("Acos", rounding, within),
  unary("Acosh", rounding, { low: 1.01, high: 9 }),
  unary("Asin", rounding, within),
  unary("Asinh", rounding),
  unary("Atan", rounding),
  unary("Atanh", rounding, within),
  unary("Ceil", exact),
  unary("ClipByValue", exact, {}, fc.constant({ clipValueMin: -1, clipValueMax: 0.5 })),
  unary("Cos", rounding),
  unary("Cosh", rounding),
  unary("Elu", rounding),
  unary("Erf", rounding),
  unary("Exp", rounding, { low: -20, high: 5 }),
  unary("Expm1", rounding, { low: -1, high: 4 }),
  unary("Floor", exact),
  unary("IsFinite", exact),
  unary("IsInf", exact),
  unary("IsNan", exact),
  unary("LeakyRelu", rounding, {}, alpha),
  unary("Log", rounding, positive),
  unary("Log1p", rounding, { low: -0.9, high: 3 }),
  unary("LogicalNot", exact, { dtype: "bool" }),
  unary("Neg", exact),
  unary("Reciprocal", exact, positive),
  unary("Relu", exact),
  unary("Relu6", exact, { low: -9, high: 9 }),
  unary("Round", exact, { low: -9, high: 9 }),
  unary("Rsqrt", rounding, positive),
  unary("Selu", rounding),
  unary("Sigmoid", rounding, { low: -30, high: 30 }),
  unary("Sign", exact),
  unary("Sin", rounding),
  unary("Sinh", rounding),
  unary("Softplus", rounding, { low: -20, high: 20 }),
  unary("Sqrt", exact, positive),
  unary("Square", exact),
  unary("Step", rounding, {}, fc.oneof(fc.constant({ alpha: 0 }), alpha)),
  unary("Tan", rounding, within),
  unary("Tanh", rounding),

  binary("Add", exact),
  binary("Atan2", rounding, { dtypes: ["float32"] }),
  binary("Equal", exact, { a: { low: 0, high: 3 }, b: { low: 0, high: 3 } }),
  binary("FloorDiv", exact, { a: { low: -40, high: 40 }, b: { low: 1, high: 9 }, dtypes: ["int32"] }),
  binary("Greater", exact),
  binary("GreaterEqual", exact),
  binary("Less", exact),
  binary("LessEqual", exact),
  binary("LogicalAnd", exact, { dtypes: logical }),
  binary("LogicalOr", exact, { dtypes: logical }),
  binary("Maximum", exact),
  binary("Minimum", exact),
  binary("Mod", { relative: 1e-5, absolute: 1e-5 }, { a: { low: -40, high: 40 }, b: { low: 1, high: 9 } }),
  binary("Multiply", exact),
  binary("NotEqual", exact, { a: { low: 0, high: 3 }, b: { low: 0, high: 3 } }),
  binary("Pow", rounding, { a: positive, dtypes: ["float32"] }),
  binary("RealDiv", exact, { b: positive, dtypes: ["float32"] }),
  binary("SquaredDifference", rounding),
  binary("Sub", exact),

  {
    kernel: "AddN",
    tolerance: exact,
    sample: shapes().chain((shape) =>
      fc.record({
        inputs: fc.array(tensor(shape), { minLength: 1, maxLength: 4 }),
        attributes: nothing,
      }),
    ),
  },
  {
    kernel: "EluGrad",
    tolerance: rounding,
    sample: shapes().chain((shape) =>
      fc.record({
        inputs: fc.record({ dy: tensor(shape), y: tensor(shape, { low: -1, high: 2 }) }),
        attributes: nothing,
      }),
    ),
  },
  {
    kernel: "Prelu",
    tolerance: exact,
    sample: shapes(1).chain((shape) =>
      fc.record({
        inputs: fc.record({ x: tensor(shape), alpha: tensor([shape[shape.length - 1]!]) }),
        attributes: nothing,
      }),
    ),
  },
  {
    kernel: "Select",
    tolerance: exact,
    sample: fc.tuple(shapes(), fc.constantFrom<Dtype>("float32", "int32", "bool")).chain(([shape, dtype]) =>
      fc.record({
        inputs: fc.record({
          condition: tensor(shape, { dtype: "bool" }),
          t: tensor(shape, { dtype }),
          e: tensor(shape, { dtype }),
        }),
        attributes: nothing,
      }),
    ),
  },
];
