import { backend_util } from "@tensorflow/tfjs";
import fc from "fast-check";
import { exact, type KernelCase, rounding, type Sample, sums, type Tolerance, tensor } from "./case.js";
import { activation } from "./matrix.js";

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];
type Pad = "same" | "valid" | number;

const small = fc.integer({ min: 1, max: 3 });
const geometry = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  h: fc.integer({ min: 4, max: 7 }),
  w: fc.integer({ min: 4, max: 7 }),
  ci: small,
  co: small,
  kh: small,
  kw: small,
  strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [2, 1]),
  pad: fc.constantFrom<Pad>("same", "valid", 1),
  dataFormat: fc.constantFrom<"NHWC" | "NCHW">("NHWC", "NCHW"),
});
type Geometry = typeof geometry extends fc.Arbitrary<infer G> ? G : never;

const formatted = ({ dataFormat }: Geometry, [n, h, w, c]: Four): Four =>
  dataFormat === "NHWC" ? [n, h, w, c] : [n, c, h, w];
const fits = ({ pad, kh, kw }: Geometry) => typeof pad !== "number" || (kh > pad && kw > pad);

function conv(
  kernel: string,
  build: (g: Geometry, dilations: [number, number]) => fc.Arbitrary<Sample>,
): KernelCase {
  const sample = fc
    .tuple(geometry.filter(fits), fc.constantFrom<[number, number]>([1, 1], [2, 2]))
    .chain(([g, dilations]) => build(g, g.strides[0] === 1 && g.strides[1] === 1 ? dilations : [1, 1]));
  return { kernel, tolerance: sums, sample };
}

function outOf(g: Geometry, dilations: [number, number], depthwise = false): Four {
  const filter: Four = [g.kh, g.kw, g.ci, g.co];
  const info = backend_util.computeConv2DInfo(
    [g.n, g.h, g.w, g.ci],
    filter,
    g.strides,
    dilations,
    g.pad,
    undefined,
    depthwise,
  );
  return info.outShape as Four;
}

