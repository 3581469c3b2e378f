// Small tables in the layouts of the five public sources. Headers are those of the sources; values are those of the
// published tables (data/published), so what is read can be compared with what they say.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { InputError } from "../../../lib/base/errors.js";
import { importedCsv, importResults } from "../../../lib/published/import/importResults.js";
import { loadImported, loadPublished } from "../../../lib/published/load.js";
import type { PublishedModel } from "../../../lib/published/model.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-"));
});
after(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

const table = await loadPublished("accuracies");
const known = (name: string) => table.find(({ model }) => model === name)!;
const accuraciesOf = (models: readonly PublishedModel[], name: string) =>
  Object.fromEntries(models.find(({ model }) => model === name)!.accuracies);

const timmHead = "model,img_size,top1,top1_err,top5,top5_err,param_count,crop_pct,interpolation";
const timmRow = (model: string, size: number, top1: number) =>
  `${model},${size},${top1.toFixed(3)},${(100 - top1).toFixed(3)},99.054,0.946,"1,013.01",1.000,bicubic`;

test("timm's folder: one file per test set, joined by model and image size, in percent", async () => {
  const files: Record<string, [string, number, number][]> = {
    imagenet: [
      ["convnext_large.fb_in22k_ft_in1k", 288, 87.026],
      ["convnext_large.fb_in22k_ft_in1k", 224, 86.636],
      ["mine", 224, 70.004],
    ],
    "imagenet-a": [["mine", 224, 0.667]], // below 1%: a percentage all the same
    "imagenet-a-clean": [["mine", 224, 88.1]],
    "imagenetv2-matched-frequency": [
      ["convnext_large.fb_in22k_ft_in1k", 224, 77.03],
      ["convnext_large.fb_in22k_ft_in1k", 288, 77.62],
      ["mine", 224, 57.01],
    ],
    sketch: [["mine", 224, 30.1]],
  };
  for (const [set, rows] of Object.entries(files))
    await file(`timm/results-${set}.csv`, [timmHead, ...rows.map((row) => timmRow(...row))].join("\n"));
  await file("timm/results-imagenet-o.csv", [timmHead, timmRow("mine", 224, 20)].join("\n"));
  const results = await importResults(join(folder, "timm"));
  assert.match(results.format, /timm/);
  assert.deepEqual(results.models.map(({ model }) => model).sort(), [
    "convnext_large.fb_in22k_ft_in1k",
    "convnext_large.fb_in22k_ft_in1k@288",
    "mine",
  ]);
  assert.deepEqual(accuraciesOf(results.models, "mine"), {
    imagenet_200a: 0.881,
    imagenet_a: 0.00667,
    imagenet: 0.70004,
    imagenet_v2: 0.5701,
    imagenet_sketch: 0.301,
  });
  assert.deepEqual(accuraciesOf(results.models, "convnext_large.fb_in22k_ft_in1k"), {
    imagenet: 0.86636,
    imagenet_v2: 0.7703,
  });
  const [plain, mine] = ["convnext_large.fb_in22k_ft_in1k", "mine"].map((name) =>
    results.models.find(({ model }) => model === name),
  );
  assert.equal(plain!.family, known("convnext_large.fb_in22k_ft_in1k").family);
  assert.equal(plain!.regime, "more-data");
  assert.equal(mine!.regime, "own");
  assert.deepEqual(results.left.get("not a test set of the dictionary"), ["results-imagenet-o.csv"]);
  assert.ok(results.left.get("top-5 accuracy")!.includes("top5"));
});

test("open_clip's table: names in words, two columns make the model's name", async () => {
  const path = await file(
    "openclip_results.csv",
    [
      "name,pretrained,params (M),FLOPs (B),Average perf. on 38 datasets,ImageNet 1k,Caltech-101,ImageNet Sketch,ImageNet v2,ImageNet-A,ImageNet-O,ImageNet-R,ObjectNet,Flickr",
      "ViT-B-32,openai,151.28,14.78,0.5265,0.6332,0.9175,0.4229,0.5592,0.3155,0.4765,0.6933,0.4431,0.6943",
      "ViT-Z-99,ours,1,1,0.5,0.6,0.9,0.4,0.52,0.31,0.4,0.6,0.44,",
    ].join("\n"),
  );
  const results = await importResults(path);
  assert.equal(results.known, 1);
  assert.deepEqual(accuraciesOf(results.models, "ViT-B-32/openai"), {
    imagenet: 0.6332,
    imagenet_sketch: 0.4229,
    imagenet_v2: 0.5592,
    imagenet_a: 0.3155,
    imagenet_r: 0.6933,
    objectnet: 0.4431,
  });
  assert.equal(results.models[1]!.model, "ViT-Z-99/ours");
  assert.deepEqual(
    results.taken.map(({ testSet, unit, models }) => [testSet, unit, models]),
    ["imagenet", "imagenet_sketch", "imagenet_v2", "imagenet_a", "imagenet_r", "objectnet"].map((set) => [
      set,
      "fractions",
      2,
    ]),
  );
});

const longHead =
  "acc1,acc5,mean_per_class_recall,dataset,model,pretrained,task,mean_average_precision,image_retrieval_recall@5,text_retrieval_recall@5,model_fullname";

test("CLIP_benchmark's long table: acc1 of zero-shot classification, one row per data set", async () => {
  const path = await file(
    "benchmark.csv",
    [
      longHead,
      "0.7549,0.9454,0.7549,imagenet1k,ViT-L-14,openai,zeroshot_classification,,,,ViT-L-14 openai",
      "0.6968,0.9091,0.6970,wds/imagenetv2,ViT-L-14,openai,zeroshot_classification,,,,ViT-L-14 openai",
      "0.0232,0.1153,0.0242,vtab/dsprites_label_orientation,ViT-L-14,openai,zeroshot_classification,,,,ViT-L-14 openai",
      ",,,flickr30k,ViT-L-14,openai,zeroshot_retrieval,,0.87,0.97,ViT-L-14 openai",
    ].join("\n"),
  );
  const results = await importResults(path);
  assert.deepEqual(accuraciesOf(results.models, "ViT-L-14/openai"), {
    imagenet: 0.7549,
    imagenet_v2: 0.6968,
  });
  assert.deepEqual(results.left.get("zeroshot_retrieval, not classification"), ["flickr30k"]);
});

test("CLIP_benchmark's folder of JSON files", async () => {
  const result = (dataset: string, metrics: object, more: object = {}) =>
    JSON.stringify({
      dataset,
      model: "ViT-B-32",
      pretrained: "openai",
      task: "zeroshot_classification",
      metrics,
      language: "en",
      ...more,
    });
  await file("json/a.json", result("wds/imagenet1k", { acc1: 0.63326, acc5: 0.8883 }));
  await file("json/b.json", result("wds/imagenetv2", { acc1: 0.5593, acc5: 0.8345 }));
  await file("json/c.json", result("wds/imagenet-r", { acc1: 0.69, acc5: 0.8 }, { language: "jp" }));
  await file(
    "json/d.json",
    result("wds/mscoco", { "image_retrieval_recall@5": 0.5 }, { task: "zeroshot_retrieval" }),
  );
  await file("json/e.json", '{"settings": 1}');
  const results = await importResults(join(folder, "json"));
  assert.deepEqual(accuraciesOf(results.models, "ViT-B-32/openai"), {
    imagenet: 0.63326,
    imagenet_v2: 0.5593,
  });
  assert.deepEqual([...results.left.values()].flat().sort(), ["e.json", "wds/imagenet-r", "wds/mscoco"]);
});

test("the testbed's table: percent, and columns named after its settings", async () => {
  const path = await file(
    "robustness_top1s.csv",
    [
      "model,imagenet-a,imagenet-c.brightness.1_on-disk,imagenetv2-matched-frequency-format-val,imagenetv2-matched-frequency,imagenetv2-threshold0.7,objectnet-1.0-beta,val,val-on-imagenet-a-classes",
      "resnet50,0.0,70.1,63.29,63.2,72,13.7,76.13,86.8",
      "mine,0.5,60,60.0,60.1,70,12.0,70.0,80",
    ].join("\n"),
  );
  const results = await importResults(path);
  assert.deepEqual(accuraciesOf(results.models, "mine"), {
    imagenet_a: 0.005,
    imagenet_v2: 0.601,
    objectnet: 0.12,
    imagenet: 0.7,
    imagenet_200a: 0.8,
  });
  assert.deepEqual(results.taken.find(({ testSet }) => testSet === "imagenet_v2")!.columns, [
    "imagenetv2-matched-frequency",
  ]);
  assert.equal(results.left.size, 3);
});

test("DataComp's eval_results.jsonl: the folder names the model, NaN is missing", async () => {
  const line = (key: string, dataset: string, metrics: object) => JSON.stringify({ key, dataset, metrics });
  const path = await file(
    "datacomp_small_run7/eval_results.jsonl",
    `${[
      line("imagenet1k", "ImageNet 1k", { acc1: 0.0254, acc5: 0.07, main_metric: 0.0254 }),
      line("imagenetv2", "ImageNet v2", { acc1: 0.0211, main_metric: 0.0211 }),
      line("imagenet-o", "ImageNet-O", { acc1: 0.04, main_metric: 0.04 }),
      line("retrieval/flickr_1k_test_image_text_retrieval", "Flickr", { main_metric: 0.01 }),
    ].join("\n")}\n{"key": "imagenet-r", "dataset": "ImageNet-R", "metrics": {"acc1": NaN}}\n`,
  );
  const results = await importResults(path);
  assert.deepEqual(accuraciesOf(results.models, "datacomp_small_run7"), {
    imagenet: 0.0254,
    imagenet_v2: 0.0211,
  });
  assert.equal(results.missing, 1);
  assert.match(results.notes.join("\n"), /called after its folder, datacomp_small_run7/);
});

test("one object per model with keys that name metric and set", async () => {
  const path = await file(
    "results.jsonl",
    '{"exp_name": "ours", "ImageNet:top1": 0.81, "ImageNet:top5": 0.9, "ImageNetV2:top1": 0.72, "alpha": 0.5}\n{"exp_name": "ours2", "ImageNet:top1": 0.80, "ImageNetV2:top1": 0.71}\n',
  );
  const { models } = await importResults(path);
  assert.deepEqual(accuraciesOf(models, "ours"), { imagenet: 0.81, imagenet_v2: 0.72 });
});

test("what import writes is read back as it is, also from gzip, semicolons and other case", async () => {
  const path = await file(
    "mine.csv.gz",
    gzipSync('Model;ImageNet (%);ImageNet-V2 top-1\n"a, b";70,00%;57,12%\n resnet50.a1_in1k ;80.22%;-\n'),
  );
  const { models, missing } = await importResults(path);
  assert.equal(missing, 1);
  const again = await loadImported(await file("out.csv", importedCsv(models)));
  assert.deepEqual(accuraciesOf(again, "a, b"), { imagenet: 0.7, imagenet_v2: 0.5712 });
  assert.equal(again[1]!.family, "resnet");
  assert.equal(again[1]!.regime, "standard");
  const twice = await importResults(await file("out2.csv", importedCsv(again)));
  assert.equal(importedCsv(twice.models), importedCsv(again));
});

test("names match regardless of case and punctuation, never by likeness", async () => {
  const path = await file(
    "n.csv",
    "model,imagenet,imagenet_v2\nvit_b_32 OpenAI,0.6332,0.5592\nViT-B-33/openai,0.6332,0.5592\n",
  );
  const { models, known: found } = await importResults(path);
  assert.equal(found, 1);
  assert.deepEqual(
    models.map(({ model }) => model),
    ["ViT-B-32/openai", "ViT-B-33/openai"],
  );
});

test("units are those of the column: one in percent, one in fractions, one in counts", async () => {
  const path = await file(
    "units.csv",
    "model,imagenet,imagenet_v2,imagenet_sketch\na,70.1,0.58,15000/50889\nb,0.3,0.002,51/50889\nc,2,0.013,400/50889\n",
  );
  const { models, taken } = await importResults(path).catch(() => ({ models: [], taken: [] }));
  assert.deepEqual(models, []); // b: 0.3 in a column of percentages, in a row that does not show its unit
  assert.deepEqual(taken, []);
  const clear = await importResults(
    await file(
      "units.csv",
      "model,imagenet,imagenet_v2,imagenet_sketch\na,70.1,0.58,15000/50889\nc,2,0.013,400/50889\n",
    ),
  );
  assert.deepEqual(
    clear.taken.map(({ unit }) => unit),
    ["percent", "fractions", "counts"],
  );
  assert.deepEqual([...clear.models[1]!.accuracies.values()], [0.02, 0.013, 400 / 50889]);
});

for (const [what, content, expected] of [
  [
    "a known model far from its published value",
    "model,imagenet,imagenet_v2\nViT-B-32/openai,0.6032,0.5292\n",
    /2 values differ by more than 1 point .*0\.6032, published 0\.6332/,
  ],
  [
    "an evaluation stopped early",
    "model,imagenet,imagenet_v2\nmine,0.607812524,0.5\n",
    /1 value of imagenet cannot be a count of its 50000 images, e\.g\. 0\.607812524/,
  ],
  [
    "accuracies of two evaluations",
    "model,imagenet,imagenet_v2\nmine,0.7,0.2\n",
    /1 model with accuracies that cannot be of one evaluation/,
  ],
] as const)
  test(`doubts: ${what}`, async () => {
    const { notes } = await importResults(await file("doubt.csv", content));
    assert.match(notes.join("\n"), expected);
  });

for (const [what, content, expected] of [
  [
    "percent and fractions in one column",
    "model,imagenet,imagenet_v2\na,70.1,60.2\nb,0.69,0.58\n",
    /^bad\.csv:3 imagenet: "0\.69" looks like a fraction and "70\.1" \(bad\.csv:2\) like a percentage/,
  ],
  [
    "a fraction among percentages, in a row with percentages",
    "model,imagenet,imagenet_v2\na,70.1,60.2\nb,69.2,0.58\n",
    /^bad\.csv:3 imagenet_v2: "0\.58" looks like a fraction/,
  ],
  [
    "a percent sign on some cells",
    "model,imagenet,imagenet_v2\na,70.1%,60.2%\nb,0.69,0.58\n",
    /^bad\.csv:3 imagenet: "0\.69"/,
  ],
  [
    "more than 100 percent",
    "model,imagenet,imagenet_v2\na,170.1,60.2\n",
    /^bad\.csv:2 imagenet: "170\.1" is not an accuracy, expected 0 to 100 percent/,
  ],
  ["a word", "model,imagenet,imagenet_v2\na,high,60.2\n", /^bad\.csv:2 imagenet: "high" is not an accuracy/],
  [
    "one model twice with different values",
    "model,imagenet,imagenet_v2\na,0.7,0.6\na,0.71,0.6\n",
    /^bad\.csv:3 imagenet: model "a" has imagenet "0\.71" here and "0\.7" at bad\.csv:2/,
  ],
  [
    "error rates and top-5 only",
    "model,imagenet_err,imagenet_top5\na,0.3,0.9\n",
    /no column is named after a test set/,
  ],
  ["no names", "imagenet,imagenet_v2\n0.7,0.6\n", /no column names the models/],
  [
    "an empty name",
    "model,imagenet,imagenet_v2\n,0.7,0.6\n",
    /^bad\.csv:2 model: empty, expected a model name/,
  ],
  [
    "accuracy on one unnamed set",
    "model,top1\na,70\n",
    /neither the file's name .* nor a column dataset says on which/,
  ],
  ["JSON of something else", '{"a": 1}', /^bad\.csv: JSON without results/],
  [
    "JSON Lines cut off",
    '{"key": "imagenet1k", "dataset": "x", "metrics": {"acc1": 0.5}}\n{"key": "imag',
    /^bad\.csv:2: not JSON/,
  ],
  [
    "a long table without classification",
    `${longHead}\n,,,imagenet1k,m,p,zeroshot_retrieval,,0.8,0.9,m p\n`,
    /without any accuracy on a known test set/,
  ],
] as const)
  test(`refused: ${what}`, async () => {
    const path = await file("bad.csv", content);
    await assert.rejects(importResults(path), (error: Error) => {
      assert.ok(error instanceof InputError, String(error.stack));
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });

test("refused: folders and paths without results", async () => {
  await mkdir(join(folder, "empty"));
  await assert.rejects(importResults(join(folder, "empty")), /no results in this folder/);
  await assert.rejects(importResults(join(folder, "absent")), /no such file or folder/);
});
