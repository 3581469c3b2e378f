import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";
import type { ImageShape } from "./encoder.js";

/**
 * The number of patches of an image cut into squares, and of numbers per patch.
 * @throws InputError if `side` does not divide the image's sides
 */
export function patchGrid({ height, width, channels }: ImageShape, side: number) {
  if (height % side !== 0 || width % side !== 0)
    throw new InputError(`patches of ${side} do not tile images of ${height}×${width}`);
  return { places: (height / side) * (width / side), dim: side * side * channels };
}

/** Cuts images into squares: [batch, height, width, channels] → [batch, places, side · side · channels]. */
export function patches(images: tf.Tensor4D, side: number): tf.Tensor3D {
  const [batch, height, width, channels] = images.shape;
  const rows = height / side;
  const columns = width / side;
  const cut = tf.transpose(
    tf.reshape(images, [batch, rows, side, columns, side * channels]),
    [0, 1, 3, 2, 4],
  );
  return tf.reshape(cut, [batch, rows * columns, side * side * channels]);
}
