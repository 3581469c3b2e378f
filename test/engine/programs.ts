import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import type { ImageModelConfig } from "../../lib/training/models/image.js";
import { entries, mapParams, type Params } from "../../lib/training/models/params.js";
import { classifier, contrastive, initialState, type Task, trainStep } from "./tasks.js";

// Random programs and random networks, each captured and on the cpu backend. A seed makes the same one again.

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;
interface Call {
  readonly op: Op;
  /** Which of the tensors so far it is called with. */
  readonly from: readonly number[];
}

/** A step function of random operations, and its inputs. */
export interface Program {
  readonly names: readonly string[];
  readonly inputs: readonly tf.Tensor[];
  /** The value and its gradients by all inputs. */
  readonly step: (...inputs: tf.Tensor[]) => tf.Tensor[];
}

type Draw = (x: tf.Tensor, random: Random) => Op | undefined;

const axesOf = (x: tf.Tensor, random: Random): number[] =>
  random.sample(
    x.shape.map((_, axis) => axis),
    1 + random.integer(x.rank),
  );
const image = (x: tf.Tensor): x is tf.Tensor4D => x.rank === 4 && x.shape[1]! > 1 && x.shape[2]! > 1;
const weights = (shape: number[], random: Random) => {
  const count = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: count }, () => random.normal() / 3),
    shape,
  );
};
const always =
  (op: Op): Draw =>
  () =>
    op;

