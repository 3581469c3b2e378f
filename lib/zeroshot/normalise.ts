import * as tf from "@tensorflow/tfjs";

/**
 * Divides rows by their Euclidean length: [batch, dim] → [batch, dim]. Adding 10⁻¹² under the root keeps a row of zeros
 * at zero and limits the factor of its gradient to 10⁶.
 */
export function l2Normalise(rows: tf.Tensor2D): tf.Tensor2D {
  const apply = tf.customGrad((x, save) => {
    const inverse = tf.rsqrt(tf.add(tf.sum(tf.square(x as tf.Tensor), -1, true), 1e-12));
    const value = tf.mul(x as tf.Tensor, inverse);
    (save as tf.GradSaveFunc)([value, inverse]);
    const gradFunc = (dy: tf.Tensor, [y, scale]: tf.Tensor[]) =>
      tf.mul(scale!, tf.sub(dy, tf.mul(y!, tf.sum(tf.mul(dy, y!), -1, true))));
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor };
  });
  return apply(rows) as tf.Tensor2D;
}
