// `robustness evaluate` with image-text models, as processes, on ImageNet-A's layout: 200 class folders with one small
// image each, and on a folder with a class file.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { checkedEvaluation } from "../../lib/evaluation/run/record.js";
import { loadImageNetClasses } from "../../lib/published/load.js";
import { writeSmallModel } from "../evaluation/models/smallModels.js";
import { command } from "./commandProcess.js";

let folder: string;
let images: string;
const classes = await loadImageNetClasses();
const inA = classes.filter(({ inImageNetA }) => inImageNetA);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "image-text-"));
  images = join(folder, "imagenet-a");
  for (const name of ["clip", "clip-joint", "siglip", "immich"])
    await writeSmallModel(name, join(folder, name));
  for (const [at, { wnid }] of inA.entries()) {
    await mkdir(join(images, wnid), { recursive: true });
    const background = { r: (at * 37) % 256, g: (at * 91) % 256, b: (at * 13) % 256 };
    await sharp({ create: { width: 20, height: 16, channels: 3, background } })
      .png()
      .toFile(join(images, wnid, "a.png"));
  }
});
after(() => rm(folder, { recursive: true }));

const evaluate = (model: string, out: string, ...more: string[]) =>
  command("evaluate", join(folder, model), "--out", join(folder, out), ...more);
const resultOf = async (out: string, name: string) => {
  const file = join(folder, out, name);
  return checkedEvaluation(JSON.parse(await readFile(file, "utf8")), file).results[0]!;
};

test("ImageNet's classes with the template that SigLIP is evaluated with; vectors are computed once", async () => {
  const first = evaluate("siglip", "out", "--imagenet_a", images);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^imagenet_a +\d+\/200 {2}\d+\.\d\d%\n$/);
  assert.match(first.stderr, /^note: class names that occur more than once.*missile \(657, 744\)/m);
  const result = await resultOf("out", "siglip.imagenet_a.json");
  assert.deepEqual([result.readout, result.total], ["zeroShot:siglip", 200]);
  const [vectors] = await readdir(join(folder, "out", "class-vectors"));
  const made = (await stat(join(folder, "out", "class-vectors", vectors!))).mtimeMs;
  const again = evaluate("siglip", "out", "--imagenet_a", images, "--force", "--json");
  assert.equal(again.code, 0, again.stderr);
  assert.equal((await stat(join(folder, "out", "class-vectors", vectors!))).mtimeMs, made);
  assert.deepEqual(await resultOf("out", "siglip.imagenet_a.json"), result);
});

test("one graph, two graphs, and graphs of batch 1 give the same answers", async () => {
  const templates = ["--templates", "photo", "--imagenet_a", images];
  const right: string[] = [];
  for (const model of ["clip", "clip-joint"]) {
    const { code, stderr } = evaluate(model, "same", ...templates);
    assert.equal(code, 0, stderr);
    right.push((await resultOf("same", `${model}.imagenet_a.json`)).correctIcons);
  }
  assert.equal(right[1], right[0]);
  // Mean and std are other ones in immich's files; its answers are compared in openModel.test.ts.
  const { code, stderr } = evaluate("immich", "same", ...templates, "--batch", "50");
  assert.equal(code, 0, stderr);
  assert.equal((await resultOf("same", "immich.imagenet_a.json")).total, 200);
});

test("a folder with a class file: its names, then names and templates of the command line", async () => {
  const pets = join(folder, "pets");
  for (const name of ["red", "blue"]) {
    await mkdir(join(pets, name), { recursive: true });
    const background = { r: name === "red" ? 255 : 0, g: 0, b: name === "blue" ? 255 : 0 };
    for (const at of [1, 2, 3])
      await sharp({ create: { width: 16, height: 16, channels: 3, background } })
        .png()
        .toFile(join(pets, name, `${at}.png`));
  }
  const file = { name: "set:pets", classes: [{ folder: "red" }, { folder: "blue" }], templates: "icon" };
  await writeFile(join(pets, "classes.json"), JSON.stringify(file));
  const first = evaluate("clip", "pets-out", "--images", pets);
  assert.equal(first.code, 0, first.stderr);
  const plain = await resultOf("pets-out", "clip.set_pets.json");
  assert.deepEqual([plain.readout, plain.testset], ["zeroShot:icon", "set:pets"]);
  // Exchanged names exchange the answers.
  await writeFile(join(folder, "names.txt"), "blue\nred\n");
  const second = evaluate(
    "clip",
    "pets-out",
    "--images",
    pets,
    "--names",
    join(folder, "names.txt"),
    "--force",
  );
  assert.equal(second.code, 0, second.stderr);
  const exchanged = await resultOf("pets-out", "clip.set_pets.json");
  assert.deepEqual(exchanged.totalByClass, [3, 3]);
  assert.deepEqual(
    exchanged.correctByClass,
    plain.correctByClass.map((count) => 3 - count),
  );
});

test("bad input is one line and leaves nothing", async () => {
  for (const [model, args, message] of [
    ["clip", ["--dtype", "half"], /--dtype: "half" is not known, expected one of fp32, fp16, int8/],
    ["clip", ["--dtype", "int8"], /vision_model is not there as int8; found fp32, fp16, q8/],
    ["clip", ["--context-length", "1"], /--context-length: "1" is not a whole number from 2/],
    ["siglip", ["--context-length", "70"], /texts of 70 tokens; --context-length sets another number/],
    ["clip", ["--templates", "photographs"], /--templates: "photographs" is neither a file nor one of name/],
    ["clip", ["--text-output", "logits"], /no text output "logits", expected one of text_embeds/],
  ] as const) {
    const { code, stdout, stderr } = evaluate(model, "never", "--imagenet_a", images, ...args);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.split("\n").length, 2, stderr);
  }
  assert.ok(!(await readdir(folder)).includes("never"));
});
