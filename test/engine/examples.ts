// Five of TensorFlow.js's examples, written anew: the same models and losses on data that needs no download. Each runs
// with captured steps and, unchanged, one operation at a time on a backend of TensorFlow.js.
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { type EngineName, useEngine } from "../../lib/engine/choose.js";
import {
  capture,
  captureModel,
  fromTrain,
  type OptimizerState,
  valueAndGrads,
} from "../../lib/engine/index.js";

/** Trains for some steps. Returns the loss of each, in the order in which the example reports it. */
type Train = (engine: EngineName, steps: number, done?: () => void) => Promise<number[]>;

interface Example {
  readonly name: string;
  /** What the numbers are drawn from. */
  readonly data: string;
  readonly train: Train;
}

/** The seven segments of each digit: top, upper left and right, middle, lower left and right, bottom. */
const segments = [
  "1110111",
  "0010010",
  "1011101",
  "1011011",
  "0111010",
  "1101011",
  "1101111",
  "1010010",
  "1111111",
  "1111011",
];

/** A digit of seven segments, 28 by 28: moved, of another size and stroke, and with noise. Values in [0, 1]. */
function digit(which: number, random: Random): Float32Array {
  const [height, width] = [12 + random.integer(7), 6 + random.integer(7)];
  const [top, left] = [1 + random.integer(27 - height), 1 + random.integer(27 - width)];
  const stroke = 1 + random.integer(2);
  const [mid, bottom, right] = [top + Math.floor(height / 2), top + height, left + width];
  const lines = [
    [top, left, top, right],
    [top, left, mid, left],
    [top, right, mid, right],
    [mid, left, mid, right],
    [mid, left, bottom, left],
    [mid, right, bottom, right],
    [bottom, left, bottom, right],
  ] as const;
  const image = Float32Array.from({ length: 784 }, () => 0.15 * random.uniform());
  for (const [at, [y0, x0, y1, x1]] of lines.entries()) {
    if (segments[which]![at] !== "1") continue;
    for (let y = y0; y < Math.min(y1 + stroke, 28); y++)
      for (let x = x0; x < Math.min(x1 + stroke, 28); x++) image[28 * y + x] = 0.7 + 0.3 * random.uniform();
  }
  return image;
}

/** A batch of digits with their classes as one-hot rows. */
function digits(
  count: number,
  classes: readonly number[],
  random: Random,
): { images: Float32Array; labels: Float32Array } {
  const images = new Float32Array(count * 784);
  const labels = new Float32Array(count * classes.length);
  for (let at = 0; at < count; at++) {
    const which = random.integer(classes.length);
    images.set(digit(classes[which]!, random), at * 784);
    labels[at * classes.length + which] = 1;
  }
  return { images, labels };
}

const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Steps of a compiled LayersModel, captured or by TensorFlow.js itself. */
async function trainModel(
  engine: EngineName,
  model: tf.LayersModel,
  steps: number,
  batch: (at: number) => [tf.Tensor, tf.Tensor],
  done: () => void,
): Promise<number[]> {
  await useEngine(engine);
  const captured = engine === "captured" ? captureModel(model, { seed: 1 }) : undefined;
  const losses: number[] = [];
  for (let at = 0; at < steps; at++) {
    const [x, y] = batch(at);
    const made = captured
      ? (await captured.trainOnBatch(x, y)).loss!
      : ([await model.trainOnBatch(x, y)].flat()[0] as number);
    losses.push(made);
    tf.dispose([x, y]);
    done();
  }
  await captured?.dispose();
  return losses;
}

function convolutions(trainable: boolean): tf.layers.Layer[] {
  return [
    tf.layers.conv2d({
      inputShape: [28, 28, 1],
      filters: 8,
      kernelSize: 5,
      activation: "relu",
      kernelInitializer: initializer(1),
      trainable,
    }),
    tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    tf.layers.conv2d({
      filters: 16,
      kernelSize: 5,
      activation: "relu",
      kernelInitializer: initializer(2),
      trainable,
    }),
    tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    tf.layers.flatten(),
  ];
}

function compiledModel(layers: tf.layers.Layer[], optimizer: tf.Optimizer): tf.Sequential {
  const model = tf.sequential({ layers });
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  return model;
}

