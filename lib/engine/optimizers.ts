import * as tf from "@tensorflow/tfjs";
import { InputError, oneOf } from "../base/errors.js";
import { leavesOf, rebuild } from "./tree.js";

/**
 * What an optimizer carries from step to step, as tensors: an input and an output of a captured step. To change the
 * learning rate, replace its scalar.
 */
export interface OptimizerState<Params> {
  readonly learningRate: tf.Scalar;
  /** Running means and the like, each in the form of the parameters. */
  readonly slots: Readonly<Record<string, Params>>;
  /** Numbers that change from step to step, such as the powers of β in Adam. */
  readonly scalars: Readonly<Record<string, tf.Scalar>>;
}

/** An optimizer without hidden state. Parameters are tensors, or nested records and lists of tensors. */
export interface FunctionalOptimizer {
  readonly name: string;
  /** The state before the first step. The caller must dispose of its tensors. */
  init<Params>(params: Params): OptimizerState<Params>;
  /**
   * One step. Pure, so it may be called inside a captured step function. Nothing is disposed of.
   * @param grads the gradients, in the form of the parameters
   */
  update<Params>(
    params: Params,
    grads: Params,
    state: OptimizerState<Params>,
  ): { params: Params; state: OptimizerState<Params> };
  /** As `update` on lists; a parameter whose gradient is undefined stays as it is, with its slots. */
  updateList(
    params: readonly tf.Tensor[],
    grads: readonly (tf.Tensor | undefined)[],
    state: OptimizerState<tf.Tensor[]>,
  ): { params: tf.Tensor[]; state: OptimizerState<tf.Tensor[]> };
}

type Slots = Readonly<Record<string, tf.Tensor>>;
type Scalars = Readonly<Record<string, tf.Scalar>>;

/** How one optimizer changes one tensor. */
interface Rule {
  readonly name: string;
  readonly learningRate: number;
  /** The slots with their first value. */
  readonly slots: Readonly<Record<string, number>>;
  /** The scalars with their first value. */
  readonly scalars?: Readonly<Record<string, number>>;
  apply(
    value: tf.Tensor,
    gradient: tf.Tensor,
    slots: Slots,
    rate: tf.Scalar,
    scalars: Scalars,
  ): { value: tf.Tensor; slots: Slots };
  /** The scalars after a step. */
  next?(scalars: Scalars): Scalars;
}

function optimizer(rule: Rule): FunctionalOptimizer {
  const { name, learningRate } = rule;
  if (!Number.isFinite(learningRate))
    throw new InputError(`${name}: the learning rate is ${learningRate}, expected a finite number`);
  const updateList: FunctionalOptimizer["updateList"] = (params, grads, state) => {
    const changed = params.map((value, at) => {
      const slots = mapRecord(state.slots, (list) => list[at]!);
      const gradient = grads[at];
      if (gradient === undefined) return { value, slots };
      return rule.apply(value, gradient, slots, state.learningRate, state.scalars);
    });
    return {
      params: changed.map(({ value }) => value),
      state: {
        learningRate: state.learningRate,
        slots: mapRecord(state.slots, (_, slot) => changed.map(({ slots }) => slots[slot]!)),
        scalars: rule.next?.(state.scalars) ?? state.scalars,
      },
    };
  };
  return {
    name,
    init<Params>(params: Params): OptimizerState<Params> {
      const tensors = listOf(params);
      return {
        learningRate: tf.scalar(learningRate),
        slots: mapRecord(rule.slots, (first) =>
          like(
            params,
            tensors.map(({ shape }) => tf.fill(shape, first)),
          ),
        ),
        scalars: mapRecord(rule.scalars ?? {}, (first) => tf.scalar(first)),
      };
    },
    update<Params>(params: Params, grads: Params, state: OptimizerState<Params>) {
      const made = updateList(listOf(params), listOf(grads), {
        ...state,
        slots: mapRecord(state.slots, listOf),
      });
      const slots = mapRecord(made.state.slots, (list) => like(params, list));
      return { params: like(params, made.params), state: { ...made.state, slots } };
    },
    updateList,
  };
}

const listOf = (tree: unknown): tf.Tensor[] => leavesOf(tree, "params").map(({ tensor }) => tensor);

function like<Tree>(tree: Tree, tensors: readonly tf.Tensor[]): Tree {
  let next = 0;
  return rebuild(tree, () => tensors[next++]!) as Tree;
}

const mapRecord = <In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

