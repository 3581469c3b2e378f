import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { captureModel, type ModelFitOptions } from "../../lib/engine/layersModel.js";
import { adam } from "../../lib/engine/optimizers.js";

const numbers = (count: number, random: Random) =>
  Float32Array.from({ length: count }, () => random.normal());

interface Task {
  readonly model: () => tf.LayersModel;
  readonly data: (count: number, random: Random) => [tf.Tensor | tf.Tensor[], tf.Tensor | tf.Tensor[]];
  readonly compile: () => tf.ModelCompileArgs;
}

const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });

function oneHot(count: number, classes: number, random: Random): tf.Tensor {
  return tf.tidy(() =>
    tf.cast(
      tf.oneHot(
        tf.tensor1d(
          Array.from({ length: count }, () => random.integer(classes)),
          "int32",
        ),
        classes,
      ),
      "float32",
    ),
  );
}

const tasks: Record<string, Task> = {
  "convolution, batch normalisation, penalties": {
    model: () =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [8, 8, 2],
            filters: 4,
            kernelSize: 3,
            // The gradient of a bias before a normalisation is 0 but for rounding, which Adam scales up to whole steps.
            useBias: false,
            kernelInitializer: glorot(1),
            kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
          }),
          tf.layers.batchNormalization({ momentum: 0.8 }),
          tf.layers.activation({ activation: "relu" }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: glorot(2) }),
        ],
      }),
    data: (count, random) => [
      tf.tensor4d(numbers(count * 128, random), [count, 8, 8, 2]),
      oneHot(count, 3, random),
    ],
    compile: () => ({
      optimizer: tf.train.adam(0.01),
      loss: "categoricalCrossentropy",
      metrics: ["accuracy"],
    }),
  },
  "an embedding and an LSTM": {
    model: () =>
      tf.sequential({
        layers: [
          tf.layers.embedding({
            inputDim: 7,
            outputDim: 4,
            inputLength: 5,
            embeddingsInitializer: tf.initializers.randomUniform({ seed: 3, minval: -1, maxval: 1 }),
          }),
          tf.layers.lstm({
            units: 5,
            kernelInitializer: glorot(4),
            recurrentInitializer: glorot(5),
          }),
          tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: glorot(6) }),
        ],
      }),
    data: (count, random) => [
      tf.tensor2d(
        Float32Array.from({ length: count * 5 }, () => random.integer(7)),
        [count, 5],
      ),
      tf.tensor2d(
        Float32Array.from({ length: count }, () => random.integer(2)),
        [count, 1],
      ),
    ],
    compile: () => ({
      optimizer: tf.train.rmsprop(0.01, 0.9, 0, 1e-3),
      loss: "binaryCrossentropy",
      metrics: ["accuracy", "mse"],
    }),
  },
  "two inputs, frozen layers": {
    model() {
      const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [2] })];
      const frozen = tf.layers.dense({ units: 4, kernelInitializer: glorot(7), trainable: false });
      const joined = tf.layers.concatenate().apply([frozen.apply(a) as tf.SymbolicTensor, b]);
      const out = tf.layers.dense({ units: 2, kernelInitializer: glorot(8) }).apply(joined);
      return tf.model({ inputs: [a, b], outputs: out as tf.SymbolicTensor });
    },
    data: (count, random) => [
      [
        tf.tensor2d(numbers(count * 3, random), [count, 3]),
        tf.tensor2d(numbers(count * 2, random), [count, 2]),
      ],
      tf.tensor2d(numbers(count * 2, random), [count, 2]),
    ],
    compile: () => ({ optimizer: tf.train.momentum(0.02, 0.9), loss: "meanSquaredError" }),
  },
};

/** Numbers of two lists agree to 32 bits, amplified by the optimizer's steps. */
function close(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string, bound = 2e-4): void {
  assert.equal(actual.length, expected.length, what);
  for (let at = 0; at < expected.length; at++)
    assert.ok(
      Math.abs(actual[at]! - expected[at]!) <= bound * (1 + Math.abs(expected[at]!)),
      `${what}: ${actual[at]}, expected ${expected[at]}`,
    );
}

