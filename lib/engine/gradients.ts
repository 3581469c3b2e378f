import * as tf from "@tensorflow/tfjs";
import { leavesOf, rebuild } from "./tree.js";

/** A loss with the values that were computed on the way to it. */
export interface ValueWithAux<Aux> {
  readonly value: tf.Scalar;
  /** Tensors, or nested records and lists of tensors. No gradient flows through them. */
  readonly aux: Aux;
}

/**
 * The value of a function, its gradients, and other values out of it, such as metrics, predictions or the new moving
 * averages of a batch normalisation. `tf.valueAndGrads` disposes of those. Works inside a captured step function and
 * outside.
 *
 * @param f returns a scalar and the other values
 * @param params tensors, or nested records and lists of tensors: what `f` takes
 * @returns the scalar, its gradients in the form of `params`, and the other values. A parameter that the scalar does not
 *   depend on gets zeros.
 * @throws CaptureError if `params` or the other values hold anything but tensors
 * @example
 * const { value, grads, aux } = valueAndGrads((w) => {
 *   const predicted = tf.dot(x, w);
 *   return { value: tf.losses.meanSquaredError(y, predicted) as tf.Scalar, aux: predicted };
 * }, w);
 */
export function valueAndGrads<Params, Aux>(
  f: (params: Params) => ValueWithAux<Aux>,
  params: Params,
): { value: tf.Scalar; grads: Params; aux: Aux } {
  const { value, grads, aux } = valueAndSomeGrads(f, params);
  const filled = leavesOf(params, "params").map(({ tensor }, at) => grads[at] ?? tf.zerosLike(tensor));
  let next = 0;
  return { value, grads: rebuild(params, () => filled[next++]!) as Params, aux };
}

/** As `valueAndGrads`, with the gradients as a list, undefined for a parameter that the scalar does not depend on. */
export function valueAndSomeGrads<Params, Aux>(
  f: (params: Params) => ValueWithAux<Aux>,
  params: Params,
): { value: tf.Scalar; grads: (tf.Tensor | undefined)[]; aux: Aux } {
  let kept: Aux | undefined;
  const compute = (): tf.Scalar => {
    const made = f(params);
    // Clones, because a value may also be a tensor that belongs to the caller.
    kept = replaced(made.aux, (tensor) => tf.keep(tf.clone(tensor)));
    return made.value;
  };
  const tensors = leavesOf(params, "params").map(({ tensor }) => tensor);
  const { value, grads } = tf.engine().gradients(compute, tensors, undefined, true);
  // A clone made here belongs to the caller's scope, as the gradients do.
  const aux = replaced(kept as Aux, (tensor) => {
    const clone = tf.clone(tensor);
    tensor.dispose();
    return clone;
  });
  return { value: value as tf.Scalar, grads, aux };
}

function replaced<Tree>(tree: Tree, change: (tensor: tf.Tensor) => tf.Tensor): Tree {
  const tensors = leavesOf(tree, "aux").map(({ tensor }) => tensor);
  let next = 0;
  return rebuild(tree, () => change(tensors[next++]!)) as Tree;
}
