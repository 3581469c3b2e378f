import * as tf from "@tensorflow/tfjs";
import { filled } from "./initial.js";
import { type Params, tensor } from "./params.js";

// Normalisation without running statistics. Batch normalisation is left out on purpose. It would make a model behave
// differently in training and evaluation, it would carry state from step to step, and in contrastive training it leaks
// which images share a batch. The ResNet uses group normalisation (Wu & He 2018) instead.

const epsilon = 1e-5;

/**
 * (x − mean) / √(variance + 10⁻⁵) over the given axes. The gradient is written out: differentiating mean, difference,
 * square and root separately would take three times as many element-wise passes.
 */
export function standardise<T extends tf.Tensor>(input: T, axes: number[]): T {
  const apply = tf.customGrad((x, save) => {
    const centred = tf.sub(x as tf.Tensor, tf.mean(x as tf.Tensor, axes, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon));
    const value = tf.mul(centred, inverse);
    (save as tf.GradSaveFunc)([value, inverse]);
    const gradFunc = (dy: tf.Tensor, [y, scale]: tf.Tensor[]) => {
      const along = tf.mul(y!, tf.mean(tf.mul(dy, y!), axes, true));
      return tf.mul(scale!, tf.sub(tf.sub(dy, tf.mean(dy, axes, true)), along));
    };
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor };
  });
  return apply(input) as T;
}

/** Gain 1 and bias 0 for `width` channels. */
export function normInit(width: number): Params {
  return { gain: filled([width], 1), bias: filled([width], 0) };
}

/** Layer normalisation over the last axis (Ba et al. 2016, eq. 4): [..., width] → same shape. */
export function layerNorm<T extends tf.Tensor>(params: Params, input: T): T {
  const normal = standardise(input, [input.rank - 1]);
  return tf.add(tf.mul(normal, tensor(params, "gain")), tensor(params, "bias"));
}

/**
 * The dense layer that does with normalised values what `layer` does after the gain and bias of `norm`:
 * (x · gain + bias) · kernel = x · (gain · kernel) + bias · kernel. Kernels are far smaller than activations, so this
 * saves two passes over the activations, and four in the gradient.
 */
export function afterNorm(norm: Params, layer: Params): Params {
  const kernel = tensor<tf.Tensor2D>(layer, "kernel");
  const [inputs, outputs] = kernel.shape;
  const offset = tf.matMul(tf.reshape(tensor(norm, "bias"), [1, inputs]) as tf.Tensor2D, kernel);
  return {
    kernel: tf.mul(kernel, tf.reshape(tensor(norm, "gain"), [inputs, 1])),
    bias: tf.add(tensor(layer, "bias"), tf.reshape(offset, [outputs])),
  };
}

/**
 * Group normalisation (Wu & He 2018, eq. 1–2 and 7). Statistics are taken per image, over all positions and the
 * channels of one group. The gradient is written out as in `standardise`, and both directions use only means over the
 * pixels of an image and factors per channel of an image, which take the fewest passes over the images.
 * @param input [batch, height, width, channels]; channels must be a multiple of `groups`
 */
export function groupNorm(params: Params, input: tf.Tensor4D, groups: number): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape;
  const [wide, each] = [
    [batch, 1, 1, channels],
    [batch, groups, channels / groups],
  ];
  /** Means over each group of values per channel [batch, channels], as [batch, 1, 1, channels]. */
  const grouped = (perChannel: tf.Tensor): tf.Tensor => {
    const means = tf.mean(tf.reshape(perChannel, each), 2, true);
    return tf.reshape(tf.broadcastTo(means, each), wide);
  };
  const overPixels = (x: tf.Tensor): tf.Tensor => tf.mean(x, [1, 2]);
  const apply = tf.customGrad((...given) => {
    const [x, gain, bias, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const centred = tf.sub(x, grouped(overPixels(x)));
    const inverse = tf.rsqrt(tf.add(grouped(overPixels(tf.square(centred))), epsilon));
    save([centred, inverse, gain]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [c, scale, factor] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const flat = tf.reshape(scale, [batch, channels]);
      const slope = overPixels(dy);
      const along = tf.mul(overPixels(tf.mul(dy, c)), flat); // means of dy · normalised x
      const level = tf.mul(scale, grouped(tf.mul(slope, factor)));
      const tilt = tf.mul(tf.square(scale), grouped(tf.mul(along, factor)));
      const byInput = tf.sub(tf.sub(tf.mul(dy, tf.mul(scale, factor)), tf.mul(c, tilt)), level);
      const perChannel = (x: tf.Tensor) => tf.mul(tf.sum(x, 0), height * width);
      return [byInput, perChannel(along), perChannel(slope)];
    };
    return {
      value: tf.add(tf.mul(centred, tf.mul(inverse, gain)), bias),
      gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[],
    };
  });
  return apply(input, tensor(params, "gain"), tensor(params, "bias")) as tf.Tensor4D;
}
