import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../../lib/base/errors.js";
import { Random } from "../../../lib/base/random.js";
import { TagWords } from "../../../lib/examples/tagWords.js";
import { Tokenizer } from "../../../lib/examples/tokenizer.js";
import { specialTokens } from "../../../lib/training/models/encoder.js";
import { buildObjective, objectiveKinds } from "../../../lib/training/objectives/kinds.js";
import { checkpointDigest, readCheckpoint, writeCheckpoint } from "../../../lib/training/train/checkpoint.js";
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
  const byNames = { ...clipSpec, readouts: [{ kind: "zeroShot" as const, templates: "name" as const }] };
  const zeroShot = await storedRun(parseSpec(byNames), { ...options, keep: true });
  const tuned = await storedRun(
    parseSpec({ ...base, start: { from: byNames, parts: "zeroShotHead" }, evaluateAt: [0, 0.1] }),
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
  const misspelt = { ...short, start: { from: short }, locked: ["imgae"] };
  assert.throws(() => parseSpec(misspelt), /locked: "imgae" is not a group.*expected image, head/); // before any training
  const locked = parseSpec({ ...short, start: { from: short }, locked: ["image"] });
  await storedRun(locked, options);
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

/** A safetensors file taken apart: its header and its numbers. */
function apart(bytes: Buffer) {
  const begin = 8 + Number(bytes.readBigUInt64LE(0));
  return { header: JSON.parse(bytes.toString("utf8", 8, begin)), numbers: bytes.subarray(begin) };
}

function joined(header: unknown, numbers: Uint8Array): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, numbers]);
}

