import * as tf from "@tensorflow/tfjs";

/**
 * x · Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016, §2), by the error function and not
 * an approximation. Derivative: Φ(x) + x · φ(x).
 */
export function gelu<T extends tf.Tensor>(input: T): T {
  const apply = tf.customGrad((x, save) => {
    const below = tf.mul(tf.add(tf.erf(tf.mul(x as tf.Tensor, Math.SQRT1_2)), 1), 0.5);
    (save as tf.GradSaveFunc)([x as tf.Tensor, below]);
    const gradFunc = (dy: tf.Tensor, [at, share]: tf.Tensor[]) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(at!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(share!, tf.mul(at!, density)));
    };
    return {
      value: tf.mul(x as tf.Tensor, below),
      gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor,
    };
  });
  return apply(input) as T;
}
