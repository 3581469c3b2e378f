import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";

// Initial values of parameters. They are drawn on the host from the run's own seed, never by tf.randomNormal, so that
// every engine starts from the same numbers.

/** Normally distributed numbers with mean 0 and the given standard deviation. */
export function normal<T extends tf.Tensor>(random: Random, shape: readonly number[], deviation: number): T {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let at = 0; at < values.length; at++) values[at] = deviation * random.normal();
  return tf.tensor(values, [...shape], "float32") as T;
}

export function filled<T extends tf.Tensor>(shape: readonly number[], value: number): T {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(new Float32Array(size).fill(value), [...shape], "float32") as T;
}

/**
 * Kernel of a layer followed by ReLU: variance 2 / fan-in (He et al. 2015, eq. 10). The last axis of `shape`
 * is the output; the fan-in is the product of the others.
 */
export function forRelu<T extends tf.Tensor>(random: Random, shape: readonly number[]): T {
  return normal(random, shape, Math.sqrt(2 / fanIn(shape)));
}

/** Kernel of any other layer: variance `scale`² / fan-in. */
export function forLinear<T extends tf.Tensor>(random: Random, shape: readonly number[], scale = 1): T {
  return normal(random, shape, scale / Math.sqrt(fanIn(shape)));
}

function fanIn(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, side) => product * side, 1);
}
