import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { chooseEngine, type EngineName } from "../../lib/engine/choose.js";
import type { Objective } from "../../lib/training/objectives/objective.js";
import { onEngine } from "../../lib/training/train/engine.js";
import { hyperValues, optimizerInit } from "../../lib/training/train/optimizer.js";
import { trainingStep } from "../../lib/training/train/step.js";
import { tinyBatch } from "../training/objectives/tinyModels.js";
import { classifier, models, objectives, optimizer, scalars } from "../training/train/cases.js";
import { skipNative } from "./availability.js";

// Every model and every objective trains for 20 steps on the captured engine and on the native one, from the same
// seed and on the same batches.

const steps = 20;
/**
 * Largest difference of a loss, as a share of it. The engines add in another order, which a step's loss feels at the
 * seventh digit; on the machine where this was written the 20 steps end within 7e-7 of each other. Other processors add
 * in other orders again, and AdamW divides a gradient by its own size, so that one which is nothing but rounding moves
 * a parameter as far as any other: hence room of about 15 times.
 */
const tolerance = 1e-5;

async function losses(objective: Objective, name: string, engine: EngineName): Promise<number[]> {
  await chooseEngine(engine, 1);
  const step = onEngine({ name: engine, threads: 1 }, trainingStep(objective, optimizer));
  let params = objective.init(new Random(name));
  let state = optimizerInit(params);
  const seen: number[] = [];
  for (let at = 1; at <= steps; at++) {
    const all = tinyBatch(`${name} ${at}`, 6);
    const batch = Object.fromEntries(objective.needs.map((field) => [field, all[field]]));
    const hyper = scalars(hyperValues(optimizer, 5e-3, at));
    const next = await step({ params, optimizer: state, batch, hyper });
    seen.push((await next.loss.data())[0]!);
    tf.dispose([params, state, hyper, all, next.loss, next.metrics] as unknown as tf.TensorContainer);
    params = next.params;
    state = next.optimizer;
  }
  tf.dispose([params, state] as unknown as tf.TensorContainer);
  await step.dispose();
  return seen;
}

const cases: Readonly<Record<string, Objective>> = {
  ...Object.fromEntries(models.map((config) => [JSON.stringify(config), classifier(config)])),
  ...objectives,
};
for (const [name, objective] of Object.entries(cases))
  test(`20 steps of ${name} on captured and native`, { skip: skipNative }, async (t) => {
    const captured = await losses(objective, name, "captured");
    const native = await losses(objective, name, "native");
    const apart = captured.map((loss, at) => Math.abs(loss - native[at]!) / Math.abs(loss));
    t.diagnostic(`losses differ by at most ${Math.max(...apart).toExponential(1)}`);
    assert.ok(captured[0] !== captured.at(-1), "it trains");
    for (const [at, difference] of apart.entries())
      assert.ok(difference <= tolerance, `step ${at + 1}: captured ${captured[at]}, native ${native[at]}`);
  });

test("convolutions padded by a number, and their gradients, on native and the cpu backend", {
  skip: skipNative,
}, async () => {
  const random = new Random("padding");
  const drawn = (shape: [number, number, number, number]) =>
    Float32Array.from({ length: shape.reduce((all, one) => all * one, 1) }, () => random.normal());
  for (const [side, stride, pad] of [
    [3, 1, 1],
    [3, 2, 1],
    [1, 2, 0],
    [5, 1, 1],
  ] as const) {
    const [images, filter] = [drawn([2, 8, 8, 3]), drawn([side, side, 3, 4])];
    const results = [];
    for (const engine of ["reference", "native"] as const) {
      await chooseEngine(engine);
      const sums = (x: tf.Tensor, w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad))) as tf.Scalar;
      const { value, grads } = tf.valueAndGrads(sums)([
        tf.tensor(images, [2, 8, 8, 3]),
        tf.tensor(filter, [side, side, 3, 4]),
      ]);
      results.push([value, ...grads].map((one) => one.dataSync<"float32">()));
    }
    const [expected, actual] = results as [Float32Array[], Float32Array[]];
    for (const [at, list] of expected.entries()) {
      const size = Math.max(...list.map(Math.abs));
      // Sums of at most 400 products in single precision, in another order.
      for (const [place, value] of list.entries())
        assert.ok(
          Math.abs(value - actual[at]![place]!) <= 1e-5 * size,
          `${side}×${side}/${stride}, pad ${pad}: ${at}`,
        );
    }
  }
});
