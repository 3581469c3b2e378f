import type * as tf from "@tensorflow/tfjs";
import type { Value } from "../graph/value.js";
import { convolve, convolveBack, filterChannelsFirst, filterGradient } from "./convolution.js";
import { define } from "./define.js";
import { conv3dWindow } from "./window.js";

define<{ x: Value; filter: Value }, tf.Conv3DAttrs>("Conv3D", (graph, { x, filter }, attributes) => {
  const window = conv3dWindow(x.shape, filter.shape, attributes);
  const name = filterChannelsFirst(graph, filter);
  return convolve(graph, x, { name, outChannels: filter.shape[4]! }, window);
});

define<{ dy: Value; filter: Value }, tf.Conv3DBackpropInputV2Attrs>(
  "Conv3DBackpropInputV2",
  (graph, { dy, filter }, attributes) => {
    const window = conv3dWindow(attributes.inputShape, filter.shape, attributes);
    const name = filterChannelsFirst(graph, filter);
    return convolveBack(graph, dy, { name, inChannels: filter.shape[3]! }, window);
  },
);

define<{ x: Value; dy: Value }, tf.Conv3DBackpropFilterV2Attrs>(
  "Conv3DBackpropFilterV2",
  (graph, { x, dy }, attributes) =>
    filterGradient(graph, x, dy, conv3dWindow(x.shape, attributes.filterShape, attributes)),
);
