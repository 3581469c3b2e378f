// Small models in the true layouts of exporters (smallModels.ts), beside Python's onnxruntime and tokenizers
// (logits.py), and a real classifier on real photographs (lite0.py).
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { fileExists, inPackage, packageRoot } from "../../../lib/base/files.js";
import { settingsSchema } from "../../../lib/evaluation/models/modelFiles.js";
import { type OpenModelOptions, openModel } from "../../../lib/evaluation/models/openModel.js";
import type { Prompts } from "../../../lib/evaluation/models/prompts.js";
import { decodeImage } from "../../../lib/evaluation/pixels/decode.js";
import { resizeAndCrop, writeInput } from "../../../lib/evaluation/pixels/preprocess.js";
import { imageGraph, side, smallImages, textGraph, writeSmallModel } from "./smallModels.js";

const here = join(packageRoot, "test", "evaluation", "models");
const golden = JSON.parse(await readFile(join(here, "logits.json"), "utf8")) as Record<string, number[][]> & {
  names: string[];
  templates: string[];
};
const prompts: Prompts = { names: golden.names, templates: golden.templates, title: "three" };
const tolerance = 1e-4;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
  for (const name of ["clip", "clip-joint", "siglip", "immich", "openclip", "own", "timm", "vit"])
    await writeSmallModel(name, join(folder, name));
});
after(() => rm(folder, { recursive: true }));

async function scoresOf(path: string, options: OpenModelOptions = {}): Promise<number[][]> {
  const model = await (await openModel(join(folder, path), options)).classify(prompts);
  const pixels = smallImages(5);
  const length = 3 * side * side;
  const batch = model.batch ?? 5;
  const rows: number[][] = [];
  for (let from = 0; from < 5; from += batch) {
    const scores = await model.score(pixels.slice(from * length, (from + batch) * length), batch);
    for (let row = 0; row < batch; row++)
      rows.push([...scores.subarray(row * model.classes, (row + 1) * model.classes)]);
  }
  return rows;
}

function close(found: number[][], expected: number[][], within = tolerance): void {
  assert.equal(found.length, expected.length);
  for (const [row, values] of expected.entries())
    for (const [column, value] of values.entries())
      assert.ok(
        Math.abs(found[row]![column]! - value) <= within,
        `image ${row} class ${column}: ${found[row]![column]}, expected ${value}`,
      );
}

const cases: [what: string, path: string, golden: string, options?: OpenModelOptions][] = [
  ["transformers.js, CLIP of two graphs", "clip", "clip"],
  ["transformers.js, half precision", "clip", "clip_fp16", { dtype: "fp16" }],
  ["transformers.js, eight bits", "clip", "clip_quantized", { dtype: "q8" }],
  ["transformers.js, CLIP of one graph", "clip-joint", "clip-joint"],
  ["transformers.js, SigLIP", "siglip", "siglip"],
  ["immich, int32 and a batch of 1", "immich", "immich"],
  ["open_clip, SigLIP", "openclip", "openclip"],
  ["settings of our own", "own/own.json", "own"],
  ["timm, a classifier", "timm", "timm"],
  ["transformers.js, a classifier of eight bits", "vit", "vit", { dtype: "q8" }],
];
for (const [what, path, name, options] of cases)
  test(`${what}: scores are those of onnxruntime in Python`, async () => {
    close(await scoresOf(path, options), golden[name]!);
  });

test("preprocessing is read from each exporter's files", async () => {
  const read = async (path: string, options: OpenModelOptions = {}) =>
    (await (await openModel(join(folder, path), options)).classify(prompts)).preprocessing;
  const square = { width: 16, height: 16 };
  const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
  assert.deepEqual(await read("clip"), {
    resize: { shortest: 16 },
    interpolation: "bicubic",
    crop: square,
    margin: "transformers",
    ...half,
  });
  assert.deepEqual(await read("openclip"), {
    resize: square,
    interpolation: "bicubic",
    crop: null,
    margin: "torchvision",
    ...half,
  });
  assert.deepEqual(await read("immich"), {
    resize: { shortest: 16 },
    interpolation: "bicubic",
    crop: square,
    margin: "torchvision",
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  });
  assert.deepEqual(await read("timm"), {
    resize: { shortest: 17 }, // 16 / 0.9, rounded down
    interpolation: "bilinear",
    crop: square,
    margin: "torchvision",
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  });
});

test("the context length: stated by the exporter, chosen, or fixed by the graph", async () => {
  close(await scoresOf("clip", { contextLength: 32 }), golden.clip!);
  // The first prompts are shorter than 24 tokens, the last is not.
  const shorter = await scoresOf("clip", { contextLength: 24 });
  close(
    shorter.map((row) => row.slice(0, 2)),
    golden.clip!.map((row) => row.slice(0, 2)),
  );
  assert.ok(Math.abs(shorter[0]![9]! - golden.clip![0]![9]!) > 1e-3);
  // SigLIP reads its padding, so every score changes.
  const siglip = await scoresOf("siglip", { contextLength: 32 });
  assert.ok(Math.abs(siglip[0]![0]! - golden.siglip![0]![0]!) > 1e-3);
});

