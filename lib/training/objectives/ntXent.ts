import * as tf from "@tensorflow/tfjs";
import { excluded, logSumExp } from "./logSumExp.js";

/**
 * Cosines between all 2N views, divided by the temperature: [2N, 2N]. The diagonal is excluded.
 * @param views unit vectors [2N, dim]
 */
export function viewScores(views: tf.Tensor2D, temperature: number): tf.Tensor2D {
  const count = views.shape[0];
  const scores = tf.mul(tf.matMul(views, views, false, true), 1 / temperature);
  return tf.add(scores, tf.mul(tf.eye(count), excluded));
}

/**
 * NT-Xent (Chen et al. 2020, SimCLR, eq. 1), mean over all 2N views: −log of the softmax probability of the other
 * view of the same image among the 2N − 1 other views.
 * @param first  unit vectors [N, dim]
 * @param second unit vectors [N, dim]; row i is the other view of row i of `first`
 */
export function ntXent(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  const scores = viewScores(tf.concat([first, second], 0), temperature);
  const pairs = tf.mul(tf.sum(tf.mul(first, second), 1), 1 / temperature); // [N], one per pair of views
  return tf.sub(tf.mean(logSumExp(scores, 1)), tf.mean(pairs));
}
