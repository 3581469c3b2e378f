// The steps that the benchmark times are those that training runs: same parameters, same losses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { benchSpecs, benchTask } from "../../lib/bench/tasks.js";
import { Training } from "../../lib/bench/training.js";
import { Batches } from "../../lib/examples/batches.js";
import type { LoadedData } from "../../lib/examples/source.js";
import { batchTensors } from "../../lib/training/train/batchTensors.js";
import { learn } from "../../lib/training/train/learned.js";
import { run } from "../../lib/training/train/run.js";
import { assertSameLosses } from "./sameLosses.js";

const [batchSize, steps, classes, side] = [16, 3, 71, 32];
const engine = { name: "captured", threads: 1 } as const;

/** A training set of one batch. Its captions are random words, enough of them for a vocabulary of 1,000. */
function oneBatch(random: Random): LoadedData {
  const shape = { height: side, width: side, channels: 3 };
  const letter = () => String.fromCharCode(97 + random.integer(26));
  const word = () => Array.from({ length: 6 }, letter).join("");
  return {
    classNames: Array.from({ length: classes }, (_, at) => `class ${at}`),
    shape,
    train: {
      images: Uint8Array.from({ length: batchSize * side * side * 3 }, () => random.integer(256)),
      labels: Int32Array.from({ length: batchSize }, () => random.integer(classes)),
      captions: Array.from({ length: batchSize }, () => ({
        title: Array.from({ length: 250 }, word).join(" "),
        description: "",
        tags: [],
        styleWords: [],
      })),
    },
    tests: {},
  };
}

for (const [name, whole] of Object.entries(benchSpecs()))
  test(`${name}: a run of training on the same images has the same parameters and losses`, async () => {
    const spec = { ...whole, budget: { batchSize, steps } };
    const data = oneBatch(new Random("data"));
    const expected: number[] = [];
    const { record } = await run(spec, {
      data: { load: async () => data },
      engine,
      onProgress: ({ loss }) => expected.push(loss),
    });

    const task = benchTask(spec);
    const learned = learn(spec, data);
    const random = new Random(spec.seed);
    const batches = new Batches(
      data,
      {
        fields: task.objective.needs,
        batchSize,
        augment: spec.augment,
        ...("captions" in spec.objective && { captions: spec.objective.captions }),
        ...learned,
      },
      random.stream("batches"),
    );
    const training = new Training(task, {
      batch: batchTensors(batches.batch(1), { batchSize, learned }),
      init: random.stream("init"),
      options: { engine: engine.name, threads: engine.threads },
    });
    assert.equal(training.parameters, record.parameters);
    // Every batch of the run holds the same images in another order, which changes no more than the rounding.
    const losses: number[] = [];
    for (let at = 0; at < steps; at++) losses.push(await training.step());
    assertSameLosses(name, losses, expected);
    await training.dispose();
  });
