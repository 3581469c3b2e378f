import fc from "fast-check";
import type { Dtype } from "../../../lib/engine/graph/value.js";
import { exact, type KernelCase, rounding, type Sample, shapes, tensor } from "./case.js";

const dtypes = fc.constantFrom<Dtype>("float32", "int32", "bool");
const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** A kernel on one tensor `input` whose attributes depend on its shape. */
function of(
  kernel: string,
  attributes: (shape: number[]) => fc.Arbitrary<object>,
  { ranks = [0, 4] as [number, number], input = "x", any = true } = {},
): KernelCase {
  const sample = fc
    .tuple(shapes(...ranks), any ? dtypes : fc.constant<Dtype>("float32"))
    .chain(([shape, dtype]) =>
      fc
        .record({ one: tensor(shape, { dtype }), attributes: attributes(shape) })
        .map(({ one, attributes }): Sample => ({ inputs: { [input]: one }, attributes })),
    );
  return { kernel, tolerance: exact, sample };
}

const axisOf = (shape: number[]) => fc.integer({ min: -shape.length, max: shape.length - 1 });
const perAxis = <T>(shape: number[], one: (length: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  shape.length === 0 ? fc.constant([]) : fc.tuple(...shape.map(one));

/** Other shapes with as many elements: axes merged, split and padded with ones. */
function reshapes(shape: number[]): fc.Arbitrary<number[]> {
  const total = count(shape);
  const factors = [1, 2, 3, 4, 5].filter((factor) => total % factor === 0);
  return fc.oneof<fc.Arbitrary<number[]>[]>(
    fc.constant([total]),
    fc.constant([...shape, 1]),
    fc.constant([1, ...shape]),
    fc.constant(shape.length > 1 ? [shape[0]! * shape[1]!, ...shape.slice(2)] : [total]),
    fc.constant(shape.length > 2 ? [...shape.slice(0, -2), shape.at(-2)! * shape.at(-1)!] : [total]),
    fc.constantFrom(...factors).map((factor) => [factor, total / factor]),
  );
}

const box = (shape: number[]) =>
  perAxis(shape, (length) =>
    fc
      .nat(length - 1)
      .chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: 1, max: length - begin }))),
  ).map((parts) => ({ begin: parts.map(([begin]) => begin), size: parts.map(([, size]) => size) }));

const pads = (most: (length: number) => number) => (shape: number[]) =>
  perAxis(shape, (length) => fc.tuple(fc.nat(most(length)), fc.nat(most(length))));

function list(kernel: string, attributes: (rank: number) => fc.Arbitrary<object>, vary: boolean): KernelCase {
  const sample = fc.tuple(shapes(1, 4), dtypes).chain(([shape, dtype]) =>
    fc
      .tuple(
        attributes(shape.length),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      )
      .chain(([given, lengths]) => {
        const axis = (given as { axis: number }).axis;
        const at = axis < 0 ? axis + shape.length : axis;
        const each = (length: number) => shape.map((old, index) => (vary && index === at ? length : old));
        return fc
          .tuple(...lengths.map((length) => tensor(each(length), { dtype })))
          .map((inputs): Sample => ({ inputs, attributes: given }));
      }),
  );
  return { kernel, tolerance: exact, sample };
}