/** Operations on one tensor; undefined where one does not fit. */
const unary: Record<string, Draw> = {
  relu: always(tf.relu),
  sigmoid: always(tf.sigmoid),
  tanh: always(tf.tanh),
  softplus: always(tf.softplus),
  elu: always(tf.elu),
  selu: always(tf.selu),
  erf: always(tf.erf),
  sin: always(tf.sin),
  square: always(tf.square),
  abs: always(tf.abs),
  neg: always(tf.neg),
  softsqrt: always((x) => tf.sqrt(tf.add(tf.square(x), 1))),
  log1p: always((x) => tf.log1p(tf.abs(x))),
  leakyRelu: always((x) => tf.leakyRelu(x, 0.1)),
  gelu: always((x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))),
  clip: always((x) => tf.clipByValue(x, -1, 1.5)),
  shift: (_, random) => {
    const by = random.normal();
    return (x) => tf.sub(tf.add(x, by), 0.5);
  },
  scale: (_, random) => {
    const by = random.normal();
    return (x) => tf.div(tf.mul(x, by), 1.7);
  },
  sum: (x, random) => {
    const [axes, keep] = [axesOf(x, random), random.uniform() < 0.5];
    return (v) => tf.mul(tf.sum(v, axes, keep), 0.3);
  },
  mean: (x, random) => {
    const [axes, keep] = [axesOf(x, random), random.uniform() < 0.5];
    return (v) => tf.mean(v, axes, keep);
  },
  max: (x, random) => {
    const axes = axesOf(x, random);
    return (v) => tf.max(v, axes);
  },
  normalised: (x, random) => {
    const axes = axesOf(x, random);
    return (v) => {
      const { mean, variance } = tf.moments(v, axes, true);
      return tf.mul(tf.sub(v, mean), tf.rsqrt(tf.add(variance, 0.1)));
    };
  },
  softmax: always((x) => tf.softmax(x)),
  logSoftmax: always((x) => tf.mul(tf.logSoftmax(x), 0.2)),
  transpose: (x, random) => {
    const order = random.shuffled(x.shape.map((_, axis) => axis));
    return (v) => tf.transpose(v, order);
  },
  flatten: (x) => {
    const [first, ...rest] = x.shape;
    return (v) => tf.reshape(v, [first!, rest.reduce((product, length) => product * length, 1)]);
  },
  spread: (x) => (x.rank === 2 ? (v) => tf.reshape(v, [x.shape[0]!, 1, 1, x.shape[1]!]) : undefined),
  slice: (x, random) => {
    const begin = x.shape.map((length) => random.integer(length));
    const size = x.shape.map((length, axis) => 1 + random.integer(length - begin[axis]!));
    return (v) => tf.slice(v, begin, size);
  },
  pad: (x, random) => {
    const by = x.shape.map(() => [random.integer(2), random.integer(2)] as [number, number]);
    return (v) => tf.pad(v, by, 0.25);
  },
  reverse: (x, random) => {
    const axes = axesOf(x, random);
    return (v) => tf.reverse(v, axes);
  },
  tile: (x, random) => {
    const by = x.shape.map(() => 1 + random.integer(2));
    return (v) => (v.size > 4000 ? v : tf.tile(v, by));
  },
  cumsum: (x, random) => {
    const axis = random.integer(x.rank);
    return (v) => tf.mul(tf.cumsum(v, axis), 0.3);
  },
  gather: (x, random) => {
    const axis = random.integer(x.rank);
    const length = x.shape[axis]!;
    const at = Int32Array.from({ length: 1 + random.integer(5) }, () => random.integer(length));
    return (v) => tf.gather(v, tf.tensor1d(at, "int32"), axis);
  },
  split: (x, random) => {
    const axis = random.integer(x.rank);
    if (x.shape[axis]! % 2 !== 0) return undefined;
    return (v) => {
      const [a, b] = tf.split(v, 2, axis) as [tf.Tensor, tf.Tensor];
      return tf.sub(tf.square(a), b);
    };
  },
  where: (x, random) => {
    const chosen = tf.greater(weights([...x.shape], random), 0);
    return (v) => tf.where(chosen, tf.square(v), tf.mul(v, -0.5));
  },
  dense: (x, random) => {
    if (x.rank !== 2) return undefined;
    const w = weights([x.shape[1]!, [3, 16, 32][random.integer(3)]!], random);
    return (v) => tf.matMul(v as tf.Tensor2D, w as tf.Tensor2D);
  },
  gram: (x) =>
    x.rank === 2 ? (v) => tf.mul(tf.matMul(v as tf.Tensor2D, v as tf.Tensor2D, false, true), 0.1) : undefined,
  conv: (x, random) => {
    if (!image(x)) return undefined;
    const filter = weights(
      [1 + random.integer(3), 1 + random.integer(3), x.shape[3]!, [2, 16, 32][random.integer(3)]!],
      random,
    );
    const [stride, pad] = [1 + random.integer(2), random.uniform() < 0.6 ? "same" : "valid"] as const;
    return (v) => tf.mul(tf.conv2d(v as tf.Tensor4D, filter as tf.Tensor4D, stride, pad), 0.3);
  },
  depthwise: (x, random) => {
    if (!image(x)) return undefined;
    const filter = weights([2, 3, x.shape[3]!, 1 + random.integer(2)], random);
    return (v) => tf.depthwiseConv2d(v as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
  },
  maxPool: (x) => (image(x) ? (v) => tf.maxPool(v as tf.Tensor4D, 2, 2, "valid") : undefined),
  avgPool: (x) => (image(x) ? (v) => tf.avgPool(v as tf.Tensor4D, 2, 2, "valid") : undefined),
  globalMean: (x) => (x.rank === 4 ? (v) => tf.mean(v, [1, 2]) : undefined),
  resize: (x, random) => {
    if (!image(x)) return undefined;
    const size: [number, number] = [2 + random.integer(5), 2 + random.integer(5)];
    return x.shape[0] === 1 && x.shape[1] === x.shape[2] && size[0] === size[1]
      ? (v) => tf.image.resizeBilinear(v as tf.Tensor4D, size)
      : undefined;
  },
};

/** Operations on two tensors whose shapes broadcast. */
const binary: Record<string, Op> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  softDiv: (a, b) => tf.div(a, tf.add(tf.square(b), 0.5)),
};

const broadcasts = (a: readonly number[], b: readonly number[]): boolean =>
  Array.from({ length: Math.min(a.length, b.length) }, (_, back) => [
    a[a.length - 1 - back]!,
    b[b.length - 1 - back]!,
  ]).every(([m, n]) => m === n || m === 1 || n === 1);

const starts = [
  [16, 4, 4, 16],
  [2, 6, 6, 3],
  [1, 5, 5, 16],
  [16, 32],
  [5, 7],
  [3, 4, 8],
  [9],
  [1, 1, 1, 16],
  [16],
];
const largest = 30_000;

