import * as tf from "@tensorflow/tfjs";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { captureBackend, graphDtype } from "./backend.js";
import { type CaptureOptions, capture } from "./capture.js";
import { valueAndSomeGrads } from "./gradients.js";
import { typed } from "./graph/value.js";
import { type FunctionalOptimizer, fromTrain, type OptimizerState } from "./optimizers.js";

/** Settings of `captureModel`. Whatever is left out is taken from `model.compile`. */
export interface CaptureModelOptions extends Omit<CaptureOptions, "engine" | "verify"> {
  /** One of TensorFlow.js's optimizers, its name ("adam"), or an optimizer without hidden state. */
  readonly optimizer?: string | tf.Optimizer | FunctionalOptimizer;
  /** As in `model.compile`. */
  readonly loss?: tf.ModelCompileArgs["loss"];
  /** As in `model.compile`. */
  readonly metrics?: tf.ModelCompileArgs["metrics"];
}

type Data = tf.Tensor | tf.Tensor[] | { [name: string]: tf.Tensor };

/** Settings of `CapturedModel.fit`, with the meaning and defaults of `tf.ModelFitArgs`. */
export interface ModelFitOptions {
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly initialEpoch?: number;
  /** Whether to shuffle the examples before each epoch (default true). */
  readonly shuffle?: boolean;
  /** The fraction of the examples, the last ones, that is used for validation instead. */
  readonly validationSplit?: number;
  readonly validationData?: [Data, Data];
  readonly classWeight?: tf.ModelFitArgs["classWeight"];
  readonly callbacks?: tf.ModelFitArgs["callbacks"];
}

/** What `fit` returns, as TensorFlow.js's `History`: one number per epoch for the loss and each metric. */
export interface FitHistory {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}

/** A LayersModel whose steps run in onnxruntime. The model itself holds the weights, so it can be used at any time. */
export interface CapturedModel {
  /** Trains for some epochs, as `model.fit`. */
  fit(x: Data, y: Data, options?: ModelFitOptions): Promise<FitHistory>;
  /** One step on one batch. Returns the loss and the metrics before it. */
  trainOnBatch(x: Data, y: Data): Promise<Record<string, number>>;
  /** The loss and the metrics, averaged over all examples. */
  evaluate(x: Data, y: Data, options?: { batchSize?: number }): Promise<Record<string, number>>;
  /** The model's outputs for all examples. The caller must dispose of them. */
  predict(x: Data, options?: { batchSize?: number }): Promise<tf.Tensor | tf.Tensor[]>;
  /** The optimizer's state. To change the learning rate, use `setLearningRate`. */
  readonly optimizerState: OptimizerState<tf.Tensor[]>;
  setLearningRate(rate: number): void;
  /** Releases the graphs and the optimizer's state. The model stays. */
  dispose(): Promise<void>;
}