export const arrangeCases: KernelCase[] = [
  of("Identity", () => fc.constant({})),
  of("Cast", () => fc.record({ dtype: dtypes })),
  of("Reshape", (shape) => fc.record({ shape: reshapes(shape) })),
  of("ExpandDims", (shape) => fc.record({ dim: fc.integer({ min: -shape.length - 1, max: shape.length }) }), {
    input: "input",
  }),
  of("Transpose", (shape) =>
    fc.record({
      perm: fc.shuffledSubarray(
        shape.map((_, axis) => axis),
        { minLength: shape.length },
      ),
    }),
  ),
  of("Tile", (shape) => fc.record({ reps: perAxis(shape, () => fc.integer({ min: 1, max: 3 })) }), {
    ranks: [1, 4],
  }),
  of("Slice", box, { ranks: [1, 4] }),
  of(
    "StridedSlice",
    (shape) =>
      perAxis(shape, (length) =>
        fc.tuple(fc.nat(length - 1), fc.nat(length), fc.constantFrom(1, 2, -1, -2)),
      ).map((parts) => ({
        begin: parts.map(([begin]) => begin),
        end: parts.map(([, end]) => end),
        strides: parts.map(([, , stride]) => stride),
        beginMask: 0,
        endMask: 0,
        ellipsisMask: 0,
        newAxisMask: 0,
        shrinkAxisMask: 0,
      })),
    { ranks: [1, 3] },
  ),
  of(
    "Reverse",
    (shape) => fc.record({ dims: fc.uniqueArray(axisOf(shape).map((a) => (a < 0 ? a + shape.length : a))) }),
    {
      ranks: [1, 4],
    },
  ),
  of("FlipLeftRight", () => fc.constant({}), { ranks: [4, 4], input: "image", any: false }),
  of(
    "PadV2",
    (shape) => fc.record({ paddings: pads(() => 2)(shape), constantValue: fc.constantFrom(0, 1) }),
    {
      ranks: [1, 4],
    },
  ),
  of(
    "MirrorPad",
    (shape) =>
      fc.constantFrom("reflect", "symmetric").chain((mode) =>
        fc.record({
          mode: fc.constant(mode),
          paddings: pads((length) => Math.min(2, mode === "reflect" ? length - 1 : length))(shape),
        }),
      ),
    { ranks: [1, 4], any: false },
  ),
  of(
    "SplitV",
    (shape) =>
      axisOf(shape).map((axis) => {
        const length = shape.at(axis)!;
        const first = Math.ceil(length / 2);
        return {
          axis: axis < 0 ? axis + shape.length : axis,
          numOrSizeSplits: first === length ? [length] : [first, length - first],
        };
      }),
    { ranks: [1, 4] },
  ),
  of("Unpack", (shape) => fc.record({ axis: axisOf(shape).map((a) => (a < 0 ? a + shape.length : a)) }), {
    ranks: [1, 4],
    input: "value",
  }),
  of("ZerosLike", () => fc.constant({}), { any: false }),
  of("OnesLike", () => fc.constant({}), { any: false }),
  of("Diag", () => fc.constant({}), { ranks: [1, 2], any: false }),
  list("Concat", (rank) => fc.record({ axis: fc.nat(rank - 1) }), true),
  list("Pack", (rank) => fc.record({ axis: fc.nat(rank) }), false),
  {
    kernel: "Fill",
    tolerance: exact,
    sample: shapes().map(
      (shape): Sample => ({ inputs: {}, attributes: { shape, value: 2.5, dtype: "float32" } }),
    ),
  },
  {
    kernel: "Range",
    tolerance: exact,
    sample: fc
      .record({ start: fc.nat(9), stop: fc.nat(9), step: fc.constantFrom(1, 2) })
      .map((attributes): Sample => ({ inputs: {}, attributes: { ...attributes, dtype: "int32" } })),
  },
  {
    kernel: "LinSpace",
    tolerance: rounding,
    sample: fc
      .record({ start: fc.nat(9), stop: fc.nat(9), num: fc.integer({ min: 2, max: 9 }) })
      .map((attributes): Sample => ({ inputs: {}, attributes })),
  },
  {
    kernel: "BatchToSpaceND",
    tolerance: exact,
    sample: fc
      .record({ n: fc.integer({ min: 1, max: 2 }), h: fc.integer({ min: 1, max: 3 }), c: fc.nat(1) })
      .chain(({ n, h, c }) =>
        tensor([n * 4, h, 2, c + 1]).map(
          (x): Sample => ({
            inputs: { x },
            attributes: {
              blockShape: [2, 2],
              crops: [
                [0, 1],
                [1, 0],
              ],
            },
          }),
        ),
      ),
  },
  {
    kernel: "SpaceToBatchND",
    tolerance: exact,
    sample: fc
      .record({ n: fc.integer({ min: 1, max: 2 }), h: fc.integer({ min: 1, max: 3 }), c: fc.nat(1) })
      .chain(({ n, h, c }) =>
        tensor([n, 2 * h, 3, c + 1]).map(
          (x): Sample => ({
            inputs: { x },
            attributes: {
              blockShape: [2, 2],
              paddings: [
                [0, 0],
                [1, 0],
              ],
            },
          }),
        ),
      ),
  },
  {
    kernel: "DepthToSpace",
    tolerance: exact,
    // The cpu backend has only NHWC.
    sample: fc
      .integer({ min: 1, max: 3 })
      .chain((h) =>
        tensor([2, h, 3, 8]).map(
          (x): Sample => ({ inputs: { x }, attributes: { blockSize: 2, dataFormat: "NHWC" } }),
        ),
      ),
  },
];
