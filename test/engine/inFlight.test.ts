import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { captureBackend } from "../../lib/engine/backend.js";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";

// A step is under way between its call and the end of its promise. What a program does with the step's inputs meanwhile
// must not change the step's result, and must leave nothing behind. The product reads every row for every element of
// its result, so a result written over its input would be wrong.

const side = 24;
const step = (w: tf.Tensor, g: tf.Tensor) =>
  tf.sub(w, tf.matMul(w as tf.Tensor2D, g as tf.Tensor2D)) as tf.Tensor;

const drawn = (seed: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length: side * side }, () => random.uniform() - 0.5);
};
const matrix = (numbers: Float32Array) => tf.tensor2d(numbers.slice(), [side, side]);

/** The step by the plain rule, in 64-bit floats. */
function expected(w: ArrayLike<number>, g: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    let sum = 0;
    for (let k = 0; k < side; k++) sum += w[row * side + k]! * g[k * side + column]!;
    return w[at]! - sum;
  });
}

/** Sums of 24 products of numbers below 1/2: 10⁻⁵ is a hundred times their rounding. */
function assertNear(actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  assert.equal(actual.length, wanted.length);
  for (let at = 0; at < wanted.length; at++)
    assert.ok(
      Math.abs(actual[at]! - wanted[at]!) < 1e-5,
      `element ${at}: ${actual[at]} instead of ${wanted[at]}`,
    );
}

const triggers: Record<string, (w: tf.Tensor) => void> = {
  "w.max()": (w) => w.max(),
  "tf.norm(w)": (w) => tf.norm(w),
  "tf.add(w, 1)": (w) => tf.add(w, 1),
  "w.dispose()": (w) => w.dispose(),
  "w.max(), w.dispose()": (w) => {
    w.max();
    w.dispose();
  },
  "w.clone().dispose()": (w) => w.clone().dispose(),
  "w.reshape().dispose()": (w) => w.reshape([side * side]).dispose(),
  "w.clone(), w.dispose()": (w) => {
    w.clone();
    w.dispose();
  },
  "variable.assign(w)": (w) => {
    const variable = tf.variable(tf.zeros(w.shape));
    variable.assign(w);
    variable.dispose();
  },
  "tf.variable(w)": (w) => tf.variable(w).dispose(),
  "w.dataSync()": (w) => w.dataSync().fill(7),
  "w.data()": (w) => void w.data().then((numbers) => numbers.fill(7)),
  "tf.slice(w).dispose()": (w) => tf.slice(w, [0, 0], [1, 1]).dispose(),
  "w.arraySync(), tf.matMul(w, w)": (w) => {
    w.arraySync();
    tf.matMul(w as tf.Tensor2D, w as tf.Tensor2D);
  },
};

for (const [name, trigger] of Object.entries(triggers))
  test(`${name} while a step is under way changes nothing and leaks nothing`, async () => {
    const captured = capture(step);
    const [start, slope] = [drawn(1), drawn(2)];
    const backend = captureBackend();
    const counts: object[] = [];
    const g = matrix(slope);
    for (let round = 0; round < 4; round++) {
      const begin = matrix(start);
      const w = await captured(begin, g);
      const wanted = expected(w.dataSync(), slope);
      const pending = captured(w, g);
      tf.tidy(() => void trigger(w));
      const result = await pending;
      assertNear(result.dataSync(), wanted);
      tf.dispose([result, begin, ...(w.isDisposed ? [] : [w])]);
      counts.push({
        tensors: tf.memory().numTensors,
        buffers: tf.memory().numDataBuffers,
        held: backend.numDataIds(),
      });
    }
    assert.deepEqual(counts[3], counts[1]);
    g.dispose();
    await captured.dispose();
  });

test("two calls under way, with the input used and gone before either ends, do not mix", async () => {
  const captured = capture(step);
  const [start, slope, other] = [drawn(3), drawn(4), drawn(5)];
  const w = await captured(matrix(start), matrix(slope));
  const before = w.dataSync();
  const pending = [captured(w, matrix(slope)), captured(w, matrix(other))] as const;
  w.max();
  w.dispose();
  const [one, two] = await Promise.all(pending);
  assertNear(one.dataSync(), expected(before, slope));
  assertNear(two.dataSync(), expected(before, other));
  await captured.dispose();
});

test("an array may be refilled as soon as the step is called", async () => {
  const captured = capture(step);
  const [start, slope] = [drawn(6), drawn(7)];
  const [w, g] = [start.slice(), slope.slice()];
  const pending = captured(tf.tensor2d(w, [side, side]), tf.tensor2d(g, [side, side]));
  w.fill(1e6);
  g.fill(1e6);
  assertNear((await pending).dataSync(), expected(start, slope));
  await captured.dispose();
});

test("disposing of a captured function waits for the calls under way", async () => {
  const captured = capture(step);
  const [start, slope] = [drawn(8), drawn(9)];
  const pending = captured(matrix(start), matrix(slope));
  await captured.dispose();
  assertNear((await pending).dataSync(), expected(start, slope));
  await assert.rejects(captured(matrix(start), matrix(slope)), /was disposed of/);
});