function batchOfDigits(size: number, classes: readonly number[]): (at: number) => [tf.Tensor, tf.Tensor] {
  return (at) => {
    const { images, labels } = digits(size, classes, new Random(`digits ${at}`));
    return [tf.tensor4d(images, [size, 28, 28, 1]), tf.tensor2d(labels, [size, classes.length])];
  };
}

/** mnist: two convolutions and a dense layer. */
const mnist: Train = (engine, steps, done = () => {}) => {
  const layers = [
    ...convolutions(true),
    tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: initializer(3) }),
  ];
  return trainModel(engine, compiledModel(layers, tf.train.adam(0.003)), steps, batchOfDigits(64, all), done);
};

/** mnist-transfer-cnn: convolutions trained on five digits are frozen, a new head learns the other five. */
const transfer: Train = async (engine, steps, done = () => {}) => {
  const base = tf.sequential({ layers: convolutions(true) });
  const first = compiledModel(
    [base, tf.layers.dense({ units: 5, activation: "softmax", kernelInitializer: initializer(3) })],
    tf.train.adam(0.003),
  );
  await trainModel("captured", first, 60, batchOfDigits(64, [0, 1, 2, 3, 4]), () => {});
  base.trainable = false;
  const head = [
    tf.layers.dense({ units: 64, activation: "relu", kernelInitializer: initializer(4) }),
    tf.layers.dropout({ rate: 0.25 }),
    tf.layers.dense({ units: 5, activation: "softmax", kernelInitializer: initializer(5) }),
  ];
  return trainModel(
    engine,
    compiledModel([base, ...head], tf.train.adam(0.003)),
    steps,
    batchOfDigits(64, [5, 6, 7, 8, 9]),
    done,
  );
};

const text =
  "the quick brown fox jumps over the lazy dog and the slow green turtle walks under the busy bee while the cat naps. ";

/** lstm-text-generation: predicts the next character from the twenty before. */
const lstmText: Train = (engine, steps, done = () => {}) => {
  const characters = [...new Set(text)].sort();
  const [length, size] = [20, 64];
  const layers = [
    tf.layers.lstm({
      units: 64,
      inputShape: [length, characters.length],
      kernelInitializer: initializer(1),
      recurrentInitializer: initializer(2),
    }),
    tf.layers.dense({ units: characters.length, activation: "softmax", kernelInitializer: initializer(3) }),
  ];
  const batch = (at: number): [tf.Tensor, tf.Tensor] => {
    const random = new Random(`text ${at}`);
    const x = tf.buffer([size, length, characters.length]);
    const y = tf.buffer([size, characters.length]);
    for (let row = 0; row < size; row++) {
      const from = random.integer(text.length);
      const character = (place: number) => characters.indexOf(text[(from + place) % text.length]!);
      for (let place = 0; place < length; place++) x.set(1, row, place, character(place));
      y.set(1, row, character(length));
    }
    return [x.toTensor(), y.toTensor()];
  };
  return trainModel(engine, compiledModel(layers, tf.train.rmsprop(0.01)), steps, batch, done);
};

type Weights = Record<string, tf.Tensor>;

function dense(sizes: Record<string, [number, number]>): Weights {
  const entries = Object.entries(sizes).flatMap(([name, [inputs, outputs]], at) => [
    [name, tf.randomNormal([inputs, outputs], 0, Math.sqrt(2 / (inputs + outputs)), "float32", at + 1)],
    [`${name}Bias`, tf.zeros([outputs])],
  ]);
  return Object.fromEntries(entries) as Weights;
}

const layer = (weights: Weights, name: string, x: tf.Tensor) =>
  tf.add(tf.matMul(x as tf.Tensor2D, weights[name] as tf.Tensor2D), weights[`${name}Bias`]!);

