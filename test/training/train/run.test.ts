import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { parsed } from "../../../lib/base/parse.js";
import { listEngines } from "../../../lib/engine/choose.js";
import type { DataSource, TestImages } from "../../../lib/examples/source.js";
import { recordSchema } from "../../../lib/record/schema.js";
import { unpackPredictions } from "../../../lib/record/wrongClasses.js";
import type { RunEngine } from "../../../lib/training/train/engine.js";
import { run, type TrainingProgress } from "../../../lib/training/train/run.js";
import { parseSpec, type RunSpecInput } from "../../../lib/training/train/spec.js";
import { Shapes } from "./shapes.js";

const captured: RunEngine = { name: "captured", threads: 1 };
const reference: RunEngine = { name: "reference", threads: 1 };
assert.ok((await listEngines()).find(({ name }) => name === "captured")!.available);

const base: RunSpecInput = {
  model: { kind: "cnn", widths: [8, 16], depth: 1, pool: "flatten" },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 480 }], size: 16 },
  budget: { epochs: 6, batchSize: 32 },
  optimizer: { learningRate: 5e-3 },
  augment: "none",
};
const small = { width: 16, depth: 1, heads: 2, expansion: 2 };
const tokenizer = { vocabulary: 64, length: 8 };

function accuracy(outcome: Awaited<ReturnType<typeof run>>, testset: string, step?: number): number {
  const found = outcome.record.results.filter((result) => result.testset === testset);
  const result = step === undefined ? found.at(-1)! : found.find((each) => each.step === step)!;
  return result.correct / result.total;
}

test("a CNN learns shapes; the record holds what it should, and no tensor is left", async () => {
  const before = tf.memory().numTensors;
  const seen: TrainingProgress[] = [];
  const spec = parseSpec({ ...base, evaluateAt: [0, 0.5] });
  const outcome = await run(spec, {
    data: new Shapes(),
    engine: captured,
    onProgress: (progress) => seen.push(progress),
  });
  assert.equal(tf.memory().numTensors, before);
  const { record } = outcome;
  parsed(recordSchema, JSON.parse(JSON.stringify(record)), "record");
  assert.equal(record.status, "finished");
  assert.equal(record.steps, 90); // 6 · 480 / 32
  assert.equal(record.samples, 2880);
  assert.equal(seen.length, 90);
  assert.ok(Math.abs(seen.at(-1)!.secondsLeft) < 1e-9);
  assert.deepEqual(
    record.results.map(({ testset, step, total }) => [testset, step, total]),
    [0, 45, 90].flatMap((step) => [
      ["id", step, 90],
      ["inverted", step, record.results[1]!.total],
    ]),
  );
  // 3 equally likely classes: untrained near 1/3, which the head's zero start makes exactly "class 0"
  assert.equal(record.results[0]!.correct, record.results[0]!.totalByClass[0]);
  assert.ok(accuracy(outcome, "id") > 0.85, `accuracy ${accuracy(outcome, "id")}`);
  assert.equal(record.results.at(-1)!.totalByClass[2], 0);
  assert.ok(record.curve.values.loss!.at(-1)! < 0.5 && record.curve.values.loss![0]! > 0.8);
});

test("equal spec and engine give equal counts and curve; another seed others", async () => {
  const short = { ...base, budget: { steps: 12, batchSize: 32 }, augment: "simclr" as const };
  const once = await run(parseSpec(short), { data: new Shapes(), engine: captured });
  const again = await run(parseSpec(short), { data: new Shapes(), engine: captured });
  assert.deepEqual(again.record.results, once.record.results);
  assert.deepEqual(again.record.curve, once.record.curve);
  const other = await run(parseSpec({ ...short, seed: 1 }), { data: new Shapes(), engine: captured });
  assert.notDeepEqual(other.record.curve, once.record.curve);
  assert.notEqual(other.record.hash, once.record.hash);
});

/** Those that read classes out of text. */
const objectives: RunSpecInput["objective"][] = [
  { kind: "clip", text: { kind: "bagOfWords", width: 16 }, embeddingDim: 16, tokenizer },
  { kind: "clip", text: { kind: "transformer", ...small }, embeddingDim: 16, tokenizer },
  { kind: "tags", vocabulary: 6 },
  { kind: "captioning", decoder: small, tokenizer },
];
for (const objective of [base.objective, ...objectives])
  test(`both engines train alike and count the same: ${JSON.stringify(objective)}`, async () => {
    const spec = parseSpec({
      ...base,
      model: { kind: "cnn", widths: [4], pool: "mean" }, // the reference engine is slow
      objective,
      data: { train: [{ pool: "shapes", images: 24 }], size: 16 },
      budget: { steps: 4, batchSize: 8 },
    } as RunSpecInput);
    const [fast, slow] = [captured, reference].map((engine) => run(spec, { data: new Shapes(), engine }));
    const [{ record: quick }, { record: exact }] = [await fast!, await slow!];
    // Four steps, each with a rounding error of about 10⁻⁶ that Adam's division may make ten times as large.
    for (const [at, loss] of exact.curve.values.loss!.entries())
      assert.ok(Math.abs(loss! - quick.curve.values.loss![at]!) <= 1e-3 * Math.abs(loss!));
    for (const [at, result] of exact.results.entries())
      assert.ok(Math.abs(result.correct - quick.results[at]!.correct) <= 2); // near ties may fall either way
  });

