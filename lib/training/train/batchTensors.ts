import * as tf from "@tensorflow/tfjs";
import type { HostBatch } from "../../examples/batches.js";
import type { Batch, Learned } from "../objectives/objective.js";

/** Converts a batch to tensors. The caller must dispose of them. */
export function batchTensors(
  batch: HostBatch,
  { batchSize, learned }: { batchSize: number; learned: Learned },
): Batch {
  const { height, width, channels } = learned.shape;
  const images = (values: Float32Array) => tf.tensor4d(values, [batchSize, height, width, channels]);
  const { tokens, tags } = batch;
  return {
    ...(batch.images && { images: images(batch.images) }),
    ...(batch.secondImages && { secondImages: images(batch.secondImages) }),
    ...(batch.labels && { labels: tf.tensor1d(batch.labels, "int32") }),
    ...(tokens && { tokens: tf.tensor2d(tokens, [batchSize, learned.tokenizer!.length], "int32") }),
    ...(tags && { tags: tf.tensor2d(tags, [batchSize, learned.tagWords!.words.length]) }),
  };
}
