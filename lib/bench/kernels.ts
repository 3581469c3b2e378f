import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { inPackage } from "../base/files.js";
import type { Random } from "../base/random.js";
import { gelu } from "../training/models/gelu.js";
import { normal } from "../training/models/initial.js";
import { groupNorm, layerNorm } from "../training/models/norm.js";
import { integersBelow } from "./drawn.js";

/** The file of kernels and their shapes. PyTorch's side reads it too. */
export const kernelsPath = inPackage("lib", "bench", "kernels.json");

interface KernelSpec {
  readonly kind: keyof typeof kinds;
  readonly shapes: number[][];
}

/** A single operation to time, on plain tensors. */
interface BenchKernel {
  inputs(random: Random): tf.Tensor[];
  run(...inputs: tf.Tensor[]): tf.Tensor;
}

interface Kind {
  readonly run: (...inputs: never[]) => tf.Tensor;
  /** The shapes of the inputs, and the upper bound of indices. By default the shapes in the file. */
  readonly inputs?: (shapes: number[][]) => (readonly number[] | { indices: number[]; below: number })[];
}

const by = (a: number[], filters: number): number[] => [...a.slice(0, 3), filters];
const gradientInputs = ([x, filter]: number[][]) => [by(x!, filter![3]!)];
const lookup = ([table, at]: number[][]) => ({ indices: at!, below: table![0]! });

const kinds = {
  matMul: { run: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b) },
  matMulTransposed: { run: (a: tf.Tensor3D, b: tf.Tensor3D) => tf.matMul(a, b, false, true) },
  conv: { run: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 1, "same") },
  convByInput: {
    inputs: (shapes) => [...gradientInputs(shapes), shapes[1]!],
    run: (dy: tf.Tensor4D, filter: tf.Tensor4D) =>
      tf.conv2dTranspose(dy, filter, by(dy.shape, filter.shape[2]) as tf.Tensor4D["shape"], 1, "same"),
  },
  convByFilter: {
    inputs: (shapes) => [shapes[0]!, ...gradientInputs(shapes)],
    run: (x: tf.Tensor4D, dy: tf.Tensor4D) =>
      tf.engine().runKernel(
        "Conv2DBackpropFilter",
        { x, dy },
        {
          strides: 1,
          pad: "same",
          dataFormat: "NHWC",
          dimRoundingMode: undefined as unknown as string,
          filterShape: [3, 3, x.shape[3], dy.shape[3]],
        },
      ) as tf.Tensor,
  },
  depthwise: { run: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.depthwiseConv2d(x, filter, 1, "same") },
  maxPool: { run: (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, "valid") },
  maxPoolByInput: {
    inputs: ([x]) => [x!, [x![0]!, x![1]! / 2, x![2]! / 2, x![3]!]],
    run: (x: tf.Tensor4D, dy: tf.Tensor4D) =>
      tf.grad((at) => tf.maxPool(at as tf.Tensor4D, 2, 2, "valid"))(x, dy),
  },
  batchNorm: {
    // With the statistics of the batch, as in training. No model in this package uses it, but many others do.
    run: (x: tf.Tensor4D, gain: tf.Tensor1D, bias: tf.Tensor1D) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), gain);
      return tf.add(tf.mul(tf.sub(x, mean), factor), bias);
    },
  },
  groupNorm: {
    run: (x: tf.Tensor4D, gain: tf.Tensor, bias: tf.Tensor) => groupNorm({ gain, bias }, x, 8),
  },
  layerNorm: {
    run: (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor) => layerNorm({ gain, bias }, x),
  },
  softmax: { run: (x: tf.Tensor) => tf.softmax(x) },
  gelu: { run: (x: tf.Tensor) => gelu(x) },
  gather: {
    inputs: (shapes) => [shapes[0]!, lookup(shapes)],
    run: (table: tf.Tensor, at: tf.Tensor1D) => tf.gather(table, at),
  },
  gatherByTable: {
    inputs: (shapes) => [[...shapes[1]!, shapes[0]![1]!], lookup(shapes)],
    run: (dy: tf.Tensor, at: tf.Tensor1D) => tf.unsortedSegmentSum(dy, at, 1000),
  },
  add: { run: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b) },
  sum: { run: (x: tf.Tensor) => tf.sum(x, 0) },
  transpose: { run: (x: tf.Tensor3D) => tf.transpose(x, [0, 2, 1]) },
} satisfies Record<string, Kind>;

/** The benchmark's kernels by name. */
export function benchKernels(): Record<string, BenchKernel> {
  const specs = JSON.parse(readFileSync(kernelsPath, "utf8")) as Record<string, KernelSpec>;
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, kernelOf(spec)]));
}

function kernelOf({ kind, shapes }: KernelSpec): BenchKernel {
  const { run, inputs = () => shapes }: Kind = kinds[kind];
  return {
    run: run as (...inputs: tf.Tensor[]) => tf.Tensor,
    inputs: (random) =>
      inputs(shapes).map((one) =>
        "indices" in one
          ? tf.tensor1d(integersBelow(random, one.indices[0]!, one.below), "int32")
          : normal(random, one, 1),
      ),
  };
}
