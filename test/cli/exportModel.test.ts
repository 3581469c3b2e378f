// `robustness export-model` and `evaluate` together, as processes: models trained on the drawn shapes are written as ONNX
// with their test sets, and must get the counts of their records, class by class.
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import type { ClassFile } from "../../lib/evaluation/images/classFolder.js";
import { checkedEvaluation } from "../../lib/evaluation/run/record.js";
import type { RunRecord } from "../../lib/record/schema.js";
import type { RunSpecInput } from "../../lib/training/train/spec.js";
import { command } from "./commandProcess.js";
import { folderWith, shapesSpec, start } from "./trainProcess.js";

const root = await mkdtemp(join(tmpdir(), "export-model-"));
after(() => rm(root, { recursive: true }));
const data = inPackage("dist", "test", "training", "train", "shapes.js");

const clip = (text: "bagOfWords" | "transformer"): RunSpecInput => ({
  ...shapesSpec,
  objective: {
    kind: "clip",
    text: text === "bagOfWords" ? { kind: text } : { kind: text, width: 16, depth: 1, heads: 2 },
    embeddingDim: 16,
    tokenizer: { vocabulary: 64, length: 8 },
  },
  readouts: [
    { kind: "zeroShot", templates: "name" },
    { kind: "zeroShot", templates: "pictograms" },
  ],
});

interface Trained {
  readonly folder: string;
  readonly record: RunRecord;
}

async function trained(name: string, spec: RunSpecInput): Promise<Trained> {
  const { folder, file } = await folderWith(root, name, spec);
  const { code, stdout, stderr } = await start(folder, "train", file, "--json", "--keep").ended;
  assert.equal(code, 0, stderr);
  return { folder, record: JSON.parse(stdout) as RunRecord };
}

const exported = ({ folder }: Trained, model: string, out: string, ...more: string[]) =>
  command(
    ...["export-model", model, "--out", join(folder, out), "--data", data],
    ...["--checkpoints", join(folder, "checkpoints"), ...more],
  );

/** Compares what `evaluate` records with the results of one read-out. */
async function compare({ folder, record }: Trained, readout: string, ...more: string[]): Promise<void> {
  const images = join(folder, "model", "images");
  const sets = (await readdir(images)).flatMap((name) => ["--images", join(images, name)]);
  const out = join(folder, `evaluated-${readout.replaceAll(":", "-")}`);
  const { code, stderr } = command("evaluate", join(folder, "model"), ...sets, "--out", out, ...more);
  assert.equal(code, 0, stderr);
  const results = record.results.filter((result) => result.readout === readout);
  assert.equal(results.length, 2);
  for (const { testset, correct, total, correctByClass, totalByClass, correctIcons } of results) {
    const file = join(out, `model.${testset}.json`);
    const [own] = checkedEvaluation(JSON.parse(await readFile(file, "utf8")), file).results;
    assert.deepEqual(
      [own!.readout, own!.testset, own!.correct, own!.total, own!.correctByClass, own!.totalByClass],
      [readout, testset, correct, total, correctByClass, totalByClass],
    );
    assert.equal(own!.correctIcons, correctIcons); // image by image
  }
}

for (const text of ["bagOfWords", "transformer"] as const)
  test(`CLIP with ${text}: exported and evaluated, it has the counts of its record`, async () => {
    const run = await trained(`clip ${text}`, clip(text));
    const { code, stdout, stderr } = exported(run, run.record.hash, "model", "--images");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${join(run.folder, "model")}\n`);
    assert.deepEqual((await readdir(join(run.folder, "model"), { recursive: true })).filter((one) => !one.startsWith("images")).sort(), [
      "config.json", "onnx", "onnx/text_model.onnx", "onnx/vision_model.onnx", "preprocessor_config.json", "tokenizer.json",
      "tokenizer_config.json",
    ].map((path) => join(path)).sort()); // biome-ignore format: a list
    for (const templates of ["name", "pictograms"])
      await compare(run, `zeroShot:${templates}`, "--templates", templates);
    // More right than by chance: equal counts of a model that guesses would show little.
    const id = run.record.results.find(({ testset }) => testset === "id")!;
    assert.ok(id.correct > 45, `${id.correct} of ${id.total}`);
  });

test("a classifier, exported by its record and by its checkpoint", async () => {
  const run = await trained("classifier", shapesSpec);
  const { hash } = run.record;
  const record = join(run.folder, "records", `${hash}.json`);
  assert.equal(exported(run, record, "model", "--images").code, 0);
  await compare(run, "head", "--batch", "7");
  const checkpoint = join(run.folder, "checkpoints", `${hash}.safetensors`);
  assert.equal(exported(run, checkpoint, "again").code, 0);
  assert.deepEqual(
    await readFile(join(run.folder, "again", "onnx", "model.onnx")),
    await readFile(join(run.folder, "model", "onnx", "model.onnx")),
  );

  // What cannot be is one line and leaves nothing.
  const before = (await readdir(run.folder)).sort();
  const other = { ...run.record, checkpoint: "0".repeat(64) };
  const { digest: _digest, ...undigested } = other as RunRecord & { digest?: string };
  await writeFile(join(root, "other.json"), JSON.stringify(undigested));
  const simclr = await trained("simclr", { ...shapesSpec, objective: { kind: "simclr" }, augment: "simclr" });
  for (const [model, out, message] of [
    [hash, "model", /--out: .*model contains config\.json, expected an empty folder or none/],
    ["0".repeat(16), "new", /no trained model of run 0{16}, expected one from robustness train SPEC --keep/],
    [
      "whatever",
      "new",
      /"whatever": expected a checkpoint \(\.safetensors\), a record \(\.json\) or the hash/,
    ],
    [join(root, "none.json"), "new", /none\.json: no such file/],
    [join(root, "none.safetensors"), "new", /none\.safetensors: no such checkpoint/],
    [
      join(simclr.folder, "checkpoints", `${simclr.record.hash}.safetensors`),
      "new",
      /objective simclr, expected clip or crossEntropy to export/,
    ],
  ] as const) {
    const { code, stdout, stderr } = exported(run, model, out);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.split("\n").length, 2, stderr);
  }
  assert.deepEqual((await readdir(run.folder)).sort(), before);

  // A head takes no prompts, and needs an output for each class.
  const images = join(run.folder, "model", "images", "id");
  const more = join(run.folder, "more");
  await cp(images, more, { recursive: true });
  const classes = JSON.parse(await readFile(join(more, "classes.json"), "utf8")) as ClassFile;
  await writeFile(
    join(more, "classes.json"),
    JSON.stringify({ ...classes, classes: [...classes.classes, { folder: "cube" }] }),
  );
  for (const [args, message] of [
    [["--images", images, "--templates", "name"], /--templates: .* is a classifier with a head/],
    [["--images", more], /"logits" has 3 classes, expected the test set's 4 classes/],
    [["--images", images, "--images", images], /is test set "id" again, expected each test set once/],
  ] as const) {
    const never = join(run.folder, "never");
    const { code, stdout, stderr } = command("evaluate", join(run.folder, "model"), ...args, "--out", never);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.split("\n").length, 2, stderr);
  }
  assert.ok(!(await readdir(run.folder)).includes("never"));
});