/** The program of a seed: up to `length` operations on two to four inputs. */
export function program(seed: number, length = 10): Program {
  const random = new Random(`program ${seed}`);
  const inputs = Array.from({ length: 2 + random.integer(3) }, () =>
    weights(random.sample(starts, 1)[0]!, random),
  );
  const made: tf.Tensor[] = [...inputs];
  const calls: Call[] = [];
  const names: string[] = [];
  for (let tries = 0; calls.length < length && tries < 4 * length; tries++) {
    // Recent tensors more often, so that programs grow deep.
    const at = random.uniform() < 0.6 ? made.length - 1 : random.integer(made.length);
    const x = made[at]!;
    if (x.rank === 0) continue;
    const partners = made.map((_, index) => index).filter((index) => broadcasts(x.shape, made[index]!.shape));
    const pairs = random.uniform() < 0.3;
    const name = random.sample(Object.keys(pairs ? binary : unary), 1)[0]!;
    const op = pairs ? binary[name]! : unary[name]!(x, random);
    if (op === undefined) continue;
    const from = pairs ? random.shuffled([at, random.sample(partners, 1)[0]!]) : [at];
    const result = op(...from.map((index) => made[index]!));
    const size = tf.max(tf.abs(result)).dataSync()[0]!;
    if (result.size > largest || result.size === 0 || !(size < 30)) continue;
    made.push(result);
    calls.push({ op, from });
    names.push(name);
  }
  const mixes = made.map((x) => weights([...x.shape], random));
  const value = (...given: tf.Tensor[]): tf.Scalar => {
    const results = [...given];
    for (const { op, from } of calls) results.push(op(...from.map((index) => results[index]!)));
    // Everything made counts, so that every gradient is asked for and values are used more than once.
    const parts = results.map((x, index) => tf.mean(tf.mul(x, mixes[index]!)));
    return tf.addN(parts) as tf.Scalar;
  };
  const step = (...given: tf.Tensor[]) => {
    const { value: total, grads } = tf.valueAndGrads(value)(given);
    return [total, ...grads];
  };
  return { names, inputs, step };
}

/** The largest difference of two tensors as a part of the second's largest element, or of `floor` if that is larger. */
function distance(a: tf.Tensor, b: tf.Tensor, floor: number): number {
  const [left, right] = [a.dataSync(), b.dataSync()];
  let [most, scale] = [0, floor];
  for (let at = 0; at < right.length; at++) {
    const apart = Math.abs(left[at]! - right[at]!);
    most = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(most, apart);
    scale = Math.max(scale, Math.abs(right[at]!));
  }
  return most / scale;
}

function refused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** How far a program's value and gradients are from the cpu backend's, as a part of their size. */
export async function programDistance(
  seed: number,
  length?: number,
): Promise<{ apart: number; names: readonly string[] }> {
  tf.engine().startScope(); // everything made here goes again
  try {
    const { names, inputs, step } = program(seed, length);
    const run = capture(step);
    const expected = refused(() => step(...inputs));
    const actual = await run(...inputs).catch((error: unknown) => {
      if (expected !== undefined) throw error;
    });
    // TensorFlow.js has no gradient for some of the programs, as for maximum where an operand broadcasts.
    if (expected === undefined || !actual)
      return { apart: expected === actual ? 0 : Number.POSITIVE_INFINITY, names };
    // Gradients that cancel to nearly nothing are compared with the size of a gradient as it is as a rule.
    const apart = Math.max(...expected.map((right, index) => distance(actual[index]!, right, 1e-3)));
    await run.dispose();
    return { apart, names };
  } finally {
    tf.engine().endScope();
  }
}

