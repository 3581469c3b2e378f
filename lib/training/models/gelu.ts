import * as tf from "@tensorflow/tfjs";

/** ln(1/√π). */
const logScale = -Math.log(Math.PI) / 2;

/**
 * x · Φ(x), where Φ is the normal distribution function (Hendrycks & Gimpel 2016, §2). Uses the error function, not an
 * approximation. The derivative is Φ(x) + x · φ(x). Both are written in z = x/√2, which takes the fewest element-wise
 * passes: Φ = (1 + erf z) / 2 and x · φ(x) = z · exp(−z²) / √π.
 */
export function gelu<T extends tf.Tensor>(input: T): T {
  const apply = tf.customGrad((x, save) => {
    const scaled = tf.mul(x as tf.Tensor, Math.SQRT1_2);
    const below = tf.mul(tf.add(tf.erf(scaled), 1), 0.5);
    (save as tf.GradSaveFunc)([scaled, below]);
    const gradFunc = (dy: tf.Tensor, [z, share]: tf.Tensor[]) => {
      const density = tf.exp(tf.sub(logScale, tf.square(z!)));
      return tf.mul(dy, tf.add(share!, tf.mul(z!, density)));
    };
    return {
      value: tf.mul(x as tf.Tensor, below),
      gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor,
    };
  });
  return apply(input) as T;
}