for (const [name, task] of Object.entries(tasks))
  test(`${name}: fit reports and learns what model.fit does`, async () => {
    const random = new Random(name);
    const [x, y] = task.data(22, random); // batches of 8, 8 and 6
    const [vx, vy] = task.data(9, random);
    const options = {
      epochs: 6,
      batchSize: 8,
      shuffle: false,
      validationData: [vx, vy],
    } satisfies ModelFitOptions;
    const [theirs, ours] = [task.model(), task.model()];
    ours.setWeights(theirs.getWeights());
    theirs.compile(task.compile());
    const expected = await theirs.fit(x, y, options as tf.ModelFitArgs);

    const captured = captureModel(ours, task.compile());
    const frozen = ours.layers.filter((layer) => !layer.trainable).flatMap((layer) => layer.getWeights());
    const before = tf.memory().numTensors;
    const made = await captured.fit(x, y, options);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(made.epoch, expected.epoch);
    assert.deepEqual(Object.keys(made.history).sort(), Object.keys(expected.history).sort());
    for (const [key, values] of Object.entries(made.history))
      close(values, expected.history[key] as number[], `${key} by epoch`);
    for (const [at, weight] of ours.getWeights().entries())
      close(weight.dataSync(), theirs.getWeights()[at]!.dataSync(), `weight ${at}`, 1e-3);
    for (const weight of frozen) assert.equal(weight.isDisposed, false);

    // The model itself has the new weights, and captured prediction and evaluation see them.
    const [eager, fast] = [ours.predict(x), await captured.predict(x, { batchSize: 5 })] as tf.Tensor[];
    close(fast!.dataSync(), eager!.dataSync(), "predictions", 1e-5);
    const scores = await captured.evaluate(vx, vy, { batchSize: 9 });
    const theirScores = [ours.evaluate(vx, vy, { batchSize: 9 })].flat() as tf.Scalar[];
    close(
      Object.values(scores),
      theirScores.map((score) => score.dataSync()[0]!),
      "scores",
      1e-5,
    );
    tf.dispose([eager!, fast!, theirScores]);
    await captured.dispose();
  });

const tiny = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [4], units: 16, activation: "relu", kernelInitializer: glorot(1) }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.gaussianNoise({ stddev: 0.1 }),
      tf.layers.dense({ units: 1, kernelInitializer: glorot(2) }),
    ],
  });

function tinyData(count = 40): [tf.Tensor2D, tf.Tensor2D] {
  const random = new Random("tiny");
  const x = tf.tensor2d(numbers(count * 4, random), [count, 4]);
  return [x, tf.sum(x, 1, true) as tf.Tensor2D];
}

test("dropout and noise differ from step to step, and are the same for the same seed", async () => {
  const [x, y] = tinyData();
  const losses = async (seed: number) => {
    const captured = captureModel(tiny(), { optimizer: tf.train.sgd(0), loss: "meanSquaredError", seed });
    const made: number[] = [];
    for (let step = 0; step < 3; step++) made.push((await captured.trainOnBatch(x, y)).loss!);
    await captured.dispose();
    return made;
  };
  const [a, b, c] = [await losses(1), await losses(1), await losses(2)];
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  assert.equal(new Set(a).size, 3); // the learning rate is 0, so only the masks change
});

test("validationSplit, shuffling, class weights and callbacks work as in model.fit", async () => {
  const [x, y] = tinyData();
  const model = tiny();
  const captured = captureModel(model, { optimizer: adam(0.01), loss: "meanSquaredError", seed: 3 });
  const events: string[] = [];
  const { history, epoch } = await captured.fit(x, y, {
    epochs: 50,
    batchSize: 10,
    validationSplit: 0.25,
    shuffle: true,
    callbacks: {
      onTrainBegin: () => void events.push("begin"),
      onBatchEnd: (batch, logs) => void events.push(`batch ${batch} of ${logs?.size}`),
      onEpochEnd(at, logs) {
        assert.ok(logs && typeof logs.val_loss === "number");
        if (at === 2) model.stopTraining = true;
        if (at === 2) (Reflect.get(model, "model") as tf.LayersModel).stopTraining = true;
      },
      onTrainEnd: () => void events.push("end"),
    },
  });
  assert.deepEqual(epoch, [0, 1, 2]);
  assert.equal(history.loss?.length, 3);
  assert.deepEqual(events.slice(0, 4), ["begin", "batch 0 of 10", "batch 1 of 10", "batch 2 of 10"]);
  assert.equal(events.at(-1), "end");
  const stopped = await captured.fit(x, y, {
    epochs: 40,
    validationSplit: 0.5,
    callbacks: tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 0, minDelta: 10 }),
  });
  assert.ok(stopped.epoch.length < 40);
  await captured.dispose();
});

