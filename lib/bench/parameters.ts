import * as tf from "@tensorflow/tfjs";
import type { Random } from "../base/random.js";
import type { Tensors } from "./layers.js";

/** The shape of each parameter of a model, by name. Biases and offsets start at 0, scales at 1, weights at random. */
export type Shapes = Record<string, readonly number[]>;

/** Fresh parameters: weights are normal with variance 1 / inputs. */
export function initialize(shapes: Shapes, random: Random): Tensors {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, one(name, shape, random.stream(name))]),
  );
}

function one(name: string, shape: readonly number[], random: Random): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  if (/\.(bias|offset)$/.test(name)) return tf.zeros([...shape]);
  if (name.endsWith(".scale")) return tf.ones([...shape]);
  const inputs = shape.length === 1 ? 1 : size / shape[shape.length - 1]!;
  const deviation = name.endsWith(".table") ? 0.02 : 1 / Math.sqrt(inputs);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal() * deviation),
    [...shape],
  );
}

export const denseShapes = (name: string, inputs: number, outputs: number): Shapes => ({
  [`${name}.weight`]: [inputs, outputs],
  [`${name}.bias`]: [outputs],
});

export const convShapes = (
  name: string,
  [size, inputs, outputs]: [number, number, number],
  bias = true,
): Shapes => ({
  [`${name}.filter`]: [size, size, inputs, outputs],
  ...(bias ? { [`${name}.bias`]: [outputs] } : {}),
});

export const normShapes = (name: string, width: number): Shapes => ({
  [`${name}.scale`]: [width],
  [`${name}.offset`]: [width],
});

export const blockShapes = (name: string, width: number): Shapes => ({
  ...normShapes(`${name}.norm1`, width),
  ...denseShapes(`${name}.attention.qkv`, width, 3 * width),
  ...denseShapes(`${name}.attention.out`, width, width),
  ...normShapes(`${name}.norm2`, width),
  ...denseShapes(`${name}.mlp.in`, width, 4 * width),
  ...denseShapes(`${name}.mlp.out`, 4 * width, width),
});
