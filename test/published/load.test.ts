import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { inPackage } from "../../lib/base/files.js";
import { duplicates, isBaseline, isMidBaseline, withoutDuplicates } from "../../lib/published/families.js";
import {
  loadClassFrequencies,
  loadObjectNetMap,
  loadPublished,
  loadReported,
  type PublishedTable,
} from "../../lib/published/load.js";
import { accuracyRows, pointsOf } from "../../lib/published/model.js";

const accuracies = await loadPublished("accuracies");
const testbed = await loadPublished("testbed");

test("the tables hold the models their sources say", async () => {
  assert.equal(accuracies.length, 1387);
  assert.equal(testbed.length, 241);
  assert.equal((await loadPublished("scaling")).length, 47);
  const byRegime: Record<string, number> = {};
  for (const { regime } of accuracies) byRegime[regime] = (byRegime[regime] ?? 0) + 1;
  assert.deepEqual(byRegime, {
    "more-data": 253,
    "clip-fine-tuned": 39,
    "self-supervised-fine-tuned": 20,
    standard: 847,
    "standard-distilled": 83,
    "robustness-intervention": 13,
    toy: 13,
    "clip-zero-shot": 119,
  });
  assert.deepEqual([testbed.filter(isBaseline).length, testbed.filter(isMidBaseline).length], [102, 91]);
});

test("a model is typed whole", () => {
  const model = accuracies.find(({ model }) => model === "ViT-B-32/openai")!;
  const { accuracies: measured, ...rest } = model;
  assert.deepEqual(rest, {
    model: "ViT-B-32/openai",
    origin: "open_clip",
    family: "clip-vit",
    regime: "clip-zero-shot",
    trainingData: "OpenAI WIT-400M",
    weights: "openai",
    trainImages: 400_000_000,
    paramsM: 151.28,
    imageSize: null,
    samplesSeen: null,
  });
  assert.equal(measured.get("imagenet"), 0.6332);
  assert.equal(measured.has("imagenet_200r"), false); // not published for open_clip
});

test("points carry counts, and models without one of the accuracies are skipped", () => {
  const onObjectNet = pointsOf(testbed, "imagenet_113", "objectnet");
  assert.equal(onObjectNet.length, 241);
  assert.deepEqual([onObjectNet[0]!.xTotal, onObjectNet[0]!.yTotal], [6250, 18_514]);
  for (const { x, y, xTotal, yTotal } of onObjectNet)
    for (const count of [x * xTotal, y * yTotal]) assert.ok(Math.abs(count - Math.round(count)) < 1e-8);
  assert.equal(pointsOf(accuracies, "imagenet", "objectnet").length, 121);
  assert.throws(() => pointsOf(accuracies, "imagenet", "imagenet_q"), { name: "InputError" });
});

test("accuracy rows: one a model and test set, with counts", () => {
  const rows = accuracyRows(accuracies);
  const openai = rows.filter(({ model }) => model === "ViT-B-32/openai");
  assert.deepEqual(
    openai.map(({ testset, correct, total }) => [testset, correct, total]),
    [
      ["imagenet", 31_660, 50_000],
      ["imagenet_v2", 5592, 10_000],
      ["imagenet_sketch", 21_521, 50_889],
      ["imagenet_r", 20_799, 30_000],
      ["imagenet_a", 2366, 7500],
      ["objectnet", 8230, 18_574],
    ],
  );
  assert.equal(
    rows.length,
    accuracies.reduce((sum, model) => sum + model.accuracies.size, 0),
  );
});

test("duplicates repeat their original digit for digit", () => {
  for (const [copy, original] of duplicates) {
    const find = (name: string) => accuracies.find(({ model }) => model === name)!;
    assert.deepEqual([...find(copy).accuracies], [...find(original).accuracies], copy);
  }
  assert.equal(withoutDuplicates(accuracies).length, 1383);
});

test("the smaller tables", async () => {
  const reported = await loadReported();
  assert.equal(reported.length, 63);
  const noClip = reported.find(({ model }) => model.startsWith("NoCLIP"))!;
  assert.equal(noClip.accuracy, 0.357);
  const frequencies = await loadClassFrequencies();
  assert.equal(frequencies.length, 1000);
  // 2,898,096 matched YFCC-15M images over 947 classes: the source's own count.
  assert.equal(
    frequencies.reduce((sum, row) => sum + row.yfcc15m_cls, 0),
    2_898_096,
  );
  assert.equal(frequencies.filter((row) => row.yfcc15m_cls > 0).length, 947);
  const map = await loadObjectNetMap();
  assert.equal(map.length, 113);
  assert.equal(
    map.reduce((sum, row) => sum + row.imagenetClasses.length, 0),
    125,
  );
});