test("class weights change the loss as in model.fit", async () => {
  const make = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [4], units: 2, activation: "softmax", kernelInitializer: glorot(1) }),
      ],
    });
  const [x] = tinyData(12);
  const y = oneHot(12, 2, new Random(4));
  const args = { epochs: 3, classWeight: { 0: 0.2, 1: 3 } };
  const theirs = make();
  theirs.compile({ optimizer: tf.train.sgd(0.1), loss: "categoricalCrossentropy" });
  const expected = await theirs.fit(x, y, args);
  const captured = captureModel(make(), { optimizer: tf.train.sgd(0.1), loss: "categoricalCrossentropy" });
  const made = await captured.fit(x, y, args);
  close(made.history.loss!, expected.history.loss as number[], "loss");
  await captured.dispose();
});

test("a model with two outputs reports the loss of each", async () => {
  const make = () => {
    const input = tf.input({ shape: [4] });
    const [a, b] = [9, 10].map(
      (seed, at) =>
        tf.layers
          .dense({
            units: 1 + at,
            name: `out${seed}${Math.floor(performance.now() * 1e3)}`,
            kernelInitializer: glorot(seed),
          })
          .apply(input) as tf.SymbolicTensor,
    );
    return tf.model({ inputs: input, outputs: [a!, b!] });
  };
  const [x, y] = tinyData(16);
  const y2 = tf.concat([y, tf.neg(y)], 1);
  const compile = () => ({ optimizer: tf.train.sgd(0.05), loss: "meanSquaredError" as const });
  const theirs = make();
  theirs.compile(compile());
  const expected = await theirs.fit(x, [y, y2], { epochs: 3 });
  const captured = captureModel(make(), compile());
  const made = await captured.fit(x, [y, y2], { epochs: 3 });
  close(made.history.loss!, expected.history.loss as number[], "loss");
  const [, ...each] = Object.values(made.history);
  const [, ...right] = Object.values(expected.history) as number[][];
  each.forEach((values, at) => void close(values, right[at]!, `loss of output ${at}`));
  const outputs = (await captured.predict(x)) as tf.Tensor[];
  assert.deepEqual(
    outputs.map(({ shape }) => shape),
    [
      [16, 1],
      [16, 2],
    ],
  );
  await captured.dispose();
});

test("what cannot be trained is an error that says so", async () => {
  assert.throws(() => captureModel(tiny()), /has no optimizer: compile it, or pass one to captureModel/);
  assert.throws(() => captureModel(tiny(), { optimizer: "sgd" }), /has no loss/);
  const still = tiny();
  still.trainable = false;
  assert.throws(
    () => captureModel(still, { optimizer: "sgd", loss: "meanSquaredError" }),
    /no trainable weight/,
  );
  const stateful = tf.sequential({
    layers: [tf.layers.lstm({ units: 2, batchInputShape: [4, 3, 1], stateful: true })],
  });
  assert.throws(
    () => captureModel(stateful, { optimizer: "sgd", loss: "meanSquaredError" }),
    /stateful layer/,
  );
  const [x, y] = tinyData();
  const captured = captureModel(tiny(), { optimizer: "sgd", loss: "meanSquaredError" });
  await assert.rejects(captured.fit(x, y, { batchSize: 0 }), /batch/i);
  await assert.rejects(captured.fit(x, y, { epochs: 1.5 }), /epochs is 1.5, expected a whole number from 0/);
  await assert.rejects(
    captured.fit(x, y, { validationSplit: 1 }),
    /validationSplit is 1, expected a fraction/,
  );
  await captured.dispose();
});

test("a changed learning rate takes effect at the next step", async () => {
  const [x, y] = tinyData();
  const model = tiny();
  const captured = captureModel(model, { optimizer: "sgd", loss: "meanSquaredError" });
  captured.setLearningRate(0);
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  await captured.trainOnBatch(x, y);
  assert.deepEqual(
    model.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
  captured.setLearningRate(0.1);
  await captured.trainOnBatch(x, y);
  assert.notDeepEqual(
    model.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
  await captured.dispose();
});
