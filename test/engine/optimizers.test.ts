import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import { valueAndGrads } from "../../lib/engine/gradients.js";
import {
  adamW,
  type FunctionalOptimizer,
  fromTrain,
  type OptimizerState,
} from "../../lib/engine/optimizers.js";

interface Weights {
  readonly w: tf.Tensor;
  readonly hidden: { readonly b: tf.Tensor; readonly v: tf.Tensor };
}

const start = () => ({ w: [0.3, -0.2, 0.5, 0.1, -0.4, 0.2], b: [0.1, -0.1], v: [0.7, -0.6] });
const x = tf.tensor2d([1, 0.5, -1, 0.2, -0.3, 0.8, 1.5, -0.7, 0.1, 0.4, 0.9, -1.2], [4, 3]);
const y = tf.tensor1d([0.5, -1, 0.2, 1]);

function loss(w: tf.Tensor, b: tf.Tensor, v: tf.Tensor): tf.Scalar {
  const hidden = tf.tanh(tf.add(tf.matMul(x, w as tf.Tensor2D), b));
  return tf.mean(tf.square(tf.sub(tf.dot(hidden, v), y))) as tf.Scalar;
}

const twins: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adam: () => tf.train.adam(0.01),
  "adam with other settings": () => tf.train.adam(0.02, 0.8, 0.95, 1e-4),
  rmsprop: () => tf.train.rmsprop(0.01),
  // With a smaller ε, a gradient that passes through 0 turns differences of 1e-8 into some of 1e-4.
  "rmsprop with momentum": () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-3),
  "rmsprop, centred": () => tf.train.rmsprop(0.001, 0.9, 0.3, 1e-9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5, 0.9, 1e-4),
  adamax: () => tf.train.adamax(0.01, 0.85, 0.99, 1e-6, 0.01),
};

for (const [name, make] of Object.entries(twins))
  test(`50 captured steps of ${name} follow TensorFlow.js's optimizer`, async () => {
    const { w, b, v } = start();
    const variables = [
      tf.variable(tf.tensor2d(w, [3, 2])),
      tf.variable(tf.tensor1d(b)),
      tf.variable(tf.tensor1d(v)),
    ];
    const theirs = make();
    const expected: number[] = [];
    for (let step = 0; step < 50; step++) {
      const cost = theirs.minimize(() => loss(variables[0]!, variables[1]!, variables[2]!), true, variables)!;
      expected.push(cost.dataSync()[0]!);
      cost.dispose();
    }
    const { losses, last } = await trained(fromTrain(make()), 50);
    // Both round to 32 bits after every operation, in the same order except within sums; 50 steps amplify that.
    losses.forEach(
      (value, step) => void assert.ok(Math.abs(value - expected[step]!) <= 2e-5 * (1 + expected[step]!)),
    );
    const ours = [last.w, last.hidden.b, last.hidden.v];
    ours.forEach((tensor, at) => {
      const right = variables[at]!.dataSync();
      tensor.dataSync().forEach((value, place) => {
        assert.ok(Math.abs(value - right[place]!) <= 1e-4, `${name}: ${value}, expected ${right[place]}`);
      });
    });
    tf.dispose(ours);
    tf.dispose(variables);
    theirs.dispose();
  });

async function trained(
  optimizer: FunctionalOptimizer,
  steps: number,
): Promise<{ losses: number[]; last: Weights }> {
  const step = capture((params: Weights, state: OptimizerState<Weights>) => {
    const { value, grads } = valueAndGrads(
      ({ w, hidden }) => ({ value: loss(w, hidden.b, hidden.v), aux: [] }),
      params,
    );
    return { loss: value, ...optimizer.update(params, grads, state) };
  });
  const { w, b, v } = start();
  let params: Weights = { w: tf.tensor2d(w, [3, 2]), hidden: { b: tf.tensor1d(b), v: tf.tensor1d(v) } };
  let state = optimizer.init(params);
  const losses: number[] = [];
  const before = tf.memory().numTensors;
  for (let at = 0; at < steps; at++) {
    const next = await step(params, state);
    tf.dispose([params, state] as unknown as tf.TensorContainer);
    losses.push(next.loss.dataSync()[0]!);
    next.loss.dispose();
    ({ params, state } = next);
  }
  assert.equal(tf.memory().numTensors, before);
  tf.dispose(state as unknown as tf.TensorContainer);
  await step.dispose();
  return { losses, last: params };
}