test("80 prompt templates, each with one place for a class name", async () => {
  const lines = (await readFile(inPackage("data", "published", "imagenet-templates.txt"), "utf8"))
    .trim()
    .split("\n");
  assert.equal(lines.length, 80);
  for (const line of lines) assert.equal(line.split("{}").length, 2);
});

test("the package's own tables too may be packed, in UTF-16, with percent signs and missing values in words", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "published-"));
  t.after(() => rm(folder, { recursive: true }));
  const text = await readFile(inPackage("data", "published", "scaling.csv"), "utf8");
  const spoken = text
    .replaceAll(/,(?=,|\n)/g, ",NA")
    .replaceAll(/,0\.(\d\d)(\d+)(?=[,\n])/g, ",$1.$2%")
    .replaceAll("\n", "\r\n");
  assert.ok(spoken.includes("75.490%") && spoken.includes(",NA"));
  const path = join(folder, "scaling.csv.gz");
  await writeFile(path, gzipSync(Buffer.from(`\ufeff${spoken}`, "utf16le")));
  assert.deepEqual(await loadPublished("scaling", path), await loadPublished("scaling"));
});

// A bad cell anywhere: file, line, column, value, what was expected. Each case edits one good table.
const bad: readonly [string, PublishedTable, (text: string) => string, string][] = [
  [
    "percent instead of a fraction",
    "accuracies",
    (text) => text.replace("0.90056", "90.056"),
    'table.csv:2 imagenet: "90.056" is not a fraction in [0, 1]; percent must be divided by 100, or empty',
  ],
  [
    "a word for a number",
    "testbed",
    (text) => text.replace("0.96220", "high"),
    'table.csv:2 imagenet_200a: "high" is not a fraction in [0, 1]; percent must be divided by 100, or empty',
  ],
  [
    "an unknown regime",
    "scaling",
    (text) => text.replace("ViT-B-16-plus,clip-zero-shot", "ViT-B-16-plus,zero-shot"),
    'table.csv:3 regime: "zero-shot" is not one of standard, toy, standard-distilled, self-supervised-fine-tuned, robustness-intervention, more-data, clip-fine-tuned, clip-zero-shot',
  ],
  [
    "half an image",
    "scaling",
    (text) => text.replace("400000000", "400000000.5"),
    'table.csv:2 train_images: "400000000.5" is not a whole number, 0 or more, or empty',
  ],
  [
    "an empty name",
    "testbed",
    (text) => text.replace("BiT-M-R101x1-ILSVRC2012,", ","),
    'table.csv:2 model: "" is not a text',
  ],
  [
    "a column too few",
    "scaling",
    (text) =>
      text
        .replaceAll(/,objectnet\n/g, "\n")
        .replaceAll(/,[^,\n]*(?=\n)/g, (cell, at) => (at < 200 ? cell : "")),
    'table.csv:1: column "objectnet" is missing',
  ],
  [
    "a renamed column",
    "scaling",
    (text) =>
      text.replace("samples_seen,", "samples_seen,extra,").replaceAll(/(?<=\n)([^\n]*)(?=\n)/g, "$1,"),
    'table.csv:1: column "extra" is not known',
  ],
  ["a row too short", "scaling", (text) => `${text}RN50,vlhub\n`, "table.csv: Invalid Record Length"],
  ["a quote that never closes", "scaling", (text) => `${text}"RN50,vlhub\n`, "table.csv: Quote Not Closed"],
  ["nothing", "accuracies", () => "", "table.csv: the file is empty, expected a header line and rows"],
  [
    "a column twice",
    "scaling",
    (text) => text.replace("samples_seen", "imagenet"),
    'table.csv:1: column "imagenet" appears twice, expected once',
  ],
  [
    "a model twice",
    "scaling",
    (text) => `${text}${text.split("\n")[1]}\n`,
    'table.csv: model "ViT-L-14 openai" appears twice, expected once',
  ],
];
for (const [what, table, spoil, message] of bad)
  test(`bad table: ${what}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "published-"));
    t.after(() => rm(folder, { recursive: true }));
    const good = await readFile(inPackage("data", "published", `${table}.csv`), "utf8");
    const path = join(folder, "table.csv");
    await writeFile(path, spoil(good));
    await assert.rejects(loadPublished(table, path), (error: Error) => {
      assert.equal(error.name, "InputError");
      assert.ok(error.message.startsWith(message), error.message);
      return true;
    });
  });

test("a missing file is named", async () => {
  await assert.rejects(loadPublished("scaling", "nowhere.csv"), { message: "nowhere.csv: no such file" });
});