type LossFunction = (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;

/** A weight of a layer. Layers get its value by `read`; batch normalisation stores new moving averages by `write`. */
interface Weight {
  readonly name: string;
  readonly constraint: { apply(x: tf.Tensor): tf.Tensor } | null;
  read(): tf.Tensor;
  write(x: tf.Tensor): unknown;
}

/** What TensorFlow.js's own `fit` uses of a model, some of it not declared. */
interface Internals {
  readonly name: string;
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
  readonly optimizer: tf.Optimizer | undefined;
  readonly lossFunctions: readonly LossFunction[];
  readonly metricsTensors: readonly (readonly [LossFunction, number])[];
  readonly trainableWeights: readonly Weight[];
  readonly nonTrainableWeights: readonly Weight[];
  readonly stateful: boolean;
  isTraining: boolean;
  stopTraining: boolean;
  call(inputs: tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[];
  calculateLosses(): tf.Scalar[];
  getDedupedMetricsNames(): string[];
  standardizeUserData(
    x: Data,
    y: Data,
    sampleWeight: null,
    classWeight: unknown,
    checkBatchAxis: boolean,
    batchSize: number | undefined,
  ): Promise<[tf.Tensor[], tf.Tensor[], (tf.Tensor | null)[] | null]>;
}

/**
 * Trains a LayersModel with captured steps: forward pass, gradients and optimizer run as one graph in onnxruntime.
 * Batch normalisation, dropout and other random layers, regularizers, several inputs and outputs, and frozen layers work
 * as in `model.fit`. After each step the model has its new weights, so `predict`, `save` and `getWeights` see them.
 *
 * What an optimizer of `model.compile` has accumulated is not taken over. For a model with several outputs, validation
 * reports the sum of the losses as `val_loss`; TensorFlow.js 4.22 reports the first one under that name.
 *
 * @throws InputError if there is neither a compiled optimizer and loss nor one in the options, if the optimizer is not
 *   known, if a layer carries state from batch to batch, or if nothing is trainable
 * @example
 * const captured = captureModel(model, { optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
 * const { history } = await captured.fit(x, y, { epochs: 5, batchSize: 64, shuffle: true });
 */
export function captureModel(model: tf.LayersModel, options: CaptureModelOptions = {}): CapturedModel {
  const { optimizer: asked, loss, metrics, seed, ...settings } = options;
  const inner = compiled(model, asked, loss, metrics);
  const optimizer = typeof asked === "object" && "updateList" in asked ? asked : fromTrain(inner.optimizer!);
  const trainable = [...inner.trainableWeights];
  const fixed = [...inner.nonTrainableWeights];
  if (trainable.length === 0) throw new InputError(`model ${inner.name} has no trainable weight`);
  const labels = inner.getDedupedMetricsNames();
  const random = seed === undefined ? undefined : new Random(seed);
  const streamed = (name: string) => ({ ...settings, ...(random ? { seed: `${seed}/${name}` } : {}) });

  const step = capture(
    (
      params: tf.Tensor[],
      others: tf.Tensor[],
      state: OptimizerState<tf.Tensor[]>,
      [xs, ys, weights]: [tf.Tensor[], tf.Tensor[], tf.Tensor[]],
    ) => {
      const { value, grads, aux } = valueAndSomeGrads((given) => {
        const { result, written } = withWeights([...trainable, ...fixed], [...given, ...others], () =>
          trainingLoss(inner, xs, ys, weights),
        );
        return { value: result.total, aux: { metrics: result.metrics, written } };
      }, params);
      return {
        ...optimizer.updateList(params, grads, state),
        reported: [value, ...aux.metrics],
        written: aux.written,
      };
    },
    streamed("training"),
  );
  const test = capture((params: tf.Tensor[], xs: tf.Tensor[], ys: tf.Tensor[]) => {
    const all = [...trainable, ...fixed];
    return withWeights(all, params, () => testLosses(inner, xs, ys)).result;
  }, streamed("test"));
  const infer = capture((params: tf.Tensor[], xs: tf.Tensor[]) => {
    const all = [...trainable, ...fixed];
    return withWeights(all, params, () => listed(inner.call(xs, {}))).result;
  }, streamed("predict"));

  let state = optimizer.init(trainable.map((weight) => weight.read()));
  const current = (weights: readonly Weight[]) =>
    weights.map((weight) => {
      const variable = weight.read() as tf.Variable;
      adopt(variable);
      return variable;
    });

  async function train(xs: tf.Tensor[], ys: tf.Tensor[], weights: tf.Tensor[]): Promise<number[]> {
    const same =
      inner.trainableWeights.length === trainable.length &&
      inner.trainableWeights.every((weight, at) => weight === trainable[at]);
    if (!same)
      throw new InputError(
        `model ${inner.name}: other weights are trainable than when it was captured; call captureModel again after a change`,
      );
    const made = await step(current(trainable), current(fixed), state, [xs, ys, weights]);
    made.params.forEach((value, at) => void assign(trainable[at]!, value));
    for (const [name, value] of Object.entries(made.written))
      assign(fixed.find((weight) => weight.name === name)!, value);
    tf.dispose(state as unknown as tf.TensorContainer);
    state = made.state;
    return numbersOf(made.reported);
  }

  async function tested(data: Rows, batchSize: number): Promise<number[]> {
    const sums = labels.map(() => 0);
    for (const places of batches(range(data.count), batchSize)) {
      const [xs, ys] = [data.inputs(places), data.targets(places)];
      const values = numbersOf(await test(current([...trainable, ...fixed]), xs, ys));
      values.forEach((value, at) => {
        sums[at] = sums[at]! + value * places.length;
      });
      tf.dispose([xs, ys]);
    }
    return sums.map((sum) => sum / data.count);
  }

  /** Runs with the checked data of the user, and disposes of the tensors that checking made. */
  async function withData<Result>(
    x: Data,
    y: Data,
    run: (xs: tf.Tensor[], ys: tf.Tensor[], weights: tf.Tensor[]) => Promise<Result>,
    {
      classWeight = null as unknown,
      checkBatchAxis = true,
      batchSize = undefined as number | undefined,
    } = {},
  ): Promise<Result> {
    const before = new Set([...tensorsOf(x), ...tensorsOf(y)]);
    const made = await inner.standardizeUserData(x, y, null, classWeight, checkBatchAxis, batchSize);
    const [xs, ys, weights] = [made[0], made[1], (made[2] ?? []).filter((one) => one !== null)];
    try {
      return await run(xs, ys, weights);
    } finally {
      for (const tensor of [...xs, ...ys, ...weights]) if (!before.has(tensor)) tensor.dispose();
    }
  }

  async function fit(x: Data, y: Data, given: ModelFitOptions): Promise<FitHistory> {
    const { batchSize = 32, epochs = 1, initialEpoch = 0, shuffle = true, classWeight = null } = given;
    whole("batchSize", batchSize, 1);
    whole("epochs", epochs, 0);
    const split = given.validationSplit ?? 0;
    if (!(split >= 0 && split < 1))
      throw new InputError(`validationSplit is ${split}, expected a fraction from 0 and below 1`);
    const all = await withData(x, y, (xs, ys, weights) => Rows.of(xs, ys, weights), {
      classWeight,
      checkBatchAxis: false,
      batchSize,
    });
    const checked = given.validationData;
    const [training, validation] = checked
      ? [all, await withData(checked[0], checked[1], (xs, ys) => Rows.of(xs, ys, []), { batchSize })]
      : split > 0
        ? all.split(Math.floor(all.count * (1 - split)))
        : [all, undefined];
    if (training.count === 0) throw new InputError(`validationSplit ${split} leaves no example to train on`);
    const callbacks = callbackList(given.callbacks);
    const names = validation ? [...labels, ...labels.map((label) => `val_${label}`)] : labels;
    for (const callback of callbacks) {
      callback.setParams?.({ epochs, initialEpoch, samples: training.count, batchSize, metrics: names });
      callback.setModel?.(inner as unknown as tf.LayersModel);
    }
    const tell = async (event: CallbackEvent, ...about: [number, object] | [object]) => {
      for (const callback of callbacks) await (callback[event] as Listener | undefined)?.(...about);
    };
    const history: FitHistory = { epoch: [], history: {} };
    inner.stopTraining = false;
    await tell("onTrainBegin", {});
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      await tell("onEpochBegin", epoch, {});
      const places = range(training.count);
      const order = shuffle
        ? (random ?? new Random(Math.random())).stream(`epoch ${epoch}`).shuffled(places)
        : places;
      const sums = labels.map(() => 0);
      let seen = 0;
      for (const [batch, chosen] of batches(order, batchSize).entries()) {
        const size = chosen.length;
        await tell("onBatchBegin", batch, { batch, size });
        const [xs, ys, weights] = [
          training.inputs(chosen),
          training.targets(chosen),
          training.weights(chosen),
        ];
        const values = await train(xs, ys, weights);
        tf.dispose([xs, ys, weights]);
        values.forEach((value, at) => {
          sums[at] = sums[at]! + value * size;
        });
        seen += size;
        await tell("onBatchEnd", batch, { batch, size, ...record(labels, values) });
        if (inner.stopTraining) break;
      }
      const logs = record(
        names,
        sums.map((sum) => sum / seen).concat(validation ? await tested(validation, batchSize) : []),
      );
      history.epoch.push(epoch);
      for (const [name, value] of Object.entries(logs)) {
        history.history[name] ??= [];
        history.history[name].push(value);
      }
      await tell("onEpochEnd", epoch, logs);
      if (inner.stopTraining) break;
    }
    await tell("onTrainEnd", {});
    return history;
  }

  return {
    async fit(x, y, given = {}) {
      if (inner.isTraining) throw new InputError(`model ${inner.name} is being trained already`);
      inner.isTraining = true;
      try {
        return await fit(x, y, given);
      } finally {
        inner.isTraining = false;
      }
    },
    trainOnBatch: (x, y) =>
      withData(x, y, async (xs, ys, weights) => record(labels, await train(xs, ys, weights))),
    evaluate: (x, y, { batchSize = 32 } = {}) =>
      withData(x, y, async (xs, ys) => {
        whole("batchSize", batchSize, 1);
        return record(labels, await tested(await Rows.of(xs, ys, []), batchSize));
      }),
    async predict(x, { batchSize = 32 } = {}) {
      whole("batchSize", batchSize, 1);
      const data = await Rows.of(byInput(inner, x), [], []);
      const parts: tf.Tensor[][] = [];
      for (const places of batches(range(data.count), batchSize)) {
        const xs = data.inputs(places);
        parts.push(await infer(current([...trainable, ...fixed]), xs));
        tf.dispose(xs);
      }
      const outputs = inner.outputs.map((_, at) => tf.concat(parts.map((part) => part[at]!)));
      tf.dispose(parts);
      return outputs.length === 1 ? outputs[0]! : outputs;
    },
    get optimizerState() {
      return state;
    },
    setLearningRate(rate) {
      if (!Number.isFinite(rate))
        throw new InputError(`the learning rate is ${rate}, expected a finite number`);
      state.learningRate.dispose();
      state = { ...state, learningRate: tf.scalar(rate) };
    },
    async dispose() {
      for (const captured of [step, test, infer]) await captured.dispose();
      tf.dispose(state as unknown as tf.TensorContainer);
    },
  };
}

/** The model that TensorFlow.js itself would train, compiled as the options say. */
function compiled(
  model: tf.LayersModel,
  optimizer: CaptureModelOptions["optimizer"],
  loss: CaptureModelOptions["loss"],
  metrics: CaptureModelOptions["metrics"],
): Internals {
  // A Sequential passes its training on to a model inside it, which `compile` makes.
  const inner = () => (model instanceof tf.Sequential ? Reflect.get(model, "model") : model) as Internals;
  const before = model.optimizer as tf.Optimizer | undefined;
  const own = typeof optimizer === "object" && "updateList" in optimizer;
  const next = own ? (before ?? tf.train.sgd(0)) : (optimizer ?? before);
  const wanted = loss ?? model.loss;
  if (next === undefined || wanted === undefined)
    throw new InputError(
      `model ${model.name} has no ${next === undefined ? "optimizer" : "loss"}: compile it, or pass one to captureModel`,
    );
  if (loss !== undefined || metrics !== undefined || next !== before)
    model.compile({ optimizer: next, loss: wanted, metrics: metrics ?? model.metrics });
  const found = inner();
  if (found.stateful)
    throw new InputError(
      `model ${model.name} has a stateful layer, which carries values from batch to batch; captureModel does not`,
    );
  return found;
}

/** The loss of one batch during training and what `fit` reports beside it, as TensorFlow.js computes them. */
function trainingLoss(
  model: Internals,
  xs: tf.Tensor[],
  ys: readonly tf.Tensor[],
  weights: readonly tf.Tensor[],
): { total: tf.Scalar; metrics: tf.Tensor[] } {
  const outputs = listed(model.call(xs, { training: true }));
  const losses = model.lossFunctions.map((lossFunction, at) => {
    const loss = lossFunction(ys[at]!, outputs[at]!);
    return weights[at] ? tf.mul(loss, weights[at]) : loss;
  });
  const several = outputs.length > 1;
  const metrics = model.metricsTensors.map(([metric, output], at) =>
    tf.mean(several && at < outputs.length ? losses[at]! : metric(ys[output]!, outputs[output]!)),
  );
  const sum = losses.reduce((total, loss) => tf.add(total, loss));
  const penalties = model.calculateLosses();
  const total = penalties.reduce<tf.Tensor>((value, penalty) => tf.add(value, penalty), tf.mean(sum));
  return { total: total as tf.Scalar, metrics };
}

/** The loss, without the regularizers' penalties as in TensorFlow.js, and the metrics of one batch. */
function testLosses(model: Internals, xs: tf.Tensor[], ys: readonly tf.Tensor[]): tf.Tensor[] {
  const outputs = listed(model.call(xs, {}));
  const losses = model.lossFunctions.map((lossFunction, at) => tf.mean(lossFunction(ys[at]!, outputs[at]!)));
  const metrics = model.metricsTensors.map(([metric, output]) =>
    tf.mean(metric(ys[output]!, outputs[output]!)),
  );
  return [losses.reduce((total, loss) => tf.add(total, loss)), ...metrics];
}

/**
 * Runs a function while layers read other values for their weights.
 * @returns its result, and the values that layers wrote, by the weight's name
 */
function withWeights<Result>(
  weights: readonly Weight[],
  values: readonly tf.Tensor[],
  run: () => Result,
): { result: Result; written: Record<string, tf.Tensor> } {
  const written: Record<string, tf.Tensor> = {};
  weights.forEach((weight, at) => {
    weight.read = () => written[weight.name] ?? values[at]!;
    weight.write = (value) => {
      // Layers write inside tf.tidy, which would dispose of the value.
      written[weight.name] = tf.keep(tf.clone(weight.constraint ? weight.constraint.apply(value) : value));
    };
  });
  try {
    const result = run();
    for (const [name, value] of Object.entries(written)) {
      written[name] = tf.clone(value); // belongs to the caller's scope
      value.dispose();
    }
    return { result, written };
  } finally {
    for (const weight of weights) {
      Reflect.deleteProperty(weight, "read");
      Reflect.deleteProperty(weight, "write");
    }
  }
}

/** Gives a weight the value of a tensor, without copying, and disposes of the tensor. */
function assign(weight: Weight, value: tf.Tensor): void {
  (weight.read() as tf.Variable).assign(value);
  value.dispose();
}

/** Moves a variable's numbers into a buffer that captured steps read in place. */
function adopt(variable: tf.Variable): void {
  const backend = captureBackend();
  if (backend.numbers(variable.dataId)) return;
  const dtype = graphDtype(variable);
  const numbers = backend.pool.take(variable.size, dtype);
  numbers.set(typed(variable.dataSync(), dtype));
  const moved = tf.engine().makeTensorFromDataId(backend.hold(numbers), variable.shape, dtype, backend);
  variable.assign(moved);
  moved.dispose();
}

interface Column {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** Examples in memory, from which batches are cut without TensorFlow.js. */
class Rows {
  readonly count: number;
  readonly #columns: readonly [readonly Column[], readonly Column[], readonly Column[]];
  readonly #first: number;

  private constructor(columns: readonly [Column[], Column[], Column[]] | Rows, first: number, count: number) {
    this.#columns = columns instanceof Rows ? columns.#columns : columns;
    this.#first = first;
    this.count = count;
  }

  /** @throws InputError if the numbers of examples differ */
  static async of(xs: tf.Tensor[], ys: tf.Tensor[], weights: (tf.Tensor | null)[]): Promise<Rows> {
    const column = async (tensor: tf.Tensor): Promise<Column> => ({
      shape: tensor.shape.slice(1),
      dtype: graphDtype(tensor),
      values: (await tensor.data()).slice() as Column["values"],
    });
    const given = weights.filter((one) => one !== null);
    const counts = new Set([...xs, ...ys, ...given].map(({ shape }) => shape[0]));
    if (counts.size !== 1)
      throw new InputError(
        `the tensors hold ${[...counts].join(" and ")} examples, expected the same number`,
      );
    const columns = await Promise.all([xs, ys, given].map((list) => Promise.all(list.map(column))));
    return new Rows(columns as [Column[], Column[], Column[]], 0, xs[0]!.shape[0]!);
  }

  /** The first examples, and the others. */
  split(count: number): [Rows, Rows] {
    return [new Rows(this, this.#first, count), new Rows(this, this.#first + count, this.count - count)];
  }

  inputs = (places: readonly number[]): tf.Tensor[] => this.#cut(0, places);
  targets = (places: readonly number[]): tf.Tensor[] => this.#cut(1, places);
  weights = (places: readonly number[]): tf.Tensor[] => this.#cut(2, places);

  #cut(which: 0 | 1 | 2, places: readonly number[]): tf.Tensor[] {
    return this.#columns[which].map(({ shape, dtype, values }) => {
      const size = tf.util.sizeFromShape([...shape]);
      const cut = values.slice(0, 0);
      const rows = new (cut.constructor as new (length: number) => typeof cut)(size * places.length);
      places.forEach((place, at) => {
        const from = (this.#first + place) * size;
        rows.set(values.subarray(from, from + size), at * size);
      });
      return tf.tensor(rows, [places.length, ...shape], dtype);
    });
  }
}

type CallbackEvent =
  | "onTrainBegin"
  | "onTrainEnd"
  | "onEpochBegin"
  | "onEpochEnd"
  | "onBatchBegin"
  | "onBatchEnd";
type Listener = (...about: [number, object] | [object]) => unknown;
type FitCallback = Partial<Record<CallbackEvent, unknown>> & {
  setParams?(params: object): void;
  setModel?(model: tf.LayersModel): void;
};

function callbackList(given: ModelFitOptions["callbacks"]): FitCallback[] {
  if (given === undefined || given === null) return [];
  return (Array.isArray(given) ? given : [given]) as unknown as FitCallback[];
}

/** The tensors for a model's inputs, in order. @throws InputError if one is missing */
function byInput(model: Internals, x: Data): tf.Tensor[] {
  const given = tensorsOf(x);
  if (x instanceof tf.Tensor || Array.isArray(x)) {
    if (given.length === model.inputs.length) return given;
    throw new InputError(`model ${model.name} takes ${model.inputs.length} inputs, got ${given.length}`);
  }
  return model.inputs.map(({ name }) => {
    const tensor = x[name] ?? x[name.replace(/:\d+$/, "")];
    if (tensor === undefined)
      throw new InputError(
        `input "${name}" of model ${model.name} is missing, got ${Object.keys(x).join(", ")}`,
      );
    return tensor;
  });
}

const tensorsOf = (data: Data): tf.Tensor[] => (data instanceof tf.Tensor ? [data] : Object.values(data));

const listed = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const batches = (places: readonly number[], size: number): number[][] =>
  range(Math.ceil(places.length / size)).map((at) => places.slice(at * size, (at + 1) * size));

const record = (names: readonly string[], values: readonly number[]): Record<string, number> =>
  Object.fromEntries(names.map((name, at) => [name, values[at]!]));

/** The numbers of scalars, which are disposed of. */
function numbersOf(scalars: readonly tf.Tensor[]): number[] {
  const values = scalars.map((scalar) => scalar.dataSync()[0]!);
  tf.dispose([...scalars]);
  return values;
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new InputError(`${name} is ${value}, expected a whole number from ${least}`);
}
