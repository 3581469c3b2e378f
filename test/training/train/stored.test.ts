import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../../lib/base/errors.js";
import { specialTokens } from "../../../lib/training/models/encoder.js";
import { readCheckpoint } from "../../../lib/training/train/checkpoint.js";
import type { RunEngine } from "../../../lib/training/train/engine.js";
import { parseSpec, type RunSpecInput, specHash } from "../../../lib/training/train/spec.js";
import { checkpointPath, storedRun } from "../../../lib/training/train/stored.js";
import { Shapes } from "./shapes.js";

const root = await mkdtemp(join(tmpdir(), "runs-"));
after(() => rm(root, { recursive: true }));

const engine: RunEngine = { name: "captured", threads: 1 };
const model = { kind: "cnn", widths: [8, 16], depth: 1, pool: "flatten" } as const;
const captions = { kind: "text", fields: ["title"], styleWords: false } as const;
const tokenizer = { vocabulary: 64, length: 8 };
const base: RunSpecInput = {
  model,
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 480 }], size: 16 },
  budget: { steps: 100, batchSize: 32 },
  optimizer: { learningRate: 5e-3 },
  augment: "none",
};
const clipSpec: RunSpecInput = {
  ...base,
  objective: { kind: "clip", text: { kind: "bagOfWords", width: 16 }, embeddingDim: 16, tokenizer, captions },
};

function folders(name: string) {
  return { records: join(root, name, "records"), checkpoints: join(root, name, "checkpoints") };
}

test("a spec with a record is not run again unless asked", async () => {
  const data = new Shapes();
  const options = { data, engine, ...folders("once") };
  const spec = parseSpec({ ...base, budget: { steps: 5, batchSize: 32 } });
  const first = await storedRun(spec, options);
  assert.deepEqual(await storedRun(spec, options), JSON.parse(JSON.stringify(first)));
  assert.equal(data.loads, 1);
  const again = await storedRun(spec, { ...options, again: true });
  assert.equal(data.loads, 2);
  assert.deepEqual(again.results, first.results);
  assert.deepEqual(await readdir(options.records), [`${specHash(spec)}.json`]);
});

test("SimCLR, then a linear probe on the locked encoder: the encoder is that of the first run", async () => {
  const options = { data: new Shapes(), engine, ...folders("probe") };
  const pretraining = { ...base, objective: { kind: "simclr" }, augment: "simclr" } as RunSpecInput;
  const spec = parseSpec({ ...base, start: { from: pretraining }, locked: ["image"] });
  const before = tf.memory().numTensors;
  const record = await storedRun(spec, { ...options, keep: true });
  assert.equal(tf.memory().numTensors, before);
  assert.equal(record.parameters, 256 * 3 + 3); // 4·4 places of 16 channels to 3 classes
  // The run it starts from was trained on the way and has a record of its own.
  assert.equal((await readdir(options.records)).length, 2);
  const [first, second] = await Promise.all(
    [spec.start!.from, spec].map((each) => readCheckpoint(checkpointPath(options.checkpoints, each))),
  );
  const image = (each: typeof first) => each!.values.filter(({ path }) => path.startsWith("image."));
  assert.deepEqual(image(second), image(first));
  const [id] = record.results;
  assert.ok(id!.correct / id!.total > 0.5, `accuracy ${id!.correct / id!.total}`); // chance is 1/3
});

test("fine-tuning from a zero-shot head begins at the zero-shot model's own predictions", async () => {
  const options = { data: new Shapes(), engine, ...folders("tune") };
  const zeroShot = await storedRun(parseSpec(clipSpec), { ...options, keep: true });
  const tuned = await storedRun(
    parseSpec({ ...base, start: { from: clipSpec, parts: "zeroShotHead" }, evaluateAt: [0, 0.1] }),
    options,
  );
  const counts = (record: typeof zeroShot, step: number) =>
    record.results
      .filter((each) => each.step === step)
      .map(({ testset, correctByClass }) => [testset, correctByClass]);
  assert.deepEqual(counts(tuned, 0), counts(zeroShot, 100));
  assert.deepEqual(
    tuned.results.map(({ step }) => step),
    [0, 0, 10, 10, 100, 100],
  );
});

test("LiT: a supervised image tower locked, a text tower trained to it", async () => {
  const options = { data: new Shapes(), engine, ...folders("lit") };
  const spec = parseSpec({
    ...clipSpec,
    start: { from: base },
    locked: ["image"],
    readouts: [{ kind: "zeroShot", templates: { name: "colours", list: ["red {}", "blue {}", "green {}"] } }],
  });
  const record = await storedRun(spec, options);
  const [id] = record.results;
  assert.ok(id!.correct / id!.total > 0.7, `accuracy ${id!.correct / id!.total}`);
});

test("going on with all of a run's parameters keeps its tokenizer", async () => {
  const options = { data: new Shapes(), engine, ...folders("all") };
  const short = { ...clipSpec, budget: { steps: 3, batchSize: 16 } };
  const spec = parseSpec({
    ...short,
    data: { train: [{ pool: "shapes", images: 20 }], size: 16, seed: 4 },
    start: { from: short, parts: "all" },
  });
  await storedRun(spec, { ...options, keep: true });
  const [first, second] = await Promise.all(
    [spec.start!.from, spec].map((each) => readCheckpoint(checkpointPath(options.checkpoints, each))),
  );
  assert.deepEqual(second!.learned.tokenizer!.data, first!.learned.tokenizer!.data);
  assert.equal(first!.learned.tokenizer!.encode("disc")[0], specialTokens.start);
  assert.deepEqual(first!.spec, spec.start!.from);
});

test("what does not fit is refused by name", async () => {
  const options = { data: new Shapes(), engine, ...folders("refused") };
  const short = { ...base, budget: { steps: 2, batchSize: 16 } };
  const locked = parseSpec({ ...short, start: { from: short }, locked: ["imgae"] });
  await assert.rejects(storedRun(locked, options), /locked: "imgae" is not a group.*expected image, head/);
  const diverging = parseSpec({ ...short, optimizer: { learningRate: 1e30, clipNorm: 0, warmUp: 0 } });
  await assert.rejects(
    storedRun(parseSpec({ ...short, start: { from: diverging } }), options),
    (error: unknown) => error instanceof InputError && /diverged: \w+ is (NaN|Infinity)/.test(error.message),
  );
  const path = checkpointPath(options.checkpoints, locked.start!.from);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 10));
  await assert.rejects(readCheckpoint(path), /tensor .* is truncated/);
  await writeFile(path, "short");
  await assert.rejects(readCheckpoint(path), /not a checkpoint, or truncated/);
  await assert.rejects(readCheckpoint(`${path}.none`), /no such checkpoint/);
});
