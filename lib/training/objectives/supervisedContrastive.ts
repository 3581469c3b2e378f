import * as tf from "@tensorflow/tfjs";
import { logSumExp } from "./logSumExp.js";
import { viewScores } from "./ntXent.js";

/**
 * Supervised contrastive loss (Khosla et al. 2020, eq. 2, L_out), but the mean over all 2N views instead of the sum:
 * −1/|P(i)| Σ_{p ∈ P(i)} log softmax probability of p, where P(i) is the set of all other views with i's label.
 * @param first  unit vectors [N, dim]
 * @param second unit vectors [N, dim], the other views in the same order
 * @param labels [N], int32
 */
export function supervisedContrastive(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  labels: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  const views = tf.concat([first, second], 0); // [2N, dim]
  const count = views.shape[0];
  const scores = viewScores(views, temperature);
  const both = tf.concat([labels, labels], 0);
  const same = tf.equal(tf.expandDims(both, 1), tf.expandDims(both, 0));
  const positive = tf.sub(tf.cast(same, "float32"), tf.eye(count)); // never empty: it contains the other view
  const chosen = tf.div(tf.sum(tf.mul(positive, scores), 1), tf.sum(positive, 1));
  return tf.sub(tf.mean(logSumExp(scores, 1)), tf.mean(chosen));
}
