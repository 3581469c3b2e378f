import type * as tf from "@tensorflow/tfjs";
import { cast, mul } from "../graph/elementwise.js";
import { laidOut } from "../graph/layout.js";
import { value } from "../graph/value.js";
import { define, type Unary } from "./define.js";
import { axesOf } from "./reduction.js";
import { padded, sliced } from "./slice.js";

define<Unary, tf.CumsumAttrs>("Cumsum", (graph, { x }, { axis, exclusive, reverse }) => {
  const numbers = x.dtype === "bool" ? cast(graph, x, "int32") : x;
  const at = graph.constant(Int32Array.of(axesOf(axis, x)[0]!), "int32", []);
  const name = graph.emit("CumSum", [laidOut(graph, numbers), at], {
    exclusive: Number(exclusive),
    reverse: Number(reverse),
  });
  return value(name, x.shape, numbers.dtype);
});

// ONNX has no cumulative product before operator set 26. Instead the reach of each partial product doubles until it
// covers the axis, which takes log2(length) multiplications.
define<Unary, tf.CumprodAttrs>("Cumprod", (graph, { x }, { axis, exclusive, reverse }) => {
  const at = axesOf(axis, x)[0]!;
  const length = x.shape[at]!;
  const shifted = (v: typeof x, by: number) => {
    const pads = v.shape.map((_, index) => (index !== at ? [0, 0] : reverse ? [0, by] : [by, 0]));
    const wide = padded(graph, v, pads as [number, number][], 1);
    return sliced(graph, wide, {
      begin: v.shape.map((_, index) => (index === at && reverse ? by : 0)),
      size: v.shape,
    });
  };
  let product = x.dtype === "bool" ? cast(graph, x, "int32") : x;
  if (exclusive) product = shifted(product, 1);
  for (let reach = 1; reach < length; reach *= 2) product = mul(graph, product, shifted(product, reach));
  return product;
});