test("AdamW is the paper's algorithm, computed in double precision", async () => {
  const [rate, decay, beta1, beta2, epsilon] = [0.05, 0.1, 0.9, 0.999, 1e-8];
  const optimizer = adamW(rate, { weightDecay: decay, epsilon, decays: (param) => param.rank > 0 });
  const step = capture((w: tf.Tensor, b: tf.Tensor, state: OptimizerState<tf.Tensor[]>) => {
    const { grads } = valueAndGrads(
      ([v, c]) => ({
        value: tf.add(tf.sum(tf.square(tf.sub(v!, 1))), tf.square(tf.sub(c!, 2))) as tf.Scalar,
        aux: [],
      }),
      [w, b],
    );
    return optimizer.update([w, b], grads, state);
  });
  let params: tf.Tensor[] = [tf.tensor1d([3, -2]), tf.scalar(0.5)];
  let state = optimizer.init(params);
  const expected = [3, -2, 0.5];
  const [first, second] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let t = 1; t <= 30; t++) {
    ({ params, state } = await step(params[0]!, params[1]!, state));
    expected.forEach((value, at) => {
      const gradient = 2 * (value - (at < 2 ? 1 : 2));
      first[at] = beta1 * first[at]! + (1 - beta1) * gradient;
      second[at] = beta2 * second[at]! + (1 - beta2) * gradient ** 2;
      const mean = first[at]! / (1 - beta1 ** t);
      const root = Math.sqrt(second[at]! / (1 - beta2 ** t));
      const kept = at < 2 ? value - rate * decay * value : value;
      expected[at] = kept - (rate * mean) / (root + epsilon);
    });
  }
  const made = params.flatMap((param) => [...param.dataSync()]);
  // 1 − 0.999^t loses three digits in 32 bits.
  made.forEach((value, at) => void assert.ok(Math.abs(value - expected[at]!) < 1e-3, `${made} ${expected}`));
  await step.dispose();
});

test("a changed learning rate takes effect without a new graph", async () => {
  const optimizer = fromTrain(tf.train.sgd(1));
  const step = capture((w: tf.Tensor, state: OptimizerState<tf.Tensor>) =>
    optimizer.update(w, tf.onesLike(w), state),
  );
  const state = optimizer.init(tf.scalar(0));
  const a = await step(tf.scalar(0), state);
  const b = await step(tf.scalar(0), { ...state, learningRate: tf.scalar(0.25) });
  assert.deepEqual([a.params.dataSync()[0], b.params.dataSync()[0]], [-1, -0.25]);
  assert.equal(step.graphs.length, 1);
  await step.dispose();
});

test("other optimizers and learning rates that are no numbers are refused", () => {
  class Own extends tf.SGDOptimizer {
    static override readonly className = "Own" as never;
  }
  assert.throws(() => fromTrain(new Own(1)), /the optimizer "Own" has no twin, expected one of SGD, /);
  assert.throws(() => adamW(Number.NaN), /adamW: the learning rate is NaN, expected a finite number/);
});

test("valueAndGrads returns other values, captured and eager, and leaves nothing behind", async () => {
  const step = (w: tf.Tensor, unused: tf.Tensor) =>
    valueAndGrads(
      (params) => {
        const squares = tf.square(params.w);
        return { value: tf.sum(squares) as tf.Scalar, aux: { squares, list: [params.w] } };
      },
      { w, unused },
    );
  const [w, unused] = [tf.tensor1d([1, -2, 3]), tf.ones([2])];
  const captured = capture(step);
  tf.dispose(await captured(w, unused));
  const before = tf.memory().numTensors;
  for (const made of [await captured(w, unused), tf.tidy(() => step(w, unused))]) {
    assert.deepEqual(made.value.dataSync()[0], 14);
    assert.deepEqual([...made.grads.w.dataSync()], [2, -4, 6]);
    assert.deepEqual([...made.grads.unused.dataSync()], [0, 0]);
    assert.deepEqual([...made.aux.squares.dataSync()], [1, 4, 9]);
    assert.deepEqual([...made.aux.list[0]!.dataSync()], [1, -2, 3]);
    tf.dispose(made as unknown as tf.TensorContainer);
  }
  assert.equal(w.isDisposed, false);
  assert.equal(tf.memory().numTensors, before);
  await captured.dispose();
});
