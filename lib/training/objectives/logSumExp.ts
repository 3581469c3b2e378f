import * as tf from "@tensorflow/tfjs";

/**
 * log Σ exp along one axis, which is kept with length 1. The largest score is subtracted first, so that scores up to
 * float32's limit do not overflow. The gradient is the softmax, written out.
 */
export function logSumExp(scores: tf.Tensor2D, axis: 0 | 1): tf.Tensor2D {
  const apply = tf.customGrad((x, save) => {
    const scores = x as tf.Tensor2D;
    const largest = tf.max(scores, axis, true);
    const value = tf.add(largest, tf.log(tf.sum(tf.exp(tf.sub(scores, largest)), axis, true)));
    (save as tf.GradSaveFunc)([scores, value]);
    const gradFunc = (dy: tf.Tensor, [at, sum]: tf.Tensor[]) => tf.mul(dy, tf.exp(tf.sub(at!, sum!)));
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor };
  });
  return apply(scores) as tf.Tensor2D;
}

/** Added to a score to exclude it from a sum of exponentials. */
export const excluded = -1e9;
