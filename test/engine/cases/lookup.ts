import fc from "fast-check";
import { exact, type KernelCase, type Sample, shapes, sums, tensor } from "./case.js";

const length = fc.integer({ min: 1, max: 5 });
const ids = (shape: readonly number[], below: number, low = 0) =>
  tensor(shape, { dtype: "int32", low, high: below });

export const lookupCases: KernelCase[] = [
  {
    kernel: "GatherV2",
    tolerance: exact,
    sample: fc
      .record({ shape: shapes(1, 4), axis: fc.nat(3), of: shapes(0, 2, 4), batched: fc.boolean() })
      .chain(({ shape, axis, of, batched }) => {
        const at = axis % shape.length;
        const batchDims = batched ? Math.min(1, at) : 0;
        const indices = [...shape.slice(0, batchDims), ...of];
        return fc
          .record({ x: tensor(shape), indices: ids(indices, shape[at]!) })
          .map((inputs): Sample => ({ inputs, attributes: { axis: at, batchDims } }));
      }),
  },
  {
    kernel: "GatherNd",
    tolerance: exact,
    sample: fc.record({ a: length, b: length, c: length, deep: fc.boolean() }).chain(({ a, b, c, deep }) =>
      fc
        .record({
          params: tensor([a, a, b]),
          indices: ids([c, deep ? 2 : 1], a),
        })
        .map((inputs): Sample => ({ inputs, attributes: {} })),
    ),
  },
  {
    kernel: "ScatterNd",
    tolerance: sums,
    sample: fc
      .record({ a: length, b: length, c: length })
      .chain(({ a, b, c }) =>
        fc
          .record({ indices: ids([c, 1], a), updates: tensor([c, b]) })
          .map((inputs): Sample => ({ inputs, attributes: { shape: [a, b] } })),
      ),
  },
  {
    kernel: "TensorScatterUpdate",
    tolerance: exact,
    sample: fc
      .record({ a: length, b: length })
      .chain(({ a, b }) =>
        fc
          .record({ tensor: tensor([a, b]), indices: ids([1, 1], a), updates: tensor([1, b]) })
          .map((inputs): Sample => ({ inputs, attributes: {} })),
      ),
  },
  {
    kernel: "SparseToDense",
    tolerance: exact,
    sample: fc.record({ a: length, scalar: fc.boolean() }).chain(({ a, scalar }) =>
      fc
        .record({
          sparseIndices: ids([1], a),
          sparseValues: tensor(scalar ? [] : [1]),
          defaultValue: tensor([]),
        })
        .map((inputs): Sample => ({ inputs, attributes: { outputShape: [a] } })),
    ),
  },
  {
    kernel: "UnsortedSegmentSum",
    tolerance: sums,
    sample: fc
      .record({ a: length, b: length, numSegments: length })
      .chain(({ a, b, numSegments }) =>
        fc
          .record({ x: tensor([a, b]), segmentIds: ids([a], numSegments + 1, -1) })
          .map((inputs): Sample => ({ inputs, attributes: { numSegments } })),
      ),
  },
  {
    kernel: "Bincount",
    tolerance: sums,
    sample: fc
      .record({ a: length, size: length, weighted: fc.boolean() })
      .chain(({ a, size, weighted }) =>
        fc
          .record({ x: ids([a], size + 1), weights: tensor([weighted ? a : 0]) })
          .map((inputs): Sample => ({ inputs, attributes: { size } })),
      ),
  },
  {
    kernel: "DenseBincount",
    tolerance: sums,
    sample: fc
      .record({ a: length, b: length, size: length, binaryOutput: fc.boolean() })
      .chain(({ a, b, size, binaryOutput }) =>
        fc
          .record({ x: ids([a, b], size + 1), weights: tensor([a, b]) })
          .map((inputs): Sample => ({ inputs, attributes: { size, binaryOutput } })),
      ),
  },
  {
    kernel: "OneHot",
    tolerance: exact,
    sample: fc
      .record({ shape: shapes(0, 3), depth: length, on: fc.constantFrom(1, 5), off: fc.constantFrom(0, 2) })
      .chain(({ shape, depth, on, off }) =>
        ids(shape, depth + 1, -1).map(
          (indices): Sample => ({
            inputs: { indices },
            attributes: { depth, onValue: on, offValue: off, dtype: "float32" },
          }),
        ),
      ),
  },
  {
    kernel: "SearchSorted",
    tolerance: exact,
    sample: fc
      .record({ a: length, b: length, side: fc.constantFrom("left", "right") })
      .chain(({ a, b, side }) =>
        fc
          // A sequence of one element is sorted; values hit it now and then.
          .record({ sortedSequence: ids([a, 1], 3), values: ids([a, b], 3) })
          .map((inputs): Sample => ({ inputs, attributes: { side } })),
      ),
  },
];
