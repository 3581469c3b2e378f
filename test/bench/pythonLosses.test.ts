// The sides of the benchmark in PyTorch and JAX compute what the package computes: from the same first parameters and on
// the same batch they have the same losses. Both are independent of this package, so the models are checked by them too.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/base/random.js";
import { pythonCommands } from "../../lib/bench/contestants.js";
import { findPythons } from "../../lib/bench/pythons.js";
import { type BenchTask, benchSpecs, benchTask } from "../../lib/bench/tasks.js";
import { Training } from "../../lib/bench/training.js";
import { chooseEngine } from "../../lib/engine/choose.js";
import { entries, mapParams } from "../../lib/training/models/params.js";
import { assertSameLosses } from "./sameLosses.js";

const pythons = await findPythons();
const runnable = new Map(pythonCommands(pythons));
const missing = { python: "none", version: "0" };
const names = pythonCommands({ torch: missing, jax: missing })
  .map(([name]) => name)
  .filter((name) => !name.endsWith("bf16")); // which rounds to three digits
await chooseEngine("captured", 1);

const stored = (x: tf.Tensor) => ({
  shape: x.shape,
  dtype: x.dtype,
  base64: Buffer.from(x.dataSync().slice().buffer).toString("base64"),
});

/**
 * A task with noise on all its initial parameters. Heads and biases are zero at first, and gains are one, so the loss would
 * hardly depend on the rest of the model: a convolution padded on the wrong side would not be noticed.
 */
const withRandomParameters = (task: BenchTask): BenchTask => ({
  ...task,
  objective: {
    ...task.objective,
    init: (random) =>
      mapParams(task.objective.init(random), (x) => {
        const noise = random.stream(`noise ${x.shape}`);
        const numbers = x.dataSync().map((value) => value + 0.1 * noise.normal());
        return tf.tensor(numbers, x.shape);
      }),
  },
});

const whole = {
  "from the initial parameters": { prepared: (task: BenchTask) => task, steps: 3 },
  // One step: with such parameters some gradients are all rounding, and Adam's step then goes either way.
  "with noise on all parameters": { prepared: withRandomParameters, steps: 1 },
};

for (const name of names)
  for (const [title, { prepared, steps }] of Object.entries(whole))
    test(`${name} has the losses of the package ${title}`, {
      skip: !runnable.has(name) && "not installed here",
    }, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "pytorch-"));
      t.after(() => rmSync(folder, { recursive: true }));
      const asked: { task: string; values: string; steps: number }[] = [];
      const expected: { parameters: number; losses: number[] }[] = [];
      for (const [taskName, spec] of Object.entries(benchSpecs())) {
        const task = prepared(benchTask({ ...spec, budget: { batchSize: 16, steps } }));
        const batch = task.batch(new Random("batch"));
        const params = task.objective.init(new Random("init"));
        const values = join(folder, `${taskName}.json`);
        const table = (list: (readonly [string, tf.Tensor])[]) =>
          Object.fromEntries(list.map(([path, x]) => [path, stored(x)]));
        const content = {
          params: table(entries(params)),
          batch: table(Object.entries(batch)),
          fields: task.objective.needs,
        };
        writeFileSync(values, JSON.stringify(content));
        asked.push({ task: taskName, values, steps });
        const training = new Training(task, { batch, init: new Random("init"), options: {} });
        const losses: number[] = [];
        for (let at = 0; at < steps; at++) losses.push(await training.step());
        expected.push({ parameters: training.parameters, losses });
        await training.dispose();
      }
      const [program, ...rest] = runnable.get(name)! as [string, ...string[]];
      const { stdout, stderr } = spawnSync(program, [...rest, "1"], {
        input: asked.map((one) => `${JSON.stringify(one)}\n`).join(""),
        encoding: "utf8",
      });
      const answers = stdout
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => JSON.parse(line) as (typeof expected)[0]);
      assert.equal(answers.length, expected.length, stderr);
      for (const [at, { parameters, losses }] of answers.entries()) {
        const { task } = asked[at]!;
        assert.equal(parameters, expected[at]!.parameters, task);
        assertSameLosses(task, losses, expected[at]!.losses);
      }
    });
