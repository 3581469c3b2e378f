import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { captureBackend } from "../../lib/engine/backend.js";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";
import { entries } from "../../lib/training/models/params.js";
import { initialState, tasks, trainStep } from "./tasks.js";

test("results are ordinary tensors: read, used by other operations, disposed", async () => {
  const captured = capture((a: tf.Tensor, b: tf.Tensor) => ({
    sum: tf.add(a, b),
    parts: [a, tf.cast(b, "int32")],
  }));
  const result = await captured(tf.tensor1d([1, 2]), tf.tensor1d([3.5, 4]));
  assert.deepEqual([...result.sum.dataSync()], [4.5, 6]);
  assert.deepEqual([...(await result.parts[1]!.data())], [3, 4]);
  assert.equal(result.parts[1]!.dtype, "int32");
  assert.deepEqual([...tf.mul(result.sum, 2).dataSync()], [9, 12]);
  assert.deepEqual([...result.sum.dataSync()], [4.5, 6]); // it moved to the cpu backend, and is still there
  tf.dispose(result);
  await captured.dispose();
});

test("what was read stays as it was when buffers are reused", async () => {
  const captured = capture((a: tf.Tensor) => tf.add(a, 1));
  const first = await captured(tf.tensor1d([1, 2, 3]));
  const numbers = first.dataSync();
  first.dispose();
  const second = await captured(tf.tensor1d([7, 8, 9])); // takes the buffer of the first
  assert.deepEqual([...numbers], [2, 3, 4]);
  assert.deepEqual([...second.dataSync()], [8, 9, 10]);
  await captured.dispose();
});

test("tensors from outside the step become constants", async () => {
  const weights = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const captured = capture((a: tf.Tensor2D) => tf.matMul(a, weights));
  const one = await captured(tf.tensor2d([1, 0, 0, 1], [2, 2]));
  weights.dispose();
  const two = await captured(tf.tensor2d([2, 0, 0, 2], [2, 2]));
  assert.deepEqual([...one.dataSync()], [1, 2, 3, 4]);
  assert.deepEqual([...two.dataSync()], [2, 4, 6, 8]);
  await captured.dispose();
});

test("one graph for each set of shapes, made once even when calls overlap", async () => {
  let traced = 0;
  const captured = capture((a: tf.Tensor) => {
    traced += 1;
    return tf.sum(a);
  });
  const results = await Promise.all([tf.ones([3]), tf.ones([3]), tf.ones([4])].map((a) => captured(a)));
  assert.deepEqual(
    results.map((sum) => sum.dataSync()[0]),
    [3, 3, 4],
  );
  assert.equal(traced, 2);
  assert.equal(captured.graphs.length, 2);
  await captured.dispose();
});

test("an input disposed while the graph runs is read before its buffer is given away", async () => {
  const captured = capture((a: tf.Tensor) => tf.mul(a, 2));
  const a = await captured(tf.tensor1d([1, 2]));
  const pending = captured(a);
  await Promise.resolve();
  a.dispose();
  assert.deepEqual([...(await pending).dataSync()], [4, 8]);
  await captured.dispose();
});

test("1,000 training steps leak no tensor, buffer or memory", async () => {
  const task = tasks.CNN!;
  const train = capture(trainStep(task));
  const batch = task.batch(new Random(1));
  let state = initialState(task, new Random(2));
  const backend = captureBackend();
  const count = () => ({ ...tf.memory(), held: backend.numDataIds(), pooled: backend.pool.bytes });
  async function steps(number: number) {
    for (let at = 0; at < number; at++) {
      const next = await train(state, batch);
      tf.dispose([state, next.loss]);
      state = next.state;
    }
  }
  await steps(50);
  const [before, memory] = [count(), process.memoryUsage().rss];
  await steps(1000);
  const after = count();
  assert.deepEqual(after, before);
  const grown = (process.memoryUsage().rss - memory) / 2 ** 20;
  assert.ok(grown < 30, `the process grew by ${grown.toFixed(1)} MiB`);
  await train.dispose();
});

test("the same seed gives the same bits on one thread", async () => {
  const task = tasks.ViT!;
  async function train(): Promise<string> {
    const step = capture(trainStep(task));
    let state = initialState(task, new Random(3));
    for (let at = 0; at < 5; at++) ({ state } = await step(state, task.batch(new Random(at))));
    await step.dispose();
    const bytes = entries(state.params).map(([, x]) => Buffer.from(x.dataSync().buffer).toString("base64"));
    return bytes.join();
  }
  assert.equal(await train(), await train());
});

test("a saved graph passes onnx's checker and runs elsewhere", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "captured-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, task] of Object.entries(tasks)) {
    const path = join(folder, `${name}.onnx`);
    const step = capture(trainStep(task));
    await step.save(path, initialState(task, new Random(1)), task.batch(new Random(2)));
    assert.ok((await readFile(path)).length > 0);
    const python = "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)";
    const { status, stderr } = spawnSync("/usr/bin/python3", ["-c", python, path], { encoding: "utf8" });
    if (status !== 0 && /ModuleNotFoundError|ENOENT/.test(stderr ?? "ENOENT"))
      return t.skip("Python has no onnx here");
    assert.equal(status, 0, stderr);
  }
});