test("class vectors are kept, and computed again if the file is damaged or anything else changes", async () => {
  const cache = join(folder, "cache");
  let computed = 0;
  const options = { cache, onPrompts: () => void computed++ };
  const first = await scoresOf("clip", options);
  assert.equal(computed, 1);
  assert.deepEqual(await scoresOf("clip", options), first);
  assert.equal(computed, 1);
  const [file] = await readdir(cache);
  const bytes = await readFile(join(cache, file!));
  bytes[bytes.length - 3]! ^= 8;
  await writeFile(join(cache, file!), bytes);
  assert.deepEqual(await scoresOf("clip", options), first);
  assert.equal(computed, 2);
  await writeFile(join(cache, file!), "");
  assert.deepEqual(await scoresOf("clip", options), first);
  assert.equal(computed, 3);
  await scoresOf("clip", { ...options, dtype: "fp16" });
  await scoresOf("clip", { ...options, contextLength: 31 });
  assert.equal(computed, 5);
  assert.equal((await readdir(cache)).length, 3);
});

test("the digest is of graphs, tokenizer, settings and prompts", async () => {
  const digest = async (path: string, options: OpenModelOptions, own: Prompts) =>
    (await (await openModel(join(folder, path), options)).classify(own)).digest;
  const others = [
    await digest("clip", {}, prompts),
    await digest("clip", {}, { ...prompts, templates: ["{}"] }),
    await digest("clip", {}, { ...prompts, names: [...prompts.names].reverse() }),
    await digest("clip", { dtype: "q8" }, prompts),
    await digest("clip", { contextLength: 30 }, prompts),
    await digest("clip-joint", {}, prompts),
  ];
  assert.equal(new Set(others).size, others.length);
  assert.equal(await digest("clip", {}, { ...prompts, title: "another title" }), others[0]);
});

test("the settings in the README are valid", async () => {
  const readme = await readFile(inPackage("lib", "evaluation", "models", "README.md"), "utf8");
  const [settings] = [...readme.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text!);
  const { text } = settingsSchema.parse(JSON.parse(settings!));
  assert.equal(text?.contextLength, 77);
});

async function refused(path: string, options: OpenModelOptions, message: RegExp, own = prompts) {
  await assert.rejects(
    async () => {
      const model = await (await openModel(join(folder, path), options)).classify(own);
      await model.score(smallImages(model.batch ?? 2), model.batch ?? 2);
    },
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    },
  );
}

/** A copy of a model with one file changed. */
async function changed(
  from: string,
  name: string,
  file: string,
  content: Uint8Array | string | ((text: string) => string),
) {
  await cp(join(folder, from), join(folder, name), { recursive: true });
  const path = join(folder, name, file);
  const bytes = typeof content === "function" ? content(await readFile(path, "utf8")) : content;
  await writeFile(path, bytes);
  return name;
}

