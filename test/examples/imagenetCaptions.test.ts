// ImageNet-Captions joined with a small made-up folder of ImageNet's layout: one colour per class, and captions that name
// the class or do not. The read-outs of the miniature are trained on an ONNX encoder's features.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { chooseEngine } from "../../lib/engine/index.js";
import { joinImages, openImagenetCaptions } from "../../lib/examples/imagenetCaptions.js";
import { openDataSource } from "../../lib/examples/openSource.js";
import { loadClassFrequencies } from "../../lib/published/load.js";
import { run } from "../../lib/training/train/run.js";
import { parseSpec } from "../../lib/training/train/spec.js";
import { colourOf, inA, wnids, writeColourModel } from "../evaluation/colours.js";

const names = (await loadClassFrequencies()).map(({ class_name }) => class_name);
/** Ten classes, evenly around the circle of colours. */
const chosen = Array.from({ length: 10 }, (_, at) => 20 * at);
const each = 6;

let folder: string;
let settings: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "captions-"));
  await writeColourModel(folder);
  const captions: object[] = [];
  const png = async (place: number, shade: number) => {
    const [r, g, b] = colourOf(place).map((value) => Math.round(value) + shade);
    return sharp({ create: { width: 10, height: 9, channels: 3, background: { r: r!, g: g!, b: b! } } })
      .png()
      .toBuffer();
  };
  for (const place of chosen) {
    const [wnid, name] = [wnids[inA[place]!]!, names[inA[place]!]!];
    await mkdir(join(folder, "train", wnid), { recursive: true });
    await mkdir(join(folder, "test", wnid), { recursive: true });
    for (let at = 0; at < each; at++) {
      const filename = `${wnid}_${at}.JPEG`;
      await writeFile(join(folder, "train", wnid, filename), await png(place, at - 3));
      // The last caption of a class does not name it, and one has no image.
      const title = at === each - 1 ? "DSC_0077" : `the ${name} again`;
      captions.push({ filename, wnid, title, description: "", tags: at === 0 ? ["trip"] : [] });
    }
    captions.push({ filename: `${wnid}_99.JPEG`, wnid, title: name, description: "", tags: [] });
    await writeFile(join(folder, "test", wnid, "a.png"), await png(place, 2));
    await writeFile(join(folder, "test", wnid, "b.png"), await png(place, -2));
  }
  await writeFile(join(folder, "captions.json"), JSON.stringify(captions));
  const classes = chosen.map((place) => {
    const wnid = wnids[inA[place]!]!;
    return { folder: wnid, name: names[inA[place]!]!, imagenet: [wnid] };
  });
  await writeFile(join(folder, "test", "classes.json"), JSON.stringify({ name: "colours", classes }));
  settings = join(folder, "settings.json");
  await writeSettings({});
});
after(() => rm(folder, { recursive: true }));

const writeSettings = (change: object) =>
  writeFile(
    settings,
    JSON.stringify({
      captions: "captions.json",
      images: "train",
      encoder: "colours.onnx",
      tests: { colours: "test" },
      ...change,
    }),
  );

const data = (labels: "class" | "textMatch" | "none") => ({
  train: [{ pool: "imagenet-captions" }],
  labels,
  size: 1,
});

test("captions are joined with images by file name; features are extracted once", async () => {
  const source = await openImagenetCaptions(settings);
  const spec = parseSpec({
    model: { kind: "pixels" },
    objective: { kind: "crossEntropy" },
    data: data("class"),
    budget: { steps: 1 },
  });
  const loaded = await source.load(spec.data);
  assert.deepEqual(loaded.shape, { height: 1, width: 1, channels: 1000 });
  assert.equal(loaded.train.labels.length, chosen.length * each);
  assert.equal(loaded.train.captions[0]!.title, `the ${names[loaded.train.labels[0]!]!} again`);
  assert.deepEqual(loaded.train.captions[0]!.tags, ["trip"]);
  // The mean square of all features is 1.
  const values = loaded.train.images as Float32Array;
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  assert.ok(Math.abs(square - 1) < 1e-4, String(square));
  // Text match finds what the title names: one caption of six names nothing.
  const matched = await source.load({ ...spec.data, labels: "textMatch" });
  assert.equal(matched.train.labels.length, chosen.length * (each - 1));
  // A second source reads the files and computes nothing; one that was cut off is completed.
  const cache = join(folder, "features");
  const files = (await readdir(cache)).sort();
  assert.equal(files.length, 2);
  const before = await Promise.all(files.map((file) => readFile(join(cache, file))));
  const written = await stat(join(cache, files[0]!));
  await (await openImagenetCaptions(settings)).load(spec.data);
  assert.equal((await stat(join(cache, files[0]!))).mtimeMs, written.mtimeMs);
  const longer = before[0]!.length > before[1]!.length ? 0 : 1;
  await truncate(join(cache, files[longer]!), before[longer]!.length - 25 * 4000 - 7); // in the middle of a row
  const again = await (await openImagenetCaptions(settings)).load(spec.data);
  assert.deepEqual(again.train.images, loaded.train.images);
  assert.deepEqual(await readFile(join(cache, files[longer]!)), before[longer]);
});

