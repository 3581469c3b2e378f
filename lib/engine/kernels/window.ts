import { backend_util } from "@tensorflow/tfjs";
import type { Attributes } from "../graph/graph.js";

// Windows that slide over the spatial axes of [batch, …space, channels], for convolutions and pooling.

type Pad = "same" | "valid" | number | backend_util.ExplicitPadding;
type Rounding = "floor" | "round" | "ceil" | undefined;

export interface Window {
  /** Spatial lengths of the input and of the output. */
  readonly input: readonly number[];
  /** The part of the input over which windows slide, `[first, length]` along each axis. Usually all of it. */
  readonly part: readonly (readonly [number, number])[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function window(
  input: readonly number[],
  output: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
  before: readonly number[],
): Window {
  const after: number[] = [];
  const part: [number, number][] = [];
  for (const [axis, length] of output.entries()) {
    const reach = (length - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
    // Sometimes TensorFlow.js pads by a negative number, or lets one stride decide the length of all axes. Then only a
    // part of the input is used.
    const first = Math.max(0, -before[axis]!);
    const front = Math.max(0, before[axis]!);
    const rest = input[axis]! - first;
    const used = rest + front - reach >= strides[axis]! ? reach - front : rest;
    part.push([first, used]);
    // Pad just enough behind for the last window to fit, however the output's length was rounded.
    after.push(Math.max(0, reach - used - front));
  }
  return {
    input,
    part,
    output,
    kernel,
    strides,
    dilations,
    before: before.map((pad) => Math.max(0, pad)),
    after,
  };
}

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/** The window of a convolution over x, [batch, height, width, channels] or as `dataFormat` specifies. */
export function convWindow(
  x: readonly number[],
  filter: readonly number[],
  {
    strides,
    pad,
    dilations,
    dimRoundingMode,
    dataFormat = "NHWC",
    depthwise = false,
  }: {
    strides: number | [number, number];
    pad: Pad;
    dilations?: number | [number, number] | null | undefined;
    dimRoundingMode?: Rounding;
    dataFormat?: "NHWC" | "NCHW";
    depthwise?: boolean;
  },
): Window {
  const info = backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  return window(
    [info.inHeight, info.inWidth],
    [info.outHeight, info.outWidth],
    [info.filterHeight, info.filterWidth],
    [info.strideHeight, info.strideWidth],
    [info.dilationHeight, info.dilationWidth],
    [info.padInfo.top, info.padInfo.left],
  );
}

export function conv3dWindow(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1 }: Volume,
): Window {
  const info = backend_util.computeConv3DInfo(x as Shape5, filter as Shape5, strides, dilations, pad);
  return window(
    [info.inDepth, info.inHeight, info.inWidth],
    [info.outDepth, info.outHeight, info.outWidth],
    [info.filterDepth, info.filterHeight, info.filterWidth],
    [info.strideDepth, info.strideHeight, info.strideWidth],
    [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  );
}

interface Volume {
  readonly strides: number | [number, number, number];
  readonly pad: "same" | "valid";
  readonly dilations?: number | [number, number, number];
}

interface PoolAttrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Pad;
  readonly dimRoundingMode?: Rounding;
}

export function poolWindow(x: readonly number[], attributes: PoolAttrs): Window {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = backend_util.computePool2DInfo(x as Shape4, filterSize, strides, 1, pad, dimRoundingMode);
  return window(
    [info.inHeight, info.inWidth],
    [info.outHeight, info.outWidth],
    [info.filterHeight, info.filterWidth],
    [info.strideHeight, info.strideWidth],
    [1, 1],
    [info.padInfo.top, info.padInfo.left],
  );
}

interface Pool3dAttrs {
  readonly filterSize: number | [number, number, number];
  readonly strides: number | [number, number, number];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: Rounding;
}

export function pool3dWindow(x: readonly number[], attributes: Pool3dAttrs): Window {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = backend_util.computePool3DInfo(x as Shape5, filterSize, strides, 1, pad, dimRoundingMode);
  return window(
    [info.inDepth, info.inHeight, info.inWidth],
    [info.outDepth, info.outHeight, info.outWidth],
    [info.filterDepth, info.filterHeight, info.filterWidth],
    [info.strideDepth, info.strideHeight, info.strideWidth],
    [1, 1, 1],
    [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  );
}

/** A window as the attributes shared by ONNX's Conv and pooling operators. */
export function windowAttributes({ kernel, strides, dilations, before, after }: Window): Attributes {
  return { kernel_shape: kernel, strides, dilations, pads: [...before, ...after] };
}

/** The order of axes that ONNX requires for a value of shape [batch, …space, channels]: [batch, channels, …space]. */
export const channelsFirst = (rank: number): number[] => [
  0,
  rank - 1,
  ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1),
];
