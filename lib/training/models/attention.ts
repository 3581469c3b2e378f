import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../base/random.js";
import { dense, denseInit } from "./dense.js";
import { group, type Params } from "./params.js";

/** Parameters of self-attention: one joint layer for queries, keys and values, and one for the output. */
export function selfAttentionInit(random: Random, width: number, scale = 1): Params {
  return {
    queryKeyValue: denseInit(random, { inputs: width, outputs: 3 * width }),
    output: denseInit(random, { inputs: width, outputs: width, scale }),
  };
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, eq. 1 and §3.2.2).
 * @param input [batch, positions, width]; width must be a multiple of `heads`
 * @param mask  [positions, positions], 0 or −10⁹, added to the scores (see `causalMask`); by default none
 */
export function selfAttention(
  params: Params,
  input: tf.Tensor3D,
  heads: number,
  mask?: tf.Tensor2D,
): tf.Tensor3D {
  const joint = dense(group(params, "queryKeyValue"), input);
  const [query, key, value] = perHead(joint, 3, heads) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  return dense(group(params, "output"), attend(query, key, value, mask));
}

/** Parameters of attention from text positions to image positions. */
export function crossAttentionInit(
  random: Random,
  sizes: { width: number; memory: number },
  scale = 1,
): Params {
  const { width, memory } = sizes;
  return {
    query: denseInit(random, { inputs: width, outputs: width }),
    keyValue: denseInit(random, { inputs: memory, outputs: 2 * width }),
    output: denseInit(random, { inputs: width, outputs: width, scale }),
  };
}

/** Multi-head attention from [batch, positions, width] to a memory [batch, places, memory width]. */
export function crossAttention(
  params: Params,
  input: tf.Tensor3D,
  memory: tf.Tensor3D,
  heads: number,
): tf.Tensor3D {
  const [query] = perHead(dense(group(params, "query"), input), 1, heads) as [tf.Tensor4D];
  const [key, value] = perHead(dense(group(params, "keyValue"), memory), 2, heads) as [
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  return dense(group(params, "output"), attend(query, key, value));
}

/** Cuts [batch, n, parts · width] into `parts` tensors of [batch, heads, n, width / heads]. */
function perHead(joint: tf.Tensor3D, parts: number, heads: number): tf.Tensor4D[] {
  const [batch, positions, total] = joint.shape;
  const dim = total / parts / heads;
  const cut = tf.transpose(tf.reshape(joint, [batch, positions, parts, heads, dim]), [2, 0, 3, 1, 4]);
  const pieces = parts === 1 ? [cut] : tf.split(cut, parts, 0); // tf.split into one piece has no gradient
  return pieces.map((part) => tf.reshape(part, [batch, heads, positions, dim]));
}

/** softmax(Q Kᵀ / √d + mask) V per head, heads joined again: [batch, heads, n, d] → [batch, n, heads · d]. */
function attend(query: tf.Tensor4D, key: tf.Tensor4D, value: tf.Tensor4D, mask?: tf.Tensor2D): tf.Tensor3D {
  const [batch, heads, positions, dim] = query.shape;
  const scores = tf.matMul(tf.mul<tf.Tensor4D>(query, 1 / Math.sqrt(dim)), key, false, true);
  const weights = tf.softmax(mask === undefined ? scores : tf.add(scores, mask));
  return tf.reshape(tf.transpose(tf.matMul(weights, value), [0, 2, 1, 3]), [batch, positions, heads * dim]);
}

/** A mask that lets each position see only itself and earlier positions: [positions, positions]. */
export function causalMask(positions: number): tf.Tensor2D {
  const mask = new Float32Array(positions * positions);
  for (let row = 0; row < positions; row++) mask.fill(-1e9, row * positions + row + 1, (row + 1) * positions);
  return tf.tensor2d(mask, [positions, positions]);
}
