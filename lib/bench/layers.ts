import * as tf from "@tensorflow/tfjs";

// The layers of the models below, in plain TensorFlow.js, with the numerical definitions of PyTorch's.

export type Tensors = Record<string, tf.Tensor>;

/** Fully connected layer: x [rows, inputs] with `name.weight` [inputs, outputs] and `name.bias`. */
export function dense(p: Tensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(x, p[`${name}.weight`] as tf.Tensor2D), p[`${name}.bias`]!);
}

/** Convolution, "same" padding: x [batch, height, width, channels] with `name.filter`, and `name.bias` if there is one. */
export function conv(p: Tensors, name: string, x: tf.Tensor4D, stride = 1): tf.Tensor4D {
  // Explicit padding of 1: for a stride of 2, "same" in TensorFlow pads behind only, which PyTorch cannot.
  const filter = p[`${name}.filter`] as tf.Tensor4D;
  const pad = filter.shape[0] === 1 ? 0 : 1;
  const y = tf.conv2d(x, filter, stride, pad);
  const bias = p[`${name}.bias`];
  return bias ? tf.add(y, bias) : y;
}

/** Batch normalisation with the batch's own statistics, as in training; x [batch, height, width, channels]. */
export function batchNorm(p: Tensors, name: string, x: tf.Tensor4D): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const factor = tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), p[`${name}.scale`]!);
  return tf.add(tf.mul(tf.sub(x, mean), factor), p[`${name}.offset`]!);
}

/** Layer normalisation over the last axis. */
export function layerNorm<T extends tf.Tensor>(p: Tensors, name: string, x: T): T {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, p[`${name}.scale`]!), p[`${name}.offset`]!) as T;
}

/** Gaussian error linear unit, x · Φ(x) (Hendrycks and Gimpel 2016), with its gradient Φ(x) + x · φ(x) written out. */
export const gelu: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  const input = x as tf.Tensor;
  const scaled = tf.mul(input, Math.SQRT1_2);
  const below = tf.mul(tf.add(tf.erf(scaled), 1), 0.5);
  (save as tf.GradSaveFunc)([scaled, below]);
  return {
    value: tf.mul(input, below),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [z, mass] = saved as [tf.Tensor, tf.Tensor];
      const density = tf.exp(tf.sub(-Math.log(Math.PI) / 2, tf.square(z))); // x · φ(x) = z · exp(−z²) / √π
      return tf.mul(dy, tf.add(mass, tf.mul(z, density)));
    },
  };
}) as (x: tf.Tensor) => tf.Tensor;

/** Self-attention of x [batch, tokens, width] with `name.qkv` and `name.out`; `mask` [tokens, tokens] is added. */
export function attention(
  p: Tensors,
  name: string,
  x: tf.Tensor3D,
  { heads, mask }: { heads: number; mask?: tf.Tensor2D },
): tf.Tensor3D {
  const [batch, tokens, width] = x.shape;
  const depth = width / heads;
  const rows = dense(p, `${name}.qkv`, tf.reshape(x, [batch * tokens, width]));
  const split = tf.transpose(tf.reshape(rows, [batch, tokens, 3, heads, depth]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.unstack(split) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, tokens, depth]
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(depth));
  const weights = tf.softmax(mask ? tf.add(scores, mask) : scores); // [batch, heads, tokens, tokens]
  const mixed = tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]);
  const out = dense(p, `${name}.out`, tf.reshape(mixed, [batch * tokens, width]));
  return tf.reshape(out, [batch, tokens, width]);
}

/** Two layers with a GELU between, on the last axis of x [batch, tokens, width]. */
export function mlp(p: Tensors, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const [batch, tokens, width] = x.shape;
  const hidden = gelu(dense(p, `${name}.in`, tf.reshape(x, [batch * tokens, width]))) as tf.Tensor2D;
  return tf.reshape(dense(p, `${name}.out`, hidden), [batch, tokens, width]);
}

/** Squares of `patch` pixels as rows: [batch, height, width, channels] to [batch, patches, patch² · channels]. */
export function patches(x: tf.Tensor4D, patch: number): tf.Tensor3D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / patch, width / patch];
  const split = tf.reshape(x, [batch, rows, patch, columns, patch, channels]);
  return tf.reshape(tf.transpose(split, [0, 1, 3, 2, 4, 5]), [
    batch,
    rows * columns,
    patch * patch * channels,
  ]);
}

/** Mean cross-entropy of logits [batch, classes] and labels [batch], as one-hot rows. */
export function crossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), -1))) as tf.Scalar;
}

/** Rows divided by their length. */
export function normalized(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12)));
}
