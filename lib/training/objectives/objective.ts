import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";
import type { Params } from "../models/params.js";

/** What a step of training may be given. Each objective says in `needs` which of these it reads. */
export interface BatchTensors {
  /** [batch, height, width, channels], −1 to 1. */
  readonly images: tf.Tensor4D;
  /** A second augmentation of the same images, in the same order. */
  readonly secondImages: tf.Tensor4D;
  /** Class numbers: [batch], int32. */
  readonly labels: tf.Tensor1D;
  /** Caption tokens: [batch, length], int32. */
  readonly tokens: tf.Tensor2D;
  /** 1 where a caption holds a tag, else 0: [batch, tags]. */
  readonly tags: tf.Tensor2D;
}

export type BatchField = keyof BatchTensors;

/** A batch with the fields an objective needs and perhaps no others. */
export type Batch = Partial<BatchTensors>;

export interface Loss {
  /** What is minimised: a scalar, mean over the batch. */
  readonly loss: tf.Scalar;
  /** Scalars to look at, e.g. `accuracy` on the batch. */
  readonly metrics: Readonly<Record<string, tf.Scalar>>;
}

/**
 * An encoder with a goal: which parameters there are, and the loss they are trained to lower. The image
 * encoder's parameters are always the group `image`, so that one objective can start from another's.
 */
export interface Objective {
  readonly needs: readonly BatchField[];
  init(random: Random): Params;
  loss(params: Params, batch: Batch): Loss;
  /** Ranges that single parameters are put back into after each step, by path. */
  readonly limits?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Class scores of a trained head: [batch, classes]. */
  classify?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors in the space shared with texts: [batch, dim]. */
  embedImages?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors in the space shared with images: [texts, dim]. */
  embedTexts?(params: Params, tokens: tf.Tensor2D): tf.Tensor2D;
  /** log p(text | image) of every text for every image: [batch, texts]. */
  scoreTexts?(params: Params, images: tf.Tensor4D, tokens: tf.Tensor2D): tf.Tensor2D;
}

/** A batch field that must be there. @throws Error naming it: the batches were made for another objective */
export function field<F extends BatchField>(batch: Batch, name: F): BatchTensors[F] {
  const found = batch[name];
  if (found === undefined)
    throw new Error(
      `the batch has no ${name}, only ${Object.keys(batch).join(", ")}: see the objective's needs`,
    );
  return found as BatchTensors[F];
}