test("zero-shot, tags and captions read classes out well above chance after a short training", async () => {
  const titles = { kind: "text", fields: ["title"], styleWords: false } as const;
  const labels = { kind: "label", templates: ["{}", "a {}"] } as const;
  const list = ["red {}", "blue {}", "green {}"]; // as the captions are
  for (const objective of objectives) {
    const captions = objective.kind === "captioning" ? labels : titles;
    const spec = parseSpec({
      ...base,
      data: { train: [{ pool: "shapes", images: 960 }], size: 16 },
      objective: { ...objective, captions } as unknown as RunSpecInput["objective"],
      budget: { steps: 160, batchSize: 32 },
      ...(objective.kind === "clip" && {
        readouts: [{ kind: "zeroShot", templates: { name: "colours", list } }],
      }),
    });
    const outcome = await run(spec, { data: new Shapes(), engine: captured });
    const reached = accuracy(outcome, "id");
    assert.ok(reached > 0.75, `${objective.kind}: ${reached}`); // chance is 1/3
  }
});

test("several prompts read out together give what each gives alone, with all terms of a class too", async () => {
  const readouts = [
    { kind: "zeroShot", templates: "name" },
    { kind: "zeroShot", templates: { name: "colours", list: ["red {}", "blue {}"] } },
    { kind: "zeroShot", templates: "name", names: "terms" },
  ] as const;
  const of = async (some: readonly (typeof readouts)[number][]) => {
    const spec = parseSpec({
      ...base,
      objective: { kind: "clip", text: { kind: "bagOfWords" } },
      budget: { steps: 40, batchSize: 32 },
      optimizer: { learningRate: 5e-3 },
      readouts: [...some],
    });
    return (await run(spec, { data: new Shapes(), engine: captured })).record.results;
  };
  const together = await of(readouts);
  assert.deepEqual(
    [...new Set(together.map(({ readout }) => readout))],
    ["zeroShot:name", "zeroShot:colours", "zeroShot:name:terms"],
  );
  const alone: typeof together = [];
  for (const each of readouts) alone.push(...(await of([each])));
  assert.deepEqual(together, alone);
  const bits = (readout: string) =>
    together.filter((each) => each.readout === readout).map((each) => each.correctIcons);
  assert.notDeepEqual(bits("zeroShot:name"), bits("zeroShot:name:terms"));

  const withoutTerms: DataSource = {
    async load(spec) {
      const { classTerms: _terms, ...data } = await new Shapes().load(spec);
      return data;
    },
  };
  const spec = parseSpec({ ...base, objective: { kind: "clip" }, readouts: [readouts[2]] });
  await assert.rejects(run(spec, { data: withoutTerms, engine: captured }), /names "terms", but the classes/);
});

test("a head that keeps predictions: the record holds every icon's predicted class", async () => {
  const spec = parseSpec({ ...base, readouts: [{ kind: "head", keep: ["inverted"] }] });
  const predicted = new Map<string, Int32Array>();
  const { record } = await run(spec, {
    data: new Shapes(),
    engine: captured,
    onPredictions: (_, testset, classes) => predicted.set(testset, classes),
  });
  const { tests } = await new Shapes().load(spec.data);
  for (const result of record.results) {
    if (result.testset === "id") {
      assert.equal(result.wrongClasses, undefined);
      continue;
    }
    const { labels } = tests[result.testset] as TestImages;
    const byClass = [...labels.keys()].sort((a, b) => labels[a]! - labels[b]! || a - b);
    const expected = byClass.map((row) => predicted.get(result.testset)![row]);
    assert.deepEqual([...unpackPredictions(result)!], expected);
  }
  const plain = await run(parseSpec(base), { data: new Shapes(), engine: captured });
  assert.ok(plain.record.results.every(({ wrongClasses }) => wrongClasses === undefined));
  const unknown = parseSpec({ ...base, readouts: [{ kind: "head", keep: ["sketch"] }] });
  await assert.rejects(
    run(unknown, { data: new Shapes(), engine: captured }),
    /readouts\.0\.keep: no test set "sketch", expected one of id, inverted/,
  );
});

test("a loss that is no number ends the run with a record that says so", async () => {
  const spec = parseSpec({ ...base, optimizer: { learningRate: 1e30, clipNorm: 0, warmUp: 0 } });
  const before = tf.memory().numTensors;
  const { record, checkpoint } = await run(spec, { data: new Shapes(), engine: captured });
  assert.equal(tf.memory().numTensors, before);
  assert.equal(record.status, "diverged");
  assert.match(record.reason!, /^(loss|gradientNorm) is (NaN|Infinity) at step \d+$/);
  assert.equal(checkpoint, undefined);
  assert.deepEqual(record.results, []);
  assert.ok(record.steps < 90);
  parsed(recordSchema, JSON.parse(JSON.stringify(record)), "record");
});

test("an aborted run throws its reason and leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const stopped = run(parseSpec(base), {
    data: new Shapes(),
    engine: captured,
    signal: controller.signal,
    onProgress: ({ step }) => step === 3 && controller.abort(new Error("enough")),
  });
  await assert.rejects(stopped, /enough/);
  assert.equal(tf.memory().numTensors, before);
});