/** w + x · (−rate), in the order in which TensorFlow.js computes it. */
const minus = (value: tf.Tensor, rate: tf.Scalar, x: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(x, tf.neg(rate)), value);

/** β · old + (1 − β) · new */
const mixed = (old: tf.Tensor, beta: number, now: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(old, beta), tf.mul(now, 1 - beta));

/** Stochastic gradient descent, as `tf.train.sgd`. */
export function sgd(learningRate: number): FunctionalOptimizer {
  return optimizer({
    name: "sgd",
    learningRate,
    slots: {},
    apply: (value, gradient, slots, rate) => ({ value: minus(value, rate, gradient), slots }),
  });
}

/** Gradient descent with momentum, as `tf.train.momentum`. @param nesterov looks one step ahead (Nesterov 1983) */
export function momentum(learningRate: number, factor: number, nesterov = false): FunctionalOptimizer {
  return optimizer({
    name: "momentum",
    learningRate,
    slots: { momentum: 0 },
    apply(value, gradient, slots, rate) {
      const sum = tf.add(tf.mul(slots.momentum!, factor), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(sum, factor)) : sum;
      return { value: minus(value, rate, direction), slots: { momentum: sum } };
    },
  });
}

/** The settings of Adam that have a usual value. */
export interface AdamConfig {
  /** Weight of the old mean of the gradients (default 0.9). */
  readonly beta1?: number;
  /** Weight of the old mean of their squares (default 0.999). */
  readonly beta2?: number;
  /** ε, added to the root of that mean (default 1e-7, as in TensorFlow.js). */
  readonly epsilon?: number;
}

/** Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1), as `tf.train.adam`. */
export function adam(learningRate: number, config: AdamConfig = {}): FunctionalOptimizer {
  return adamRule("adam", learningRate, config, (value) => value);
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2): besides Adam's change, a
 * weight shrinks by the fraction `learningRate · weightDecay`. TensorFlow.js has no such optimizer.
 * @param config.weightDecay λ (default 0.01)
 * @param config.decays which parameters decay (default all); often those of rank 2 and more
 */
export function adamW(
  learningRate: number,
  config: AdamConfig & { weightDecay?: number; decays?: (param: tf.Tensor) => boolean } = {},
): FunctionalOptimizer {
  const { weightDecay = 0.01, decays = () => true } = config;
  return adamRule("adamW", learningRate, config, (value, rate) =>
    decays(value) ? tf.sub(value, tf.mul(value, tf.mul(rate, weightDecay))) : value,
  );
}

function adamRule(
  name: string,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamConfig,
  kept: (value: tf.Tensor, rate: tf.Scalar) => tf.Tensor,
): FunctionalOptimizer {
  return optimizer({
    name,
    learningRate,
    slots: { first: 0, second: 0 },
    scalars: { beta1Power: beta1, beta2Power: beta2 },
    apply(value, gradient, slots, rate, { beta1Power, beta2Power }) {
      const first = mixed(slots.first!, beta1, gradient);
      const second = mixed(slots.second!, beta2, tf.square(gradient));
      const mean = tf.div(first, tf.sub(1, beta1Power!));
      const root = tf.sqrt(tf.div(second, tf.sub(1, beta2Power!)));
      const change = tf.div(mean, tf.add(root, epsilon));
      return { value: minus(kept(value, rate), rate, change), slots: { first, second } };
    },
    next: ({ beta1Power, beta2Power }) => ({
      beta1Power: tf.mul(beta1Power!, beta1),
      beta2Power: tf.mul(beta2Power!, beta2),
    }),
  });
}

/**
 * RMSProp, as `tf.train.rmsprop`.
 * @param config.decay weight of the old mean of the squared gradients (default 0.9)
 * @param config.centered whether the squared mean of the gradients is subtracted from that mean. As in TensorFlow.js
 *   4.22, ε is subtracted too, so a gradient that stays 0 gives NaN.
 */
export function rmsprop(
  learningRate: number,
  config: { decay?: number; momentum?: number; epsilon?: number; centered?: boolean } = {},
): FunctionalOptimizer {
  const { decay = 0.9, momentum: factor = 0, epsilon = 1e-7, centered = false } = config;
  return optimizer({
    name: "rmsprop",
    learningRate,
    slots: { square: 0, momentum: 0, ...(centered ? { mean: 0 } : {}) },
    apply(value, gradient, slots, rate) {
      const square = mixed(slots.square!, decay, tf.square(gradient));
      const mean = centered ? mixed(slots.mean!, decay, gradient) : undefined;
      const variance = mean ? tf.sub(square, tf.add(tf.square(mean), epsilon)) : tf.add(square, epsilon);
      const change = tf.div(tf.mul(gradient, rate), tf.sqrt(variance));
      const sum = tf.add(tf.mul(slots.momentum!, factor), change);
      return {
        value: tf.sub(value, sum),
        slots: { square, momentum: sum, ...(mean ? { mean } : {}) },
      };
    },
  });
}