/** A random network with its loss: a convolutional one, a ResNet, a vision transformer, a Mixer, an MLP or CLIP. */
export function network(seed: number): { name: string; task: Task } {
  const random = new Random(`network ${seed}`);
  const pick = <T>(...choices: T[]): T => choices[random.integer(choices.length)]!;
  const classes = pick(3, 5, 16);
  const batch = pick(1, 3, 16);
  const widths = pick([4, 6], [16, 32], [16, 8], [8, 16], [32, 32]);
  const tokens = { patch: pick(2, 4), width: pick(8, 16, 32), depth: 1 };
  const model = pick<ImageModelConfig>(
    { kind: "cnn", widths, depth: 1, pool: pick("flatten", "mean") },
    { kind: "resnet", widths, blocks: 1, groups: 2 },
    { kind: "vit", ...tokens, heads: 2, expansion: 2 },
    { kind: "mixer", ...tokens, placeHidden: 8, channelHidden: 16 },
    { kind: "mlp", widths },
  );
  const name = `${JSON.stringify(model)}, batch ${batch}`;
  if (random.uniform() < 0.2) {
    const text = { kind: "transformer", width: pick(8, 16), depth: 1, heads: 2, expansion: 2 } as const;
    return { name: `CLIP with ${name}`, task: contrastive(model, text, batch) };
  }
  return { name: `${name}, ${classes} classes`, task: classifier(model, batch, classes) };
}

export interface NetworkDistance {
  /** The largest difference of the losses from the cpu backend's when each trains on its own, as a part of the loss. */
  readonly apart: number;
  /** The same for losses and first moments when each step starts from the cpu backend's state. */
  readonly stepApart: number;
  readonly name: string;
}

/** Compares `steps` training steps with the cpu backend's. */
export async function networkDistance(seed: number, steps: number): Promise<NetworkDistance> {
  tf.engine().startScope();
  try {
    const { name, task } = network(seed);
    const step = trainStep(task);
    const run = capture(step);
    let [mine, reference] = [initialState(task, new Random(seed)), initialState(task, new Random(seed))];
    let [apart, stepApart] = [0, 0];
    for (let at = 0; at < steps; at++) {
      const batch = task.batch(new Random(`${seed} ${at}`));
      const forced = await run(reference, batch);
      const [fast, slow] = [await run(mine, batch), tf.tidy(() => step(reference, batch))];
      apart = Math.max(apart, distance(fast.loss, slow.loss, 0.1));
      const moments = ({ state }: typeof slow) => entries(state.optimizer.first as Params);
      const expected = moments(slow);
      stepApart = Math.max(
        stepApart,
        distance(forced.loss, slow.loss, 0.1),
        // A gradient of rounding alone, as of a bias that a normalisation cancels, has no digits to compare.
        ...moments(forced).map(([, moment], index) => distance(moment, expected[index]![1], 1e-3)),
      );
      [mine, reference] = [fast.state, slow.state];
    }
    await run.dispose();
    return { apart, stepApart, name };
  } finally {
    tf.engine().endScope();
  }
}

/**
 * How far the cpu backend's own losses move if every initial parameter changes by up to half a unit in its last place:
 * the largest of four tries, as a part of the loss. No other engine can agree better.
 */
export function networkSensitivity(seed: number, steps: number): number {
  const { task } = network(seed);
  const step = trainStep(task);
  const losses = (nudge: (x: number) => number) =>
    tf.tidy(() => {
      const first = initialState(task, new Random(seed));
      const params = mapParams(first.params, (x) => tf.tensor(x.dataSync().map(nudge), x.shape));
      let state = { ...first, params };
      return Array.from({ length: steps }, (_, at) => {
        const next = step(state, task.batch(new Random(`${seed} ${at}`)));
        state = next.state;
        return next.loss.dataSync()[0]!;
      });
    });
  const expected = losses((x) => x);
  const tries = Array.from({ length: 4 }, (_, at) => {
    const random = new Random(`nudge ${at}`);
    const moved = losses((x) => x * (1 + (random.uniform() - 0.5) * 2 ** -23));
    return Math.max(
      ...moved.map((loss, index) => Math.abs(loss - expected[index]!) / Math.max(0.1, expected[index]!)),
    );
  });
  return Math.max(...tries);
}

/** Whether a network's training agrees: every step from the same state, and the whole as well as the cpu backend with itself. */
export function networkAgrees({ apart, stepApart }: NetworkDistance, sensitivity: () => number): boolean {
  return stepApart <= networkTolerance && (apart <= networkTolerance || apart <= 3 * sensitivity());
}

/** Rounding of some ten operations in a row, each of sums of up to a thousand products. */
export const programTolerance = 1e-4;
/** A few AdamW steps: they divide by a gradient's own size, so that a gradient of rounding alone moves its parameter. */
export const networkTolerance = 1e-4;
