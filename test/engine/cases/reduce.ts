import fc from "fast-check";
import type { Dtype } from "../../../lib/engine/graph/value.js";
import {
  exact,
  type KernelCase,
  rounding,
  type Sample,
  shapes,
  sums,
  type Tolerance,
  tensor,
} from "./case.js";

function reduction(
  kernel: string,
  tolerance: Tolerance,
  { name = "axis", low = -3, high = 3, dtypes = ["float32", "int32"] as Dtype[] } = {},
): KernelCase {
  const sample = fc.tuple(shapes(1, 4), fc.constantFrom(...dtypes)).chain(([shape, dtype]) =>
    fc
      .record({
        x: tensor(shape, { dtype, low, high }),
        axes: fc.uniqueArray(fc.nat(shape.length - 1), { minLength: 1 }),
        keepDims: fc.boolean(),
      })
      .map(({ x, axes, keepDims }): Sample => ({ inputs: { x }, attributes: { [name]: axes, keepDims } })),
  );
  return { kernel, tolerance, sample };
}

const along = (
  kernel: string,
  tolerance: Tolerance,
  attributes: fc.Arbitrary<object>,
  range = {},
): KernelCase => ({
  kernel,
  tolerance,
  sample: shapes(1, 4).chain((shape) =>
    fc
      .record({ x: tensor(shape, range), axis: fc.nat(shape.length - 1), attributes })
      .map(({ x, axis, attributes }): Sample => ({ inputs: { x }, attributes: { axis, ...attributes } })),
  ),
});
const scan = fc.record({ exclusive: fc.boolean(), reverse: fc.boolean() });

export const reduceCases: KernelCase[] = [
  reduction("Sum", sums),
  reduction("Mean", sums, { dtypes: ["float32"] }),
  reduction("Prod", sums),
  reduction("Max", exact, { name: "reductionIndices" }),
  reduction("Min", exact),
  reduction("All", exact, { dtypes: ["bool"] }),
  reduction("Any", exact, { dtypes: ["bool"] }),
  along("ArgMax", exact, fc.constant({})),
  along("ArgMin", exact, fc.constant({})),
  along("Cumsum", sums, scan),
  along("Cumprod", sums, scan),
  {
    kernel: "Softmax",
    tolerance: rounding,
    sample: shapes(1, 4).chain((shape) =>
      tensor(shape, { low: -9, high: 9 }).map(
        (logits): Sample => ({ inputs: { logits }, attributes: { dim: shape.length - 1 } }),
      ),
    ),
  },
  {
    kernel: "TopK",
    tolerance: exact,
    sample: shapes(1, 3).chain((shape) =>
      fc
        .record({ x: tensor(shape), k: fc.integer({ min: 1, max: shape.at(-1)! }) })
        .map(({ x, k }): Sample => ({ inputs: { x }, attributes: { k, sorted: true } })),
    ),
  },
];
