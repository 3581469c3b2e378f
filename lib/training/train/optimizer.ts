import * as tf from "@tensorflow/tfjs";
import { type Entry, entries, fromEntries, mapParams, type Params } from "../models/params.js";

/** AdamW (Loshchilov & Hutter 2019, algorithm 2) with gradients clipped by their global norm. */
export interface OptimizerConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** λ: in each step a weight shrinks by the fraction `learningRate · λ`, independently of its gradient. */
  readonly weightDecay: number;
  /** The largest global norm of the gradients. Longer gradients are scaled down to it; 0 turns clipping off. */
  readonly clipNorm: number;
}

/** Running means of gradients and of their squares, with the shapes of the parameters; initially zero. */
export function optimizerInit(params: Params): Params {
  const zeros = () => mapParams(params, (tensor) => tf.zerosLike(tensor));
  return { first: zeros(), second: zeros() };
}

/** The numbers that change from step to step, as scalar tensors. */
export interface Hyper {
  /** Learning rate, including both bias corrections. */
  readonly stepSize: tf.Scalar;
  /** ε, including the second bias correction. */
  readonly epsilon: tf.Scalar;
  /** The fraction of a weight that is left after decay: 1 − learningRate · λ. */
  readonly keep: tf.Scalar;
}

/** `Hyper` as plain numbers. Computed in double precision, because 0.999^t is too coarse in float32. */
export function hyperValues(
  { beta1, beta2, epsilon, weightDecay }: OptimizerConfig,
  learningRate: number,
  step: number,
): Record<keyof Hyper, number> {
  const second = Math.sqrt(1 - beta2 ** step);
  return {
    stepSize: (learningRate * second) / (1 - beta1 ** step),
    epsilon: epsilon * second,
    keep: 1 - learningRate * weightDecay,
  };
}

/** `hyperValues` as the tensors that a step takes. The caller must dispose of them. */
export function hyperTensors(config: OptimizerConfig, learningRate: number, step: number): Hyper {
  const { stepSize, epsilon, keep } = hyperValues(config, learningRate, step);
  return { stepSize: tf.scalar(stepSize), epsilon: tf.scalar(epsilon), keep: tf.scalar(keep) };
}

/**
 * Whether weight decay applies to a tensor. It applies to matrices and kernels, but not to gains, biases and the logit
 * scale, which have rank 0 or 1, as in CLIP (Radford et al. 2021, §2.5).
 */
function isDecayed(tensor: tf.Tensor): boolean {
  return tensor.rank >= 2;
}

/** New parameters and optimizer state. @param input.gradients in the order of `entries(params)` */
export function update(
  config: OptimizerConfig,
  input: { params: Params; optimizer: Params; gradients: readonly tf.Tensor[]; hyper: Hyper },
): { params: Params; optimizer: Params; gradientNorm: tf.Scalar } {
  const { params, optimizer, gradients, hyper } = input;
  const { beta1, beta2, clipNorm, weightDecay } = config;
  const squares = gradients.map((gradient) => tf.square(gradient));
  const gradientNorm = tf.sqrt(tf.sum(tf.stack(squares.map((square) => tf.sum(square))))) as tf.Scalar;
  // Clipping scales all gradients by one factor, so the weights of the running means include it.
  const shrink = clipNorm > 0 ? tf.minimum(tf.div(clipNorm, tf.add(gradientNorm, 1e-6)), 1) : tf.scalar(1);
  const firstWeight = tf.mul(shrink, 1 - beta1);
  const secondWeight = tf.mul(tf.square(shrink), 1 - beta2);
  const firstMeans = entries(optimizer.first as Params);
  const secondMeans = entries(optimizer.second as Params);

  const next = entries(params).map(([path, value], at) => {
    const first = tf.add(tf.mul(firstMeans[at]![1], beta1), tf.mul(gradients[at]!, firstWeight));
    const second = tf.add(tf.mul(secondMeans[at]![1], beta2), tf.mul(squares[at]!, secondWeight));
    const change = tf.div(tf.mul(first, hyper.stepSize), tf.add(tf.sqrt(second), hyper.epsilon));
    const kept = weightDecay > 0 && isDecayed(value) ? tf.mul(value, hyper.keep) : value;
    return { path, value: tf.sub(kept, change), first, second };
  });
  const record = (part: "value" | "first" | "second") =>
    fromEntries(next.map((each): Entry => [each.path, each[part]]));
  return {
    params: record("value"),
    optimizer: { first: record("first"), second: record("second") },
    gradientNorm,
  };
}