test("linear probe, labels by text match, and LiT find the classes by colour", async () => {
  const source = await openDataSource(settings);
  const engine = { name: await chooseEngine(undefined, 1), threads: 1 };
  const optimizer = { learningRate: 0.05, weightDecay: 0 };
  const budget = { steps: 150, batchSize: 50 };
  const accuracies: Record<string, number> = {};
  for (const [name, spec] of Object.entries({
    probe: { objective: { kind: "crossEntropy" }, data: data("class") },
    textMatch: { objective: { kind: "crossEntropy" }, data: data("textMatch") },
    lit: {
      objective: { kind: "clip", text: { kind: "bagOfWords" }, captions: { kind: "text" } },
      data: data("none"),
      readouts: [{ kind: "zeroShot", templates: "name" }],
    },
  })) {
    const parsed = parseSpec({ model: { kind: "pixels" }, augment: "none", budget, optimizer, ...spec });
    const { record } = await run(parsed, { data: source, engine });
    const result = record.results.find(({ testset }) => testset === "colours")!;
    assert.equal(result.total, 2 * chosen.length);
    assert.ok(result.totalByClass[inA[20]!] === 2 && record.dataDigest === source.digest);
    accuracies[name] = result.correct / result.total;
  }
  // 10 classes, so chance is 10%; colours of different classes lie 69 apart at the least.
  for (const [name, accuracy] of Object.entries(accuracies))
    assert.ok(accuracy >= 0.8, `${name}: ${accuracy}`);
});

test("bad input is named", async () => {
  const files = ["a/n1_1.JPEG", "b/n1_1.JPEG"];
  const caption = { filename: "n1_1.JPEG", wnid: wnids[0]!, title: "", description: "", tags: [] };
  assert.throws(
    () => joinImages([caption], files, "train"),
    /train: n1_1\.JPEG is there twice, a\/n1_1\.JPEG and b/,
  );
  assert.throws(() => joinImages([caption, caption], ["n1_1.JPEG"], "train"), /n1_1\.JPEG has two captions/);
  assert.throws(
    () => joinImages([caption], ["n2_1.JPEG"], "train"),
    /none of the 1 captions has its image there/,
  );
  const { missing } = joinImages([caption, { ...caption, filename: "n1_2.JPEG" }], ["n1_1.JPEG"], "train");
  assert.equal(missing, 1);
  for (const [change, expected] of [
    [{ captions: "absent.json" }, /absent\.json: no such file/],
    [{ encoder: "absent.onnx" }, /absent\.onnx: no such file/],
    [{ encoders: "colours.onnx" }, /settings\.json: encoders: unknown field/],
    [{ output: "embedding" }, /no output "embedding"/],
  ] as const) {
    await writeSettings(change);
    await assert.rejects(openDataSource(settings), { name: "InputError", message: expected });
  }
  await writeSettings({ tests: { imagenet_v2: "test" } });
  const source = await openDataSource(settings);
  const spec = parseSpec({
    model: { kind: "pixels" },
    objective: { kind: "crossEntropy" },
    data: data("class"),
    budget: { steps: 1 },
  });
  await assert.rejects(source.load(spec.data), /10 class folders with images, expected the 1000|no class/);
  await assert.rejects(
    source.load({ ...spec.data, size: 32 }),
    /data\.size: 32, expected 1: features have no sides/,
  );
  await writeSettings({});
});
