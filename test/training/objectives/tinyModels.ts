import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { specialTokens } from "../../../lib/training/models/encoder.js";
import { mapParams, type Params } from "../../../lib/training/models/params.js";
import type { BatchTensors } from "../../../lib/training/objectives/objective.js";

/** Sizes small enough for finite differences on the cpu backend. */
export const tinyImage = { height: 8, width: 8, channels: 3 } as const;
export const tinyText = { vocabulary: 12, length: 6 } as const;

/** A batch with every field, from a seed. Captions have 0 … 4 words. */
export function tinyBatch(seed: string, size = 4): BatchTensors {
  const random = new Random(seed);
  const pixels = () =>
    tf.tensor4d(
      Float32Array.from({ length: size * 8 * 8 * 3 }, () => 2 * random.uniform() - 1),
      [size, 8, 8, 3],
    );
  const tokens = Array.from({ length: size }, (_, row) => {
    const words = Array.from({ length: row % 5 }, () => 4 + random.integer(8));
    const text = [specialTokens.start, ...words, specialTokens.end];
    return [...text, ...new Array<number>(6 - text.length).fill(specialTokens.padding)];
  });
  return {
    images: pixels(),
    secondImages: pixels(),
    labels: tf.tensor1d(
      Array.from({ length: size }, (_, row) => row % 3),
      "int32",
    ),
    tokens: tf.tensor2d(tokens, [size, 6], "int32"),
    tags: tf.tensor2d(
      Array.from({ length: size * 5 }, () => random.integer(2)),
      [size, 5],
    ),
  };
}

/**
 * First values moved at random. Fresh ones would test little: biases are zero, where ReLU has its kink, and
 * word vectors so small that layer normalisation magnifies any step.
 */
export function perturbed(params: Params, seed: string): Params {
  const random = new Random(seed);
  return mapParams(params, (tensor) => {
    const noise = Float32Array.from({ length: tensor.size }, () => 0.3 * random.normal());
    return tf.add(tensor, tf.tensor(noise, tensor.shape));
  });
}