/** fashion-mnist-vae: draws its latent vector inside the step. */
const vae: Train = async (engine, steps, done = () => {}) => {
  await useEngine(engine);
  const optimizer = fromTrain(tf.train.adam(0.001));
  const step = capture(
    (weights: Weights, state: OptimizerState<Weights>, x: tf.Tensor) => {
      const { value, grads } = valueAndGrads((given) => {
        const hidden = tf.relu(layer(given, "encode", x));
        const [mean, logVariance] = [layer(given, "mean", hidden), layer(given, "logVariance", hidden)];
        const noise = tf.randomNormal(mean.shape);
        const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
        const logits = layer(given, "pixels", tf.relu(layer(given, "decode", z)));
        const reconstruction = tf.sum(
          tf.losses.sigmoidCrossEntropy(x, logits, undefined, 0, tf.Reduction.NONE),
        );
        const divergence = tf.mul(
          -0.5,
          tf.sum(tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance))),
        );
        return { value: tf.div(tf.add(reconstruction, divergence), x.shape[0]!) as tf.Scalar, aux: [] };
      }, weights);
      const next = optimizer.update(weights, grads, state);
      return { loss: value, weights: next.params, state: next.state };
    },
    { engine, seed: 1 },
  );
  let weights = dense({
    encode: [784, 256],
    mean: [256, 8],
    logVariance: [256, 8],
    decode: [8, 256],
    pixels: [256, 784],
  });
  let state = optimizer.init(weights);
  const losses: number[] = [];
  for (let at = 0; at < steps; at++) {
    const x = tf.tensor2d(digits(64, all, new Random(`digits ${at}`)).images, [64, 784]);
    const made = await step(weights, state, x);
    losses.push(made.loss.dataSync()[0]!);
    tf.dispose([x, made.loss, weights, state] as unknown as tf.TensorContainer);
    ({ weights, state } = made);
    done();
  }
  tf.dispose([weights, state] as unknown as tf.TensorContainer);
  await step.dispose();
  return losses;
};

/** mnist-acgan without the classes: a generator and a discriminator, each with an optimizer of its own. */
const gan: Train = async (engine, steps, done = () => {}) => {
  await useEngine(engine);
  const [size, latent] = [64, 32];
  const optimizer = fromTrain(tf.train.adam(0.0005, 0.5));
  const fake = (g: Weights) =>
    tf.sigmoid(layer(g, "out", tf.relu(layer(g, "in", tf.randomNormal([size, latent])))));
  const judged = (d: Weights, x: tf.Tensor) =>
    layer(d, "out", tf.dropout(tf.leakyRelu(layer(d, "in", x)), 0.3));
  const cost = (label: number, logits: tf.Tensor) =>
    tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, label), logits) as tf.Scalar;
  type Side = { weights: Weights; state: OptimizerState<Weights> };
  const step = capture(
    (generator: Side, discriminator: Side, x: tf.Tensor) => {
      const d = valueAndGrads((given) => {
        const value = tf.add(cost(0.9, judged(given, x)), cost(0, judged(given, fake(generator.weights))));
        return { value: value as tf.Scalar, aux: [] };
      }, discriminator.weights);
      const nextD = optimizer.update(discriminator.weights, d.grads, discriminator.state);
      const g = valueAndGrads((given) => {
        const images = fake(given);
        return { value: cost(1, judged(nextD.params, images)), aux: { brightness: tf.mean(images) } };
      }, generator.weights);
      const nextG = optimizer.update(generator.weights, g.grads, generator.state);
      return {
        // How far the generated images' mean brightness is from the real ones'.
        distance: tf.abs(tf.sub(g.aux.brightness, tf.mean(x))),
        generator: { weights: nextG.params, state: nextG.state },
        discriminator: { weights: nextD.params, state: nextD.state },
      };
    },
    { engine, seed: 1 },
  );
  const side = (weights: Weights): Side => ({ weights, state: optimizer.init(weights) });
  let generator = side(dense({ in: [latent, 128], out: [128, 784] }));
  let discriminator = side(dense({ in: [784, 128], out: [128, 1] }));
  const distances: number[] = [];
  for (let at = 0; at < steps; at++) {
    const x = tf.tensor2d(digits(size, all, new Random(`digits ${at}`)).images, [size, 784]);
    const made = await step(generator, discriminator, x);
    distances.push(made.distance.dataSync()[0]!);
    tf.dispose([x, made.distance, generator, discriminator] as unknown as tf.TensorContainer);
    ({ generator, discriminator } = made);
    done();
  }
  tf.dispose([generator, discriminator] as unknown as tf.TensorContainer);
  await step.dispose();
  return distances;
};

export const examples: readonly Example[] = [
  { name: "mnist", data: "generated digits", train: mnist },
  { name: "lstm-text-generation", data: "a sentence", train: lstmText },
  { name: "fashion-mnist-vae", data: "generated digits", train: vae },
  { name: "mnist-acgan, without classes", data: "generated digits", train: gan },
  { name: "mnist-transfer-cnn", data: "generated digits", train: transfer },
];