test("a damaged checkpoint is refused by name, and no name reaches Object.prototype", async () => {
  const options = { data: new Shapes(), engine, ...folders("damaged") };
  const first = parseSpec({ ...base, budget: { steps: 2, batchSize: 16 } });
  const record = await storedRun(first, { ...options, keep: true });
  const path = checkpointPath(options.checkpoints, first);
  const whole = await readCheckpoint(path);
  assert.equal(record.checkpoint, checkpointDigest(whole));
  const { header, numbers } = apart(await readFile(path));
  const { __metadata__, ...tensors } = header;
  const [[name, tensor], [next]] = Object.entries<{ data_offsets: [number, number] }>(tensors) as [
    [string, { data_offsets: [number, number] }],
    [string, unknown],
  ];
  const [from, to] = tensor.data_offsets;
  const placed = (begin: number, end: number) => ({
    ...header,
    [name]: { ...tensor, data_offsets: [begin, end] },
  });
  const { [name]: _, ...without } = header;
  const proto = `{"__proto__.polluted":{"dtype":"F32","shape":[],"data_offsets":[${numbers.length},${numbers.length + 4}]},`;
  const called = (other: string) => JSON.stringify(header).replace(`"${name}"`, JSON.stringify(other)); // text: JSON.stringify drops __proto__
  const text = JSON.stringify(header);
  const faults: [unknown, Uint8Array, RegExp][] = [
    [called("__proto__.polluted"), numbers, /tensor __proto__\.polluted: "__proto__" cannot be/],
    [called("__proto__"), numbers, /tensor __proto__: "__proto__" cannot be/],
    [called("constructor.prototype.x"), numbers, /tensor constructor\.prototype\.x: "constructor" cannot be/],
    [called("image..kernel"), numbers, /tensor image\.\.kernel: "" cannot be/],
    [text.replace("{", proto), Buffer.concat([numbers, Buffer.alloc(4)]), /"__proto__" cannot be/],
    [text.replace("{", `{"${name}":${JSON.stringify(tensor)},`), numbers, /named twice in one object/],
    [
      placed(from + 4, to + 4),
      numbers,
      /tensor .* (overlaps|begins at byte 4, expected 0|holds|is truncated)/,
    ],
    [
      placed(from + 2, to + 2),
      numbers,
      new RegExp(`tensor ${name} begins at byte 2, expected a multiple of 4`),
    ],
    [placed(from, to + 4), numbers, new RegExp(`tensor ${name} has ${to + 4} bytes, expected ${to}`)],
    [placed(-4, to), numbers, /data_offsets\.0: -4/],
    [without, numbers, new RegExp(`tensor ${next} begins at byte ${to}, expected 0, .*a tensor is missing`)],
    [header, Buffer.concat([numbers, Buffer.alloc(8)]), /8 bytes after .* belong to no tensor/],
    [header, numbers.subarray(0, -4), /tensor .* is truncated/],
    [{ ...header, [next]: { ...(tensors[next] as object), dtype: "F16" } }, numbers, /dtype: "F16"/],
    [
      header,
      Buffer.from(new Float32Array(numbers.length / 4).fill(Number.NaN).buffer),
      /contains NaN at 0, expected finite/,
    ],
    [{ ...header, __metadata__: { run: __metadata__.run } }, numbers, /__metadata__: digest: missing/],
    [
      { ...header, __metadata__: { ...__metadata__, run: __metadata__.run.replace("disc", "disk") } },
      numbers,
      /changed after it was written/,
    ],
    [tensors, numbers, /__metadata__/],
    ["null", numbers, /its header is not a JSON object/],
    ["[]", numbers, /its header is not a JSON object/],
  ];
  for (const [damaged, content, message] of faults) {
    await writeFile(path, joined(damaged, content));
    await assert.rejects(readCheckpoint(path), (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      assert.ok(error.message.startsWith(path), error.message);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(
      [({} as { polluted?: unknown }).polluted, ({} as { x?: unknown }).x],
      [undefined, undefined],
    );
  }
  // Any bit of any weight.
  const random = new Random("bits");
  for (let trial = 0; trial < 56; trial++) {
    const changed = Buffer.from(numbers);
    const at = random.integer(changed.length);
    changed[at] = changed[at]! ^ (1 << random.integer(8));
    await writeFile(path, joined(header, changed));
    await assert.rejects(readCheckpoint(path), /was changed after it was written|expected finite numbers/);
  }

  // Whole, but not the model of the record, or not the whole model.
  const follower = parseSpec({ ...base, budget: { steps: 2, batchSize: 16 }, start: { from: first } });
  const refused = async (values: typeof whole.values, message: RegExp) => {
    await writeCheckpoint(path, { ...whole, values });
    await assert.rejects(storedRun(follower, options), (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, message);
      return true;
    });
  };
  const zeros = whole.values.map((each) => ({ ...each, numbers: new Float32Array(each.numbers.length) }));
  await refused(zeros, /not the model of the run's record: digest [0-9a-f]{16}…, expected [0-9a-f]{16}…/);
  await refused(whole.values.slice(1), new RegExp(`tensor ${whole.values[0]!.path} is missing`));
  const flat = whole.values.map((each) => ({ ...each, shape: [each.numbers.length] }));
  await refused(flat, /tensor .* is \[\d+\], expected \[/);
  const more = [...whole.values, { path: "other", shape: [1], numbers: new Float32Array(1) }];
  await refused(more, /tensor other does not belong to this run's model/);
  await writeCheckpoint(path, whole);
  assert.equal((await storedRun(follower, options)).status, "finished");
});

test("groups that can be locked are those that models have", () => {
  const shape = { height: 16, width: 16, channels: 3 };
  const tokenizers = { tokenizer: Tokenizer.train(["red disc"], tokenizer) };
  const tagWords = { tagWords: TagWords.count(["red disc"], 2) };
  for (const { schema, parameterGroups } of objectiveKinds) {
    const kind = schema.shape.kind.value;
    const spec = parseSpec({ ...base, augment: "simclr", objective: { kind } } as RunSpecInput);
    const learned = { classNames: ["a", "b"], shape, ...tokenizers, ...tagWords };
    tf.tidy(() => {
      const params = buildObjective(spec, learned).init(new Random(0));
      assert.deepEqual(Object.keys(params), parameterGroups);
      return [];
    });
  }
});