const convCases: KernelCase[] = [
  conv("Conv2D", (g, dilations) =>
    fc
      .record({ x: tensor(formatted(g, [g.n, g.h, g.w, g.ci])), filter: tensor([g.kh, g.kw, g.ci, g.co]) })
      .map(
        (inputs): Sample => ({
          inputs,
          attributes: { strides: g.strides, pad: g.pad, dataFormat: g.dataFormat, dilations },
        }),
      ),
  ),
  conv("Conv2DBackpropInput", (g) =>
    fc
      .record({ dy: tensor(formatted(g, outOf(g, [1, 1]))), filter: tensor([g.kh, g.kw, g.ci, g.co]) })
      .map((inputs): Sample => {
        const inputShape = formatted(g, [g.n, g.h, g.w, g.ci]);
        return {
          inputs,
          attributes: { strides: g.strides, pad: g.pad, dataFormat: g.dataFormat, inputShape },
        };
      }),
  ),
  conv("Conv2DBackpropFilter", (g) =>
    fc
      .record({ x: tensor(formatted(g, [g.n, g.h, g.w, g.ci])), dy: tensor(formatted(g, outOf(g, [1, 1]))) })
      .map((inputs): Sample => {
        const filterShape = [g.kh, g.kw, g.ci, g.co];
        return {
          inputs,
          attributes: { strides: g.strides, pad: g.pad, dataFormat: g.dataFormat, filterShape },
        };
      }),
  ),
  conv("FusedConv2D", (g, dilations) =>
    fc
      .record({
        inputs: fc.record({
          x: tensor([g.n, g.h, g.w, g.ci]),
          filter: tensor([g.kh, g.kw, g.ci, g.co]),
          bias: tensor([g.co]),
          preluActivationWeights: tensor([1, 1, g.co]),
        }),
        activation,
      })
      .map(
        ({ inputs, activation }): Sample => ({
          inputs,
          attributes: {
            strides: g.strides,
            pad: g.pad,
            dataFormat: "NHWC",
            dilations,
            activation,
            leakyreluAlpha: 0.3,
          },
        }),
      ),
  ),
  conv("DepthwiseConv2dNative", (g, dilations) =>
    fc
      .record({ x: tensor([g.n, g.h, g.w, g.ci]), filter: tensor([g.kh, g.kw, g.ci, g.co]) })
      .map((inputs): Sample => ({ inputs, attributes: { strides: g.strides, pad: g.pad, dilations } })),
  ),
  conv("FusedDepthwiseConv2D", (g, dilations) =>
    fc
      .record({
        inputs: fc.record({
          x: tensor([g.n, g.h, g.w, g.ci]),
          filter: tensor([g.kh, g.kw, g.ci, g.co]),
          bias: tensor([g.ci * g.co]),
          preluActivationWeights: tensor([1, 1, g.ci * g.co]),
        }),
        activation,
      })
      .map(
        ({ inputs, activation }): Sample => ({
          inputs,
          attributes: {
            strides: g.strides,
            pad: g.pad,
            dataFormat: "NHWC",
            dilations,
            activation,
            leakyreluAlpha: 0.3,
          },
        }),
      ),
  ),
  conv("DepthwiseConv2dNativeBackpropInput", (g) =>
    fc
      .record({ dy: tensor(outOf(g, [1, 1], true)), filter: tensor([g.kh, g.kw, g.ci, g.co]) })
      .map((inputs): Sample => {
        const inputShape = [g.n, g.h, g.w, g.ci];
        return { inputs, attributes: { strides: g.strides, pad: g.pad, dilations: [1, 1], inputShape } };
      }),
  ),
  conv("DepthwiseConv2dNativeBackpropFilter", (g) =>
    fc
      .record({ x: tensor([g.n, g.h, g.w, g.ci]), dy: tensor(outOf(g, [1, 1], true)) })
      .map((inputs): Sample => {
        const filterShape = [g.kh, g.kw, g.ci, g.co];
        return { inputs, attributes: { strides: g.strides, pad: g.pad, dilations: [1, 1], filterShape } };
      }),
  ),
];

function conv3d(kernel: string, first: "x" | "dy", second: "filter" | "dy"): KernelCase {
  const sample = fc
    .record({
      n: small,
      ci: small,
      co: small,
      k: fc.integer({ min: 1, max: 2 }),
      strides: fc.constantFrom(1, 2),
      pad: fc.constantFrom<"same" | "valid">("same", "valid"),
    })
    .chain(({ n, ci, co, k, strides, pad }) => {
      const x: Five = [n, 4, 3, 4, ci];
      const filter: Five = [k, k, k, ci, co];
      const dy = backend_util.computeConv3DInfo(x, filter, strides, 1, pad).outShape;
      const all = { x, filter, dy };
      return fc.record({ one: tensor(all[first]), two: tensor(all[second]) }).map(
        ({ one, two }): Sample => ({
          inputs: { [first]: one, [second]: two },
          attributes: { strides, pad, dilations: 1, inputShape: x, filterShape: filter },
        }),
      );
    });
  return { kernel, tolerance: sums, sample };
}

const pools = fc.record({
  n: small,
  h: fc.integer({ min: 4, max: 7 }),
  c: small,
  filterSize: fc.constantFrom<[number, number]>([2, 2], [3, 3], [1, 2], [3, 2]),
  strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [3, 3], [2, 1]),
  includeBatchInIndex: fc.boolean(),
  drawn: fc.nat(5),
});

interface PoolCase {
  readonly pads?: readonly Pad[];
  readonly gradient?: boolean;
  /** Whether the gradient gets the output too. */
  readonly extra?: boolean;
}

