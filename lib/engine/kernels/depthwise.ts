import type * as tf from "@tensorflow/tfjs";
import { add, mul } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { laidOut, reshaped } from "../graph/layout.js";
import { reduce } from "../graph/reduce.js";
import type { Value } from "../graph/value.js";
import { type Activation, activate } from "./activation.js";
import { convolve, convolveBack, isChannelBias, shifts } from "./convolution.js";
import { define } from "./define.js";
import { concat } from "./shape.js";
import { convWindow } from "./window.js";

// Every channel is convolved separately into `multiplier` channels. In ONNX's terms there is one group per channel.

/** A filter [height, width, channels, multiplier] as [channels · multiplier, 1, height, width]. */
function grouped(graph: Graph, filter: Value): { name: string; outChannels: number; groups: number } {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  const name = graph.emit("Reshape", [
    laidOut(graph, filter, [2, 3, 0, 1]),
    graph.integers([channels * multiplier, 1, height, width]),
  ]);
  return { name, outChannels: channels * multiplier, groups: channels };
}

define<{ x: Value; filter: Value }, tf.DepthwiseConv2dNativeAttrs>(
  "DepthwiseConv2dNative",
  (graph, { x, filter }, attributes) => {
    const window = convWindow(x.shape, filter.shape, { ...attributes, depthwise: true });
    return convolve(graph, x, grouped(graph, filter), window);
  },
);

interface FusedInputs {
  x: Value;
  filter: Value;
  bias?: Value;
  preluActivationWeights?: Value;
}

define<FusedInputs, tf.FusedDepthwiseConv2DAttrs>("FusedDepthwiseConv2D", (graph, inputs, attributes) => {
  const { x, filter, bias } = inputs;
  const window = convWindow(x.shape, filter.shape, { ...attributes, depthwise: true });
  const group = grouped(graph, filter);
  const sum =
    bias && !isChannelBias(bias, group.outChannels)
      ? add(graph, convolve(graph, x, group, window), bias)
      : convolve(graph, x, { ...group, bias }, window);
  return activate(graph, sum, {
    activation: attributes.activation as Activation,
    slope: inputs.preluActivationWeights,
    alpha: attributes.leakyreluAlpha,
  });
});

define<{ dy: Value; filter: Value }, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
  "DepthwiseConv2dNativeBackpropInput",
  (graph, { dy, filter }, attributes) => {
    const window = convWindow(attributes.inputShape, filter.shape, { ...attributes, depthwise: true });
    const { name, groups } = grouped(graph, filter);
    return convolveBack(graph, dy, { name, inChannels: groups, groups }, window);
  },
);

define<{ x: Value; dy: Value }, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
  "DepthwiseConv2dNativeBackpropFilter",
  (graph, { x, dy }, attributes) => {
    const [height, width, channels, multiplier] = attributes.filterShape;
    const window = convWindow(x.shape, attributes.filterShape, { ...attributes, depthwise: true });
    const slopes = reshaped(graph, dy, [...dy.shape.slice(0, 3), channels, multiplier]);
    const parts = shifts(graph, x, window).map((shift) => {
      const met = reshaped(graph, shift, [...shift.shape, 1]);
      return reshaped(graph, reduce(graph, "Sum", mul(graph, met, slopes), [0, 1, 2]), [
        1,
        channels,
        multiplier,
      ]);
    });
    return reshaped(graph, concat(graph, parts, 0), [height, width, channels, multiplier]);
  },
);