test("what does not fit is one line that names it", async () => {
  const names = { input: "pixel_values", output: "image_embeds" };
  const texts = { input: "input_ids", output: "text_embeds" };
  await refused("absent", {}, /absent: no such file or folder/);
  await refused("", {}, /no exported model, expected a folder with one of preprocessor_config\.json/);
  await refused(
    "clip",
    { dtype: "q4" },
    /vision_model is not there as q4; found fp32, fp16, q8, which --dtype/,
  );
  await refused("vit", {}, /model is not there as fp32; found q8/);
  await refused("timm", { contextLength: 5 }, /--context-length is for image-text models/);
  await refused("timm", {}, /"output0" has 10 classes, expected ImageNet's 1000 classes/, {
    ...prompts,
    names: Array.from({ length: 1000 }, String),
  });
  await refused(
    "clip",
    { output: "probabilities" },
    /no output "probabilities", expected one of image_embeds \(float32 \? × 24\)/,
  );
  await refused(
    "clip",
    { textInput: "text" },
    /no text input "text", expected one of input_ids \(int64 \? × \?\)/,
  );
  await refused("immich", { contextLength: 20 }, /--context-length: 20, expected 32 as input "text"/);
  await refused(
    "siglip",
    { contextLength: 70 },
    /text_model\.onnx: .*, texts of 70 tokens; --context-length sets/,
  );

  await refused(
    await changed("clip", "no-text", "onnx/text_model.onnx", ""),
    {},
    /text_model\.onnx: onnxruntime cannot load it/,
  );
  await rm(join(folder, "no-text", "onnx", "text_model.onnx"));
  await refused("no-text", {}, /text_model is not there as fp32; found fp16, q8/);
  for (const ending of ["_fp16", "_quantized"])
    await rm(join(folder, "no-text", "onnx", `text_model${ending}.onnx`));
  await refused("no-text", {}, /no graph onnx\/text_model\.onnx or text_model\.onnx/);
  await refused(
    await changed("clip", "other-vocabulary", "config.json", (text) => text.replace("1700", "900")),
    {},
    /tokenizer\.json: gives token numbers up to \d+, but the text graph knows 900 tokens/,
  );
  const unstated = await changed("siglip", "other-tokenizer", "config.json", '{"model_type": "siglip"}');
  for (const file of ["tokenizer.json", "tokenizer_config.json"])
    await cp(join(folder, "clip", file), join(folder, unstated, file));
  await refused(
    unstated,
    {},
    /tokenizer\.json: gives token numbers up to \d+, some of which .*text_model\.onnx does not know/,
  );
  await refused(
    await changed("clip", "other-size", "onnx/vision_model.onnx", imageGraph(names, { columns: 30 })),
    {},
    /"image_embeds" has shape 2 × 30 for 2 images, expected 2 × 24 as the text graph's vectors/,
  );
  await refused(
    await changed("clip", "other-side", "preprocessor_config.json", (text) => text.replaceAll("16", "32")),
    {},
    /input "pixel_values" takes \? × 3 × 16 × 16, expected images × 3 × 32 × 32/,
  );
  await refused(
    await changed(
      "clip",
      "unprojected",
      "onnx/vision_model.onnx",
      imageGraph({ ...names, output: "pooler_output" }),
    ),
    {},
    /outputs pooler_output .* expected image_embeds: the graph was exported without its projection/,
  );
  await refused(
    await changed("clip", "swapped", "onnx/text_model.onnx", imageGraph(names)),
    {},
    /input pixel_values \(float32 \? × 3 × 16 × 16\) takes no token numbers/,
  );
  await refused(
    await changed("clip", "two-texts", "onnx/vision_model.onnx", textGraph(texts, "clip")),
    {},
    /input "input_ids" takes \? × \?, expected images × 3 × 16 × 16/,
  );
  await refused(
    await changed(
      "immich",
      "no-preprocessing",
      "visual/preprocess_cfg.json",
      '{"resize_mode": "longest", "size": 16}',
    ),
    {},
    /preprocess_cfg\.json: resize_mode: "longest", expected "shortest" or "squash"/,
  );
  await refused(
    await changed("own", "bad-settings", "own.json", (text) => text.replace('"text"', '"texts"')),
    {},
    /no exported model/,
  );
  await refused("bad-settings/own.json", {}, /own\.json: texts: unknown field/);
  await rename(join(folder, "own", "tokenizer.json"), join(folder, "own", "moved.json"));
  await refused("own/own.json", {}, /tokenizer\.json: no such file/);
  await refused("clip", { provider: "abacus" }, /--provider: "abacus" is not known/);
});

test("weights in a file beside the graph belong to its digest", async () => {
  const name = await changed("timm", "external", "model.onnx_data", "weights");
  const digest = async () => (await (await openModel(join(folder, name))).classify(prompts)).digest;
  const before = await digest();
  await writeFile(join(folder, name, "model.onnx_data"), "other weights");
  assert.notEqual(await digest(), before);
});

test("a real classifier on real photographs: logits of onnxruntime in Python", async (context) => {
  const places = ["..", join("..", "..")].map((up) => join(packageRoot, up, "shared", "models"));
  const shared = (
    await Promise.all(places.map(async (place) => ((await fileExists(place)) ? place : [])))
  ).flat()[0];
  if (shared === undefined) return context.skip("needs the folder shared/models beside the repository");
  await cp(join(shared, "efficientnet-lite0.onnx"), join(folder, "lite0.onnx"));
  assert.ok((await stat(join(folder, "lite0.onnx"))).size > 1e7);
  const preprocessing = {
    resize: { shortest: 256 },
    interpolation: "bicubic",
    crop: { width: 224, height: 224 },
    margin: "torchvision",
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  };
  await writeFile(join(folder, "lite0.json"), JSON.stringify({ preprocessing }));
  const names = Array.from({ length: 1000 }, String);
  const model = await (await openModel(join(folder, "lite0.onnx"))).classify({ ...prompts, names });
  const expected = JSON.parse(await readFile(join(here, "lite0.json"), "utf8")) as Record<
    string,
    { tenth: number[]; best: number; top: number }
  >;
  for (const [name, { tenth, best, top }] of Object.entries(expected)) {
    const image = await decodeImage(await readFile(join(shared, "photos", name)), name);
    const pixels = new Float32Array(3 * 224 * 224);
    writeInput(resizeAndCrop(image, model.preprocessing), model.preprocessing, pixels, 0);
    const scores = [...(await model.score(pixels, 1))];
    close([scores.filter((_, at) => at % 10 === 0)], [tenth]);
    close([[scores[best]!]], [[top]]);
    assert.equal(scores.indexOf(Math.max(...scores)), best);
  }
});