/** Adagrad (Duchi et al. 2011), as `tf.train.adagrad`. */
export function adagrad(learningRate: number, initialAccumulatorValue = 0.1): FunctionalOptimizer {
  return optimizer({
    name: "adagrad",
    learningRate,
    slots: { square: initialAccumulatorValue },
    apply(value, gradient, slots, rate) {
      const square = tf.add(slots.square!, tf.square(gradient));
      return {
        value: minus(value, rate, tf.div(gradient, tf.sqrt(tf.add(square, 1e-7)))),
        slots: { square },
      };
    },
  });
}

/**
 * Adadelta (Zeiler 2012, arXiv 1212.5701), as `tf.train.adadelta`: unlike the paper, TensorFlow.js 4.22 divides by the
 * mean of the squared gradients before this step.
 */
export function adadelta(learningRate: number, config: { rho?: number; epsilon?: number } = {}) {
  const { rho = 0.95, epsilon = 1e-7 } = config;
  return optimizer({
    name: "adadelta",
    learningRate,
    slots: { square: 0, change: 0 },
    apply(value, gradient, slots, rate) {
      const square = mixed(slots.square!, rho, tf.square(gradient));
      const scale = tf.div(tf.sqrt(tf.add(slots.change!, epsilon)), tf.sqrt(tf.add(slots.square!, epsilon)));
      const step = tf.mul(scale, gradient);
      return {
        value: minus(value, rate, step),
        slots: { square, change: mixed(slots.change!, rho, tf.square(step)) },
      };
    },
  });
}

/** Adamax (Kingma & Ba 2015, algorithm 2), as `tf.train.adamax`. */
export function adamax(learningRate: number, config: AdamConfig & { decay?: number } = {}) {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, decay = 0 } = config;
  return optimizer({
    name: "adamax",
    learningRate,
    slots: { first: 0, norm: 0 },
    scalars: { beta1Power: beta1, iteration: 0 },
    apply(value, gradient, slots, rate, { beta1Power, iteration }) {
      const first = mixed(slots.first!, beta1, gradient);
      const norm = tf.maximum(tf.mul(slots.norm!, beta2), tf.abs(gradient));
      const decayed = tf.div(rate, tf.add(tf.mul(iteration!, decay), 1));
      const corrected = tf.div(decayed, tf.sub(1, beta1Power!)) as tf.Scalar;
      return { value: minus(value, corrected, tf.div(first, tf.add(norm, epsilon))), slots: { first, norm } };
    },
    next: ({ beta1Power, iteration }) => ({
      beta1Power: tf.mul(beta1Power!, beta1),
      iteration: tf.add(iteration!, 1),
    }),
  });
}

/** The functional twins of TensorFlow.js's optimizers, by the names of their classes. */
const twins: Readonly<
  Record<string, (config: Record<string, number> & Record<string, boolean>) => FunctionalOptimizer>
> = {
  SGD: ({ learningRate }) => sgd(learningRate!),
  Momentum: (config) => momentum(config.learningRate!, config.momentum!, config.useNesterov!),
  Adam: ({ learningRate, ...config }) => adam(learningRate!, config),
  RMSProp: ({ learningRate, ...config }) => rmsprop(learningRate!, config),
  Adagrad: (config) => adagrad(config.learningRate!, config.initialAccumulatorValue),
  Adadelta: ({ learningRate, ...config }) => adadelta(learningRate!, config),
  Adamax: ({ learningRate, ...config }) => adamax(learningRate!, config),
};

/**
 * The functional twin of an optimizer of TensorFlow.js with the same settings, and the state before the first step: what
 * the given optimizer has accumulated is not taken over.
 * @throws InputError for an optimizer that is not one of TensorFlow.js's own
 */
export function fromTrain(given: tf.Optimizer): FunctionalOptimizer {
  const name = given.getClassName();
  const twin = twins[name];
  if (twin === undefined)
    throw new InputError(`the optimizer "${name}" has no twin, expected ${oneOf(Object.keys(twins))}`);
  return twin(given.getConfig() as Parameters<typeof twin>[0]);
}
