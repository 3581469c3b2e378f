import * as tf from "@tensorflow/tfjs";
import { attention, batchNorm, conv, dense, gelu, layerNorm, mlp, patches, type Tensors } from "./layers.js";
import { blockShapes, convShapes, denseShapes, normShapes, type Shapes } from "./parameters.js";

/** A network: the shapes of its parameters, and its output [batch, outputs] for images [batch, side, side, 3]. */
export interface Network {
  readonly shapes: Shapes;
  forward(p: Tensors, images: tf.Tensor4D): tf.Tensor2D;
}

/** Convolutions 3×3 with bias, ReLU and 2×2 max pooling, one a width; then a dense layer. */
export function cnn(widths: readonly number[], outputs: number, side = 32): Network {
  const last = side / 2 ** widths.length;
  const shapes: Shapes = denseShapes("head", last * last * widths[widths.length - 1]!, outputs);
  for (const [at, width] of widths.entries())
    Object.assign(shapes, convShapes(`conv${at}`, [3, widths[at - 1] ?? 3, width]));
  return {
    shapes,
    forward(p, images) {
      let x = images;
      for (const at of widths.keys()) x = tf.maxPool(tf.relu(conv(p, `conv${at}`, x)), 2, 2, "valid");
      return dense(p, "head", tf.reshape(x, [images.shape[0], -1]));
    },
  };
}

/** ResNet for small images (He et al. 2016, §4.2): a stem, then `blocks` residual blocks at each width, halving the side. */
export function resnet(widths: readonly number[], blocks: number, outputs: number): Network {
  const shapes: Shapes = {
    ...convShapes("stem", [3, 3, widths[0]!], false),
    ...normShapes("stem", widths[0]!),
  };
  const plan = widths.flatMap((width, stage) =>
    Array.from({ length: blocks }, (_, at) => ({
      name: `stage${stage}.${at}`,
      from: at === 0 ? (widths[stage - 1] ?? width) : width,
      to: width,
      stride: at === 0 && stage > 0 ? 2 : 1,
    })),
  );
  for (const { name, from, to, stride } of plan) {
    Object.assign(shapes, convShapes(`${name}.a`, [3, from, to], false), normShapes(`${name}.a`, to));
    Object.assign(shapes, convShapes(`${name}.b`, [3, to, to], false), normShapes(`${name}.b`, to));
    if (stride > 1)
      Object.assign(
        shapes,
        convShapes(`${name}.short`, [1, from, to], false),
        normShapes(`${name}.short`, to),
      );
  }
  Object.assign(shapes, denseShapes("head", widths[widths.length - 1]!, outputs));
  return {
    shapes,
    forward(p, images) {
      const unit = (name: string, x: tf.Tensor4D, stride = 1) => batchNorm(p, name, conv(p, name, x, stride));
      let x = tf.relu(unit("stem", images));
      for (const { name, stride } of plan) {
        const inner = unit(`${name}.b`, tf.relu(unit(`${name}.a`, x, stride)));
        x = tf.relu(tf.add(inner, stride > 1 ? unit(`${name}.short`, x, stride) : x));
      }
      return dense(p, "head", tf.mean(x, [1, 2]));
    },
  };
}

interface TokenNetwork {
  readonly side?: number;
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  readonly outputs: number;
}

/** Vision transformer (Dosovitskiy et al. 2021) with the mean of the tokens in place of a class token. */
export function vit({
  side = 32,
  patch,
  width,
  depth,
  outputs,
  heads,
}: TokenNetwork & { heads: number }): Network {
  const tokens = (side / patch) ** 2;
  const shapes: Shapes = {
    ...denseShapes("embed", patch * patch * 3, width),
    "position.table": [tokens, width],
    ...normShapes("norm", width),
    ...denseShapes("head", width, outputs),
  };
  for (let at = 0; at < depth; at++) Object.assign(shapes, blockShapes(`block${at}`, width));
  return {
    shapes,
    forward(p, images) {
      const x = tf.add(embedded(p, images, patch), p["position.table"]!) as tf.Tensor3D;
      return dense(p, "head", tf.mean(layerNorm(p, "norm", transformer(p, x, { depth, heads })), 1));
    },
  };
}

/** Transformer blocks with the normalisation first. */
export function transformer(
  p: Tensors,
  x: tf.Tensor3D,
  { depth, heads, mask }: { depth: number; heads: number; mask?: tf.Tensor2D },
): tf.Tensor3D {
  let y = x;
  for (let at = 0; at < depth; at++) {
    const name = `block${at}`;
    const options = mask ? { heads, mask } : { heads };
    y = tf.add(y, attention(p, `${name}.attention`, layerNorm(p, `${name}.norm1`, y), options));
    y = tf.add(y, mlp(p, `${name}.mlp`, layerNorm(p, `${name}.norm2`, y)));
  }
  return y;
}

function embedded(p: Tensors, images: tf.Tensor4D, patch: number): tf.Tensor3D {
  const rows = patches(images, patch);
  const [batch, tokens, inputs] = rows.shape;
  return tf.reshape(dense(p, "embed", tf.reshape(rows, [batch * tokens, inputs])), [batch, tokens, -1]);
}

/** MLP-Mixer (Tolstikhin et al. 2021): one MLP over the tokens, one over the channels, in turn. */
export function mixer({ side = 32, patch, width, depth, outputs }: TokenNetwork): Network {
  const tokens = (side / patch) ** 2;
  const shapes: Shapes = {
    ...denseShapes("embed", patch * patch * 3, width),
    ...normShapes("norm", width),
    ...denseShapes("head", width, outputs),
  };
  for (let at = 0; at < depth; at++)
    Object.assign(
      shapes,
      normShapes(`block${at}.norm1`, width),
      denseShapes(`block${at}.tokens.in`, tokens, 2 * tokens),
      denseShapes(`block${at}.tokens.out`, 2 * tokens, tokens),
      normShapes(`block${at}.norm2`, width),
      denseShapes(`block${at}.channels.in`, width, 4 * width),
      denseShapes(`block${at}.channels.out`, 4 * width, width),
    );
  return {
    shapes,
    forward(p, images) {
      let x = embedded(p, images, patch);
      for (let at = 0; at < depth; at++) {
        const name = `block${at}`;
        const turned = tf.transpose(layerNorm(p, `${name}.norm1`, x), [0, 2, 1]);
        x = tf.add(x, tf.transpose(mlp(p, `${name}.tokens`, turned as tf.Tensor3D), [0, 2, 1]));
        x = tf.add(x, mlp(p, `${name}.channels`, layerNorm(p, `${name}.norm2`, x)));
      }
      return dense(p, "head", tf.mean(layerNorm(p, "norm", x), 1));
    },
  };
}

/** Dense layers with a GELU between, on all pixels; no width at all makes it a softmax regression. */
export function perceptron(side: number, widths: readonly number[], outputs: number): Network {
  const sizes = [side * side * 3, ...widths, outputs];
  const shapes: Shapes = {};
  for (const [at, width] of sizes.slice(1).entries())
    Object.assign(shapes, denseShapes(`layer${at}`, sizes[at]!, width));
  return {
    shapes,
    forward(p, images) {
      let x = dense(p, "layer0", tf.reshape(images, [images.shape[0], -1]));
      for (let at = 1; at < sizes.length - 1; at++) x = dense(p, `layer${at}`, gelu(x) as tf.Tensor2D);
      return x;
    },
  };
}
