import type * as tf from "@tensorflow/tfjs";
import { add, cast } from "../graph/elementwise.js";
import type { Graph } from "../graph/graph.js";
import { reshaped, transposed } from "../graph/layout.js";
import type { Value } from "../graph/value.js";
import { type Activation, activate } from "./activation.js";
import { blockedConvolve, blockedConvolveBack, blockedFilterGradient } from "./blockedConvolution.js";
import { convolve, convolveBack, filterChannelsFirst, filterGradient, isChannelBias } from "./convolution.js";
import { define } from "./define.js";
import { convWindow } from "./window.js";

// A tensor in NCHW is read as NHWC with its axes permuted. No data moves, and everything below sees NHWC.
const toLast = (x: Value, format: string): Value => (format === "NCHW" ? transposed(x, [0, 2, 3, 1]) : x);
const toGiven = (x: Value, format: string): Value => (format === "NCHW" ? transposed(x, [0, 3, 1, 2]) : x);

define<{ x: Value; filter: Value }, tf.Conv2DAttrs>("Conv2D", (graph, inputs, attributes) => {
  const format = attributes.dataFormat;
  return toGiven(conv2d(graph, inputs.x, inputs.filter, attributes), format);
});

/** The convolution with its channels last, whatever the format of x. */
function conv2d(graph: Graph, x: Value, filter: Value, attributes: tf.Conv2DAttrs, bias?: Value): Value {
  const format = attributes.dataFormat;
  if (bias && !isChannelBias(bias, filter.shape[3]!))
    return add(graph, conv2d(graph, x, filter, attributes), perPlace(bias, format));
  const window = convWindow(x.shape, filter.shape, attributes);
  const last = cast(graph, toLast(x, format), "float32");
  const blocked = blockedConvolve(graph, last, filter, window);
  if (blocked) return bias ? add(graph, blocked, reshaped(graph, bias, [filter.shape[3]!])) : blocked;
  const name = filterChannelsFirst(graph, filter);
  return convolve(graph, last, { name, outChannels: filter.shape[3]!, bias }, window);
}

/** A bias or slope of a fused kernel, for a result with its channels last. */
function perPlace(given: Value, format: string): Value {
  if (given.shape.length === 4) return toLast(given, format);
  return given.shape.length === 3 && format === "NCHW" ? transposed(given, [1, 2, 0]) : given;
}

interface FusedInputs {
  x: Value;
  filter: Value;
  bias?: Value;
  preluActivationWeights?: Value;
}

define<FusedInputs, tf.FusedConv2DAttrs>("FusedConv2D", (graph, inputs, attributes) => {
  const format = attributes.dataFormat;
  const slope = inputs.preluActivationWeights;
  const sum = conv2d(graph, inputs.x, inputs.filter, attributes, inputs.bias);
  const result = activate(graph, sum, {
    activation: attributes.activation as Activation,
    slope: slope && perPlace(slope, format),
    alpha: attributes.leakyreluAlpha,
  });
  return toGiven(result, format);
});

define<{ dy: Value; filter: Value }, tf.Conv2DBackpropInputAttrs>(
  "Conv2DBackpropInput",
  (graph, { dy, filter }, attributes) => {
    const format = attributes.dataFormat;
    const window = convWindow(attributes.inputShape, filter.shape, attributes);
    const slopes = toLast(dy, format);
    const general = () => {
      const name = filterChannelsFirst(graph, filter);
      return convolveBack(graph, slopes, { name, inChannels: filter.shape[2]! }, window);
    };
    return toGiven(blockedConvolveBack(graph, slopes, filter, window) ?? general(), format);
  },
);

define<{ x: Value; dy: Value }, tf.Conv2DBackpropFilterAttrs>(
  "Conv2DBackpropFilter",
  (graph, { x, dy }, attributes) => {
    const format = attributes.dataFormat;
    const window = convWindow(x.shape, attributes.filterShape, attributes);
    const [input, slopes] = [toLast(x, format), toLast(dy, format)];
    const general = () => filterGradient(graph, input, slopes, window);
    return blockedFilterGradient(graph, input, slopes, window) ?? general();
  },
);
