import * as tf from "@tensorflow/tfjs";
import { excluded, logSumExp } from "./logSumExp.js";

/**
 * Cosines over the temperature between all 2N views, a view with itself excluded: [2N, 2N].
 * @param views unit vectors [2N, dim]
 */
export function viewScores(views: tf.Tensor2D, temperature: number): tf.Tensor2D {
  const count = views.shape[0];
  const scores = tf.mul(tf.matMul(views, views, false, true), 1 / temperature);
  return tf.add(scores, tf.mul(tf.eye(count), excluded));
}

/**
 * NT-Xent (Chen et al. 2020, SimCLR, eq. 1), mean over all 2N views: −log of the softmax share that the other
 * view of the same image takes among the 2N − 1 other views.
 * @param first  unit vectors [N, dim]
 * @param second unit vectors [N, dim], row i the other view of row i of `first`
 */
export function ntXent(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  const scores = viewScores(tf.concat([first, second], 0), temperature);
  const pairs = tf.mul(tf.sum(tf.mul(first, second), 1), 1 / temperature); // [N], counted once a view
  return tf.sub(tf.mean(logSumExp(scores, 1)), tf.mean(pairs));
}
