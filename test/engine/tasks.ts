import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../lib/base/random.js";
import { type ImageModelConfig, imageEncoder } from "../../lib/training/models/image.js";
import { normal } from "../../lib/training/models/initial.js";
import { mapParams, type Params } from "../../lib/training/models/params.js";
import { type TextModelConfig, textEncoder } from "../../lib/training/models/text.js";
import { clip } from "../../lib/training/objectives/clip.js";
import { classification } from "../../lib/training/objectives/crossEntropy.js";
import type { Batch, Objective } from "../../lib/training/objectives/objective.js";
import { viewContrast } from "../../lib/training/objectives/views.js";
import { hyperTensors, optimizerInit } from "../../lib/training/train/optimizer.js";
import { trainingStep } from "../../lib/training/train/step.js";

// Whole tasks, as small as they can be without losing a part: the cpu backend has to run them too.

export interface Task {
  readonly objective: Objective;
  batch(random: Random): Batch;
}

/** What a training step keeps from one call to the next. */
export type TrainState = { readonly params: Params; readonly optimizer: Params };

/** Without clipping, the first moments after one step are a tenth of the gradients. */
const optimizer = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 0 };

/** A whole training step as a function of state and batch. Its rate is that of a run's first step. */
export function trainStep({ objective }: Task) {
  const step = trainingStep(objective, optimizer);
  return (state: TrainState, batch: Batch): { state: TrainState; loss: tf.Scalar } => {
    const next = step({ ...state, batch, hyper: hyperTensors(optimizer, 1e-3, 1) });
    return { state: { params: next.params, optimizer: next.optimizer }, loss: next.loss };
  };
}

/** First parameters, each moved a little: a head of zeros would leave the rest of its model without gradients. */
export function initialState({ objective }: Task, random: Random): TrainState {
  const noise = random.stream("noise");
  const params = mapParams(objective.init(random), (value) => tf.add(value, normal(noise, value.shape, 0.1)));
  return { params, optimizer: optimizerInit(params) };
}

const image = { height: 8, width: 8, channels: 3 };
const images = (random: Random, count: number) => normal<tf.Tensor4D>(random, [count, 8, 8, 3], 1);
const integers = (random: Random, count: number, below: number) =>
  Int32Array.from({ length: count }, () => random.integer(below));

/** A classifier of images of 8×8, for some classes, trained on batches of `count`. */
export function classifier(model: ImageModelConfig, count = 4, classes = 5): Task {
  const config = { classes, head: { kind: "linear" }, smoothing: 0 } as const;
  return {
    objective: classification(imageEncoder(model, image), config),
    batch: (random) => ({
      images: images(random, count),
      labels: tf.tensor1d(integers(random, count, classes), "int32"),
    }),
  };
}

/** CLIP on images of 8×8 and texts of two words, trained on batches of `count`. */
export function contrastive(model: ImageModelConfig, text: TextModelConfig, count: number): Task {
  const encoders = [imageEncoder(model, image), textEncoder(text, { vocabulary: 11, length: 4 })] as const;
  return {
    objective: clip(...encoders, { embeddingDim: 6 }),
    batch: (random) => ({ images: images(random, count), tokens: tokens(random, count) }),
  };
}

const cnn = (...widths: number[]) => ({ kind: "cnn", widths, depth: 1, pool: "flatten" }) as const;
const resnet = (...widths: number[]) => ({ kind: "resnet", widths, blocks: 1, groups: 2 }) as const;
const size = { width: 8, depth: 1, heads: 2, expansion: 4 };
const encoder = imageEncoder(cnn(4), image);
/** Token 2, the end, is what a text is read out at. */
const tokens = (random: Random, count: number) =>
  tf.tensor2d(
    Array.from({ length: count }, () => [1, ...integers(random, 2, 7).map((at) => 4 + at), 2]),
    [count, 4],
    "int32",
  );

export const tasks: Record<string, Task> = {
  "softmax regression": classifier({ kind: "pixels" }),
  MLP: classifier({ kind: "mlp", widths: [12] }),
  CNN: classifier(cnn(4, 6)),
  ResNet: classifier(resnet(4, 6)),
  // With channels and images in sixteens, the convolutions run in onnxruntime's own layout.
  "CNN in blocks": classifier(cnn(16, 32), 16),
  "ResNet in blocks": classifier(resnet(16, 32), 16),
  ViT: classifier({ kind: "vit", patch: 4, ...size }),
  "MLP-Mixer": classifier({
    kind: "mixer",
    patch: 4,
    width: 8,
    depth: 1,
    placeHidden: 8,
    channelHidden: 32,
  }),
  "CLIP with a text transformer": contrastive(cnn(4), { kind: "transformer", ...size }, 4),
  "NT-Xent": {
    objective: viewContrast(encoder, { hidden: 6, embeddingDim: 6, temperature: 0.5, supervised: false }),
    batch: (random) => ({ images: images(random, 4), secondImages: images(random, 4) }),
  },
};
