import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../lib/base/errors.js";
import { capture } from "../../lib/engine/capture.js";
import { chooseEngine, listEngines } from "../../lib/engine/choose.js";
import "./compare.js";

test("the captured engine is chosen where onnxruntime-node loads", async () => {
  assert.equal(await chooseEngine(), "captured");
});

test("an unknown engine is an error that lists the known ones", async () => {
  await assert.rejects(chooseEngine("fast"), (error: Error) => {
    assert.ok(error instanceof InputError);
    assert.equal(
      error.message,
      '--engine: "fast" is not an engine, expected one of captured, native, reference',
    );
    return true;
  });
});

test("an engine that is not installed is an error that names its package", async (t) => {
  const native = (await listEngines()).find(({ name }) => name === "native")!;
  if (native.available) return t.skip("the native engine is installed here");
  await assert.rejects(
    chooseEngine("native"),
    /^InputError: --engine: "native" cannot run here: @tensorflow\/tfjs-node does not load \(.*tfjs-node-native/,
  );
});

test("one step function runs on every engine that is there", async () => {
  const step = (a: tf.Tensor) => ({ y: tf.square(a), sum: tf.sum(a) });
  for (const { name, available } of await listEngines()) {
    if (!available) continue;
    const run = capture(step, { engine: await chooseEngine(name) });
    const { y, sum } = await run(tf.tensor1d([1, 2, 3]));
    assert.deepEqual([...y.dataSync(), ...sum.dataSync()], [1, 4, 9, 6], name);
    await run.dispose();
  }
});
