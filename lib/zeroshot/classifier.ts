import * as tf from "@tensorflow/tfjs";
import { l2Normalise } from "./normalise.js";

/**
 * Computes one vector per class from embedded prompts: embeddings are normalised, averaged over the class's templates,
 * and normalised again (Radford et al. 2021, §3.1.4).
 * @param embeddings [prompts, dim]; rows of one class are consecutive and may have any non-zero length
 * @param classes number of classes that have equally many prompts, or each class's number of prompts
 * @returns [classes, dim], unit rows: the weights of a linear classifier without bias
 */
export function classVectors(embeddings: tf.Tensor2D, classes: number | readonly number[]): tf.Tensor2D {
  const [rows, dim] = embeddings.shape;
  if (typeof classes !== "number") {
    if (classes.every((prompts) => prompts === classes[0])) return classVectors(embeddings, classes.length);
    const parts = tf.split(l2Normalise(embeddings), [...classes]);
    return l2Normalise(tf.stack(parts.map((part) => tf.mean(part, 0))) as tf.Tensor2D);
  }
  if (rows % classes !== 0) throw new Error(`${rows} prompts do not divide among ${classes} classes`);
  const byClass = tf.reshape(l2Normalise(embeddings), [classes, rows / classes, dim]);
  return l2Normalise(tf.mean(byClass, 1) as tf.Tensor2D);
}

/**
 * Cosine similarities of images and classes: [batch, classes]. The learned scale is omitted, because it does not change
 * which one is largest.
 * @param images unit rows [batch, dim]
 * @param vectors see `classVectors`
 */
export function zeroShotScores(images: tf.Tensor2D, vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(images, vectors, false, true);
}