function pool(kernel: string, tolerance: Tolerance, given: PoolCase = {}): KernelCase {
  const { pads = ["same", "valid"], gradient = false, extra = false } = given;
  const sample = pools.chain(({ n, h, c, drawn, ...rest }) => {
    const pad = pads[drawn % pads.length]!;
    const x: Four = [n, h, h + 1, c];
    const { outShape } = backend_util.computePool2DInfo(x, rest.filterSize, rest.strides, 1, pad);
    const attributes = { ...rest, pad };
    if (!gradient) return tensor(x).map((one): Sample => ({ inputs: { x: one }, attributes }));
    const inputs = fc.record({ dy: tensor(outShape), input: tensor(x) });
    return inputs.map(
      (given): Sample => ({
        inputs: extra ? { ...given, output: given.dy } : given,
        attributes,
      }),
    );
  });
  return { kernel, tolerance, sample };
}

function pool3d(kernel: string, tolerance: Tolerance, gradient = false): KernelCase {
  const sample = fc
    .record({
      n: small,
      c: small,
      filterSize: fc.integer({ min: 1, max: 3 }),
      strides: fc.integer({ min: 1, max: 2 }),
    })
    .chain(({ n, c, filterSize, strides }) => {
      const x: Five = [n, 4, 3, 4, c];
      const attributes = { filterSize, strides, pad: "valid" };
      const { outShape } = backend_util.computePool3DInfo(x, filterSize, strides, 1, "valid");
      if (!gradient) return tensor(x).map((one): Sample => ({ inputs: { x: one }, attributes }));
      return fc
        .record({ dy: tensor(outShape), input: tensor(x) })
        .map((inputs): Sample => ({ inputs, attributes }));
    });
  return { kernel, tolerance, sample };
}

function resize(kernel: string, gradient: boolean): KernelCase {
  const sides = fc.integer({ min: 1, max: 6 });
  const sample = fc
    .record({
      n: small,
      c: small,
      from: fc.tuple(sides, sides),
      to: fc.tuple(sides, sides),
      alignCorners: fc.boolean(),
      half: fc.boolean(),
    })
    .chain(({ n, c, from, to, alignCorners, half }) => {
      // The cpu backend's gradients leave halfPixelCenters out of account; one transposes its result's shape, the
      // other reads the wrong places beyond the first image and never ends for an image of one row.
      const [rows, columns] = gradient ? [from[0] + 1, from[0] + 1] : from;
      const options = { alignCorners, halfPixelCenters: !alignCorners && half && !gradient };
      const images = [gradient ? 1 : n, rows, columns, c];
      if (!gradient)
        return tensor(images).map(
          (one): Sample => ({ inputs: { images: one }, attributes: { ...options, size: to } }),
        );
      return fc
        .record({ images: tensor(images), dy: tensor([1, ...to, c]) })
        .map((inputs): Sample => ({ inputs, attributes: options }));
    });
  return { kernel, tolerance: sums, sample };
}

export const spatialCases: KernelCase[] = [
  ...convCases,
  conv3d("Conv3D", "x", "filter"),
  conv3d("Conv3DBackpropInputV2", "dy", "filter"),
  conv3d("Conv3DBackpropFilterV2", "x", "dy"),
  pool("MaxPool", exact, { pads: ["same", "valid", 2] }), // 2: windows wholly outside the input
  pool("AvgPool", rounding),
  pool("MaxPoolGrad", rounding, { pads: ["same", "valid", 2], gradient: true, extra: true }),
  pool("AvgPoolGrad", rounding, { pads: ["valid"], gradient: true }),
  pool("MaxPoolWithArgmax", exact),
  pool3d("MaxPool3D", exact),
  pool3d("AvgPool3D", rounding),
  pool3d("MaxPool3DGrad", rounding, true),
  pool3d("AvgPool3DGrad", rounding, true),
  resize("ResizeBilinear", false),
  resize("ResizeBilinearGrad", true),
  resize("ResizeNearestNeighbor", false),
  resize("ResizeNearestNeighborGrad", true),
  conv("Dilation2D", (g, dilations) =>
    fc.record({ x: tensor([g.n, g.h, g.w, g.ci]), filter: tensor([g.kh, g.kw, g.ci]) }).map(
      (inputs): Sample => ({
        inputs,
        attributes: { strides: g.strides, pad: g.pad === 1 ? "same" : g.pad, dilations },
      }),
    ),
  ),
];
