import * as tf from "@tensorflow/tfjs";
import type { Random } from "../base/random.js";
import { adamW, type OptimizerState } from "./adamw.js";
import { crossEntropy, dense, layerNorm, normalized, type Tensors } from "./layers.js";
import { type Network, transformer } from "./networks.js";
import { blockShapes, denseShapes, initialize, normShapes, type Shapes } from "./parameters.js";

/** What a training step keeps from one call to the next. */
export interface TrainState extends Record<string, Tensors | tf.Tensor> {
  readonly params: Tensors;
  readonly first: Tensors;
  readonly second: Tensors;
  readonly count: tf.Tensor;
}

/** A task to train: its parameters, its loss on a batch, and a batch to try it on. */
export interface Task {
  readonly shapes: Shapes;
  loss(p: Tensors, batch: Tensors): tf.Scalar;
  batch(random: Random): Tensors;
}

export interface StepResult extends TrainState {
  readonly loss: tf.Tensor;
}

/** One whole training step of a task: loss, gradients, AdamW. */
export function trainStep(
  task: Task,
): (state: TrainState, batch: Tensors) => { state: TrainState; loss: tf.Tensor } {
  return function step(state, batch) {
    const names = Object.keys(state.params);
    const lossOf = (...values: tf.Tensor[]) =>
      task.loss(Object.fromEntries(names.map((name, at) => [name, values[at]!])), batch);
    const { value, grads } = tf.valueAndGrads(lossOf)(names.map((name) => state.params[name]!));
    const gradients = Object.fromEntries(names.map((name, at) => [name, grads[at]!]));
    return { state: { ...adamW(state as OptimizerState, gradients) }, loss: value };
  };
}

export function initialState(task: Task, random: Random): TrainState {
  const params = initialize(task.shapes, random);
  const zeros = () =>
    Object.fromEntries(Object.entries(params).map(([name, x]) => [name, tf.zeros([...x.shape])]));
  return { params, first: zeros(), second: zeros(), count: tf.scalar(0) };
}

const normalImages = (random: Random, batch: number, side: number): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: batch * side * side * 3 }, () => random.normal()),
    [batch, side, side, 3],
  );

/** Classification of images by cross-entropy. */
export function classification(
  network: Network,
  { batch, classes, side = 32 }: { batch: number; classes: number; side?: number },
): Task {
  return {
    shapes: network.shapes,
    loss: (p, { images, labels }) =>
      crossEntropy(
        network.forward(p, images as tf.Tensor4D),
        tf.oneHot(labels as tf.Tensor1D, classes) as tf.Tensor2D,
      ),
    batch: (random) => ({
      images: normalImages(random, batch, side),
      labels: tf.tensor1d(
        Int32Array.from({ length: batch }, () => random.integer(classes)),
        "int32",
      ),
    }),
  };
}

interface TextOptions {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly outputs: number;
}

/** A causal transformer over token ids [batch, context]; the output is taken at the last token. */
export function textEncoder({ vocabulary, context, width, depth, heads, outputs }: TextOptions) {
  const shapes: Shapes = {
    "tokens.table": [vocabulary, width],
    "position.table": [context, width],
    ...normShapes("norm", width),
    ...denseShapes("head", width, outputs),
  };
  for (let at = 0; at < depth; at++) Object.assign(shapes, blockShapes(`block${at}`, width));
  return {
    shapes,
    forward(p: Tensors, ids: tf.Tensor2D): tf.Tensor2D {
      const x = tf.add(tf.gather(p["tokens.table"]!, ids), p["position.table"]!) as tf.Tensor3D;
      const y = layerNorm(p, "norm", transformer(p, x, { depth, heads, mask: causalMask(context) }));
      const last = tf.reshape(tf.slice(y, [0, context - 1, 0], [-1, 1, -1]), [ids.shape[0], width]);
      return dense(p, "head", last as tf.Tensor2D);
    },
  };
}

/** 0 where a token may look, a large negative number where it may not. */
function causalMask(tokens: number): tf.Tensor2D {
  const numbers = Array.from({ length: tokens * tokens }, (_, at) =>
    at % tokens > Math.floor(at / tokens) ? -1e9 : 0,
  );
  return tf.tensor2d(numbers, [tokens, tokens]);
}

const under = (name: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [`${name}/${key}`, shape]));
const part = (name: string, p: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(p)
      .filter(([key]) => key.startsWith(`${name}/`))
      .map(([key, x]) => [key.slice(name.length + 1), x]),
  );

/** CLIP (Radford et al. 2021, figure 3): both towers' rows normalised, cross-entropy both ways, learned temperature. */
export function clip(
  images: Network,
  text: ReturnType<typeof textEncoder>,
  options: TextOptions & { batch: number; side?: number },
): Task {
  const { batch, side = 32, context, vocabulary } = options;
  return {
    shapes: { ...under("image", images.shapes), ...under("text", text.shapes), "logit.bias": [] },
    loss(p, inputs) {
      const a = normalized(images.forward(part("image", p), inputs.images as tf.Tensor4D));
      const b = normalized(text.forward(part("text", p), inputs.ids as tf.Tensor2D));
      const scale = tf.exp(tf.add(p["logit.bias"]!, Math.log(1 / 0.07)));
      const logits = tf.mul(tf.matMul(a, b, false, true), scale) as tf.Tensor2D;
      const same = tf.oneHot(tf.range(0, batch, 1, "int32") as tf.Tensor1D, batch) as tf.Tensor2D;
      const both = tf.add(crossEntropy(logits, same), crossEntropy(tf.transpose(logits), same));
      return tf.mul(both, 0.5) as tf.Scalar;
    },
    batch: (random) => ({
      images: normalImages(random, batch, side),
      ids: tf.tensor2d(
        Int32Array.from({ length: batch * context }, () => random.integer(vocabulary)),
        [batch, context],
        "int32",
      ),
    }),
  };
}

/** SimCLR's NT-Xent (Chen et al. 2020, equation 1) on two views of each image, which enter as inputs. */
export function simclr(
  network: Network,
  { batch, side = 32, temperature = 0.5 }: { batch: number; side?: number; temperature?: number },
): Task {
  return {
    shapes: network.shapes,
    loss(p, { one, two }) {
      const views = tf.concat([one as tf.Tensor4D, two as tf.Tensor4D]);
      const rows = normalized(network.forward(p, views));
      const self = tf.mul(tf.eye(2 * batch), -1e9);
      const logits = tf.add(tf.div(tf.matMul(rows, rows, false, true), temperature), self) as tf.Tensor2D;
      const partner = tf.tensor1d(
        Int32Array.from({ length: 2 * batch }, (_, at) => (at + batch) % (2 * batch)),
        "int32",
      );
      return crossEntropy(logits, tf.oneHot(partner, 2 * batch) as tf.Tensor2D);
    },
    batch: (random) => ({ one: normalImages(random, batch, side), two: normalImages(random, batch, side) }),
  };
}
