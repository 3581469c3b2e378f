import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import { CaptureError } from "../../lib/engine/errors.js";

/** Every operation of TensorFlow.js that draws, with and without a seed of its own. */
const draws: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  randomUniform: (x) => tf.randomUniform(x.shape, -2, 3),
  "randomUniform of integers": (x) => tf.randomUniform(x.shape, 0, 100, "int32"),
  randomNormal: (x) => tf.randomNormal(x.shape, 1, 2),
  "randomNormal of integers": (x) => tf.randomNormal(x.shape, 10, 5, "int32"),
  truncatedNormal: (x) => tf.truncatedNormal(x.shape, 1, 0.5),
  randomGamma: (x) => tf.randomGamma(x.shape, 3, 2),
  "randomGamma below 1": (x) => tf.randomGamma(x.shape, 0.5),
  dropout: (x) => tf.dropout(x, 0.4),
  "two draws": (x) => tf.add(tf.randomNormal(x.shape), tf.mul(tf.dropout(x, 0.5), tf.randomUniform([1]))),
  "the layer": (x) => tf.layers.gaussianNoise({ stddev: 2 }).apply(x, { training: true }) as tf.Tensor,
};

for (const [name, step] of Object.entries(draws))
  test(`${name}: new numbers at every call, the same on every engine and for the same seed`, async () => {
    const x = tf.ones([7, 3]); // an odd number of elements: normal numbers come in pairs
    const fast = capture(step, { seed: 5 });
    const again = capture(step, { seed: 5 });
    const other = capture(step, { seed: 6 });
    const eager = capture(step, { seed: 5, engine: "reference" });
    const seen: string[] = [];
    for (let call = 0; call < 3; call++) {
      const [a, b, c, d] = await Promise.all([fast(x), again(x), other(x), eager(x)]);
      assert.deepEqual([...a.dataSync()], [...b.dataSync()]);
      assert.notDeepEqual([...a.dataSync()], [...c.dataSync()]);
      // Sums and products of the drawn numbers are rounded as on the cpu backend, which rounds each to 32 bits.
      for (const [at, value] of d.dataSync().entries())
        assert.ok(Math.abs(a.dataSync()[at]! - value) <= 1e-6 * (1 + Math.abs(value)));
      seen.push(a.dataSync().join());
      tf.dispose([a, b, c, d]);
    }
    assert.equal(new Set(seen).size, 3);
    for (const one of [fast, again, other, eager]) await one.dispose();
    x.dispose();
  });

test("drawn numbers have the distribution that was asked for", async () => {
  const n = 20_000;
  const step = capture(
    () => ({
      normal: tf.randomNormal([n], 3, 2),
      truncated: tf.truncatedNormal([n], 0, 1),
      uniform: tf.randomUniform([n], 2, 4),
      gamma: tf.randomGamma([n], 4, 2),
      kept: tf.dropout(tf.ones([n]), 0.25),
    }),
    { seed: 1 },
  );
  tf.dispose(await step()); // the second call, whose numbers are drawn by the engine
  const made = await step();
  const mean = (x: tf.Tensor) => tf.mean(x).dataSync()[0]!;
  const deviation = (x: tf.Tensor) => Math.sqrt(tf.moments(x).variance.dataSync()[0]!);
  // Six standard errors of n = 20,000 draws. Truncated at ±2, a normal has the deviation 0.8796 (1 − 4φ(2)/(2Φ(2) − 1)).
  // TensorFlow.js 4.22 treats the second parameter of randomGamma twice, as 1 / (1 / β): the mean is α · β.
  const bound = (sd: number) => (6 * sd) / Math.sqrt(n);
  assert.ok(Math.abs(mean(made.normal) - 3) < bound(2));
  assert.ok(Math.abs(deviation(made.normal) - 2) < bound(2));
  assert.ok(Math.abs(deviation(made.truncated) - 0.8796) < bound(1));
  assert.ok(Math.max(...made.truncated.dataSync()) <= 2);
  assert.ok(Math.abs(mean(made.uniform) - 3) < bound(0.6));
  assert.ok(Math.abs(mean(made.gamma) - 8) < bound(4));
  assert.ok(Math.abs(mean(made.kept) - 1) < bound(0.6));
  tf.dispose(made);
  await step.dispose();
});

test("a draw with a seed gives the numbers of TensorFlow.js, the same at every call", async () => {
  const step = capture(() => tf.randomNormal([5], 0, 1, "float32", 42));
  const expected = tf.randomNormal([5], 0, 1, "float32", 42);
  for (let call = 0; call < 2; call++) {
    const made = await step();
    assert.deepEqual([...made.dataSync()], [...expected.dataSync()]);
    made.dispose();
  }
  expected.dispose();
  await step.dispose();
});

test("Math.random is what it was, during and after a capture that draws", async () => {
  const before = Math.random;
  const step = capture(() => tf.randomNormal([2]));
  (await step()).dispose();
  assert.equal(Math.random, before);
  assert.equal(Object.hasOwn(Object.prototype, "random"), false);
  assert.equal(Object.hasOwn(Object.prototype, "randu"), false);
  // TensorFlow.js still draws outside captured functions.
  assert.notDeepEqual([...tf.randomNormal([4]).dataSync()], [...tf.randomNormal([4]).dataSync()]);
  const own = capture((x: tf.Tensor) => tf.mul(x, Math.random()));
  await assert.rejects(own(tf.ones([1])), (error: Error) => {
    assert.ok(error instanceof CaptureError);
    assert.match(error.message, /^a random number is drawn at .*draws\.test/);
    return true;
  });
  assert.equal(Math.random, before);
});

test("with verify, equal draws pass and a changed parameter is named", async () => {
  let spread = 1;
  const step = capture(() => tf.randomNormal([3], 0, spread), { verify: true });
  for (let call = 0; call < 2; call++) (await step()).dispose();
  spread = 2;
  await assert.rejects(step(), /random numbers .*stdDev 1.* became .*stdDev 2/);
  await step.dispose();
});

test("draws leave no tensor and no buffer behind", async () => {
  const step = capture((x: tf.Tensor) => tf.dropout(x, 0.5), { seed: 1 });
  const x = tf.ones([100]);
  (await step(x)).dispose();
  const before = tf.memory();
  for (let call = 0; call < 20; call++) (await step(x)).dispose();
  assert.equal(tf.memory().numTensors, before.numTensors);
  assert.equal(tf.memory().numDataBuffers, before.numDataBuffers);
  x.dispose();
  await step.dispose();
});

for (const engine of ["captured", "reference"] as const)
  test(`a result that is an input belongs to the caller: ${engine}`, async () => {
    const step = capture((x: tf.Tensor) => ({ x, twice: [tf.mul(x, 2)] }), { engine });
    const x = tf.tensor1d([1, 2]);
    const made = await step(x);
    x.dispose();
    assert.deepEqual([...made.x.dataSync()], [1, 2]);
    tf.dispose(made);
    await step.dispose();
  });
