import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "./layers.js";

export interface OptimizerState extends Record<string, Tensors | tf.Tensor> {
  readonly params: Tensors;
  readonly first: Tensors;
  readonly second: Tensors;
  readonly count: tf.Tensor;
}

const rate = 1e-3;
const decay = 1e-2;
const [beta1, beta2] = [0.9, 0.999];
const epsilon = 1e-8;

/** One update of AdamW (Loshchilov and Hutter 2019, algorithm 2), in PyTorch's form and with its defaults. */
export function adamW({ params, first, second, count }: OptimizerState, gradients: Tensors): OptimizerState {
  const next = tf.add(count, 1);
  const correction1 = tf.sub(1, tf.pow(beta1, next));
  const correction2 = tf.sqrt(tf.sub(1, tf.pow(beta2, next)));
  const stepSize = tf.div(rate, correction1);
  const made: { params: Tensors; first: Tensors; second: Tensors } = { params: {}, first: {}, second: {} };
  for (const [name, w] of Object.entries(params)) {
    const g = gradients[name]!;
    const m = tf.add(tf.mul(first[name]!, beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(second[name]!, beta2), tf.mul(tf.square(g), 1 - beta2));
    const direction = tf.div(m, tf.add(tf.div(tf.sqrt(v), correction2), epsilon));
    made.params[name] = tf.sub(tf.mul(w, 1 - rate * decay), tf.mul(direction, stepSize));
    made.first[name] = m;
    made.second[name] = v;
  }
  return { ...made, count: next };
}
