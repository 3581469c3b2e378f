import * as tf from "@tensorflow/tfjs";
import { plainImages } from "../../examples/augment.js";
import type { ImageShape } from "../models/encoder.js";

/**
 * Applies a function to images in batches of equal size. The last batch is filled up with grey images, whose rows are
 * then dropped.
 * @param images bytes or features, row after row
 * @param apply  [batch, height, width, channels] → [batch, columns]; its result is disposed of here
 * @returns the rows of all images: [images, columns]
 */
export async function inBatches(
  images: Uint8Array | Float32Array,
  shape: ImageShape,
  batchSize: number,
  apply: (images: tf.Tensor4D) => Promise<tf.Tensor2D>,
): Promise<Float32Array> {
  const { height, width, channels } = shape;
  const size = height * width * channels;
  const count = images.length / size;
  let rows: Float32Array | undefined;
  for (let first = 0; first < count; first += batchSize) {
    const present = Math.min(batchSize, count - first);
    const indices = Int32Array.from({ length: present }, (_, at) => first + at);
    const values = new Float32Array(batchSize * size);
    values.set(plainImages(images, indices, size));
    const batch = tf.tensor4d(values, [batchSize, height, width, channels]);
    try {
      const result = await apply(batch);
      const columns = result.shape[1];
      rows ??= new Float32Array(count * columns);
      rows.set((await result.data()).subarray(0, present * columns), first * columns);
      result.dispose();
    } finally {
      batch.dispose();
    }
  }
  return rows ?? new Float32Array(0);
}
