import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { makeTemporaryFolder } from "../../lib/base/processes.mjs";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import { afterNorm, layerNorm, standardise } from "../../lib/training/models/norm.js";
import { assertClose, compareWithCpu } from "./compare.js";

// ONNX's operator for layer normalisation (lib/engine/graph/layerNorm.ts) is used only for what it computes.

const drawn = (shape: number[], { mean = 0, spread = 1, seed = 1 } = {}): tf.Tensor => {
  const random = new Random(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => mean + spread * random.normal()),
    shape,
  );
};

/** How often a step's graph uses the operator. */
async function uses(step: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Promise<number> {
  const path = join(makeTemporaryFolder("layer-norm-"), "step.onnx");
  const run = capture(step);
  await run.save(path, x);
  await run.dispose();
  // Each node writes the operator once, and its name, which ends in a number, separately.
  return (await readFile(path, "latin1")).split(/LayerNormalization(?!_)/).length - 1;
}

/** A normalisation with each part replaceable. */
const written =
  ({ axis = -1, of = (x: tf.Tensor) => x, squared = (c: tf.Tensor) => tf.square(c), epsilon = 1e-5 } = {}) =>
  (x: tf.Tensor): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(of(x), axis, true));
    const variance = tf.mean(squared(centred), axis, true);
    return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  };

test("a layer normalisation is one operator, also with its gradient, and equals the cpu backend", async () => {
  const x = drawn([6, 5, 24], { mean: 0.5 });
  const normal = (v: tf.Tensor) => standardise(v, [v.rank - 1]);
  assert.equal(await uses(normal, x), 1);
  assert.equal(await uses(written(), x), 1);
  const twice = (v: tf.Tensor) => tf.grad((w) => tf.sum(tf.square(tf.sin(normal(w)))))(v);
  assert.equal(await uses(twice, x), 1);
  for (const step of [normal, written(), written({ epsilon: 0.3 }), twice])
    await compareWithCpu((v) => [step(v!)], [x], { relative: 1e-5, absolute: 1e-5 });
});

test("what only looks like a layer normalisation is computed as written", async () => {
  const x = drawn([6, 5, 24], { mean: 0.5 });
  const others: [string, (v: tf.Tensor) => tf.Tensor][] = [
    ["over another axis", written({ axis: 1 })],
    ["about the mean of the squares", written({ of: tf.square })],
    ["by cubes", written({ squared: (c) => tf.mul(tf.square(c), c) as tf.Tensor, epsilon: 40 })],
    [
      "by the deviation of others",
      (v) => tf.mul(tf.sin(v), tf.rsqrt(tf.add(tf.mean(tf.square(v), -1, true), 1))),
    ],
    [
      "the deviation of one row for all",
      (v) => {
        const centred = tf.sub(v, tf.mean(v, -1, true));
        const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
        return tf.mul(centred, tf.slice(inverse, [0, 0, 0], [1, 1, 1]));
      },
    ],
    [
      "a transposed value",
      (v) => {
        const turned = tf.transpose(v, [0, 2, 1]);
        return tf.add(tf.transpose(written({ axis: 1 })(turned), [0, 2, 1]), written()(v));
      },
    ],
  ];
  for (const [name, step] of others)
    await assert.doesNotReject(
      compareWithCpu((v) => [step(v!)], [x], { relative: 1e-5, absolute: 1e-5 }),
      name,
    );
});

test("numbers around 1000 keep their digits", async () => {
  // A float near 1000 has a grain of 6 · 10⁻⁵. Its mean is off by about one grain, which is 6 · 10⁻⁴ deviations of 0.1.
  const inputs = [drawn([40, 96], { mean: 1000, spread: 0.1 }), drawn([40, 96], { spread: 0.1, seed: 2 })];
  await compareWithCpu((x, y) => [standardise(tf.add(x!, y!), [1])], inputs, { relative: 0, absolute: 2e-3 });
});

test("a layer takes over the gain and bias of the normalisation before it, gradients included", async () => {
  const layer = (kernel: tf.Tensor, bias: tf.Tensor, x: tf.Tensor) =>
    tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias);
  const inputs = [drawn([32, 16]), drawn([16]), drawn([16], { seed: 2 }), drawn([16, 8]), drawn([8])];
  const slopes = drawn([32, 8], { seed: 3 });
  const gradients = (loss: (...all: tf.Tensor[]) => tf.Tensor) =>
    tf.grads((...all) => tf.sum(tf.mul(loss(...all), slopes)))(inputs);
  const apart = gradients((x, gain, bias, kernel, offset) =>
    layer(kernel!, offset!, layerNorm({ gain: gain!, bias: bias! }, x!)),
  );
  const together = gradients((x, gain, bias, kernel, offset) => {
    const all = afterNorm({ gain: gain!, bias: bias! }, { kernel: kernel!, bias: offset! });
    return layer(all.kernel as tf.Tensor, all.bias as tf.Tensor, standardise(x!, [1]));
  });
  assertClose(together, apart, { relative: 1e-4, absolute: 1e-4 });
});
