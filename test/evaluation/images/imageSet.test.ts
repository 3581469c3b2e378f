// Layouts of the data sets, with empty files: images are found and labelled here, not read.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openImageSet } from "../../../lib/evaluation/images/imageSet.js";
import { loadLabelling, loadSubsets } from "../../../lib/evaluation/images/labels.js";
import { diagnose, swappedNormalisation } from "../../../lib/evaluation/run/diagnosis.js";
import { loadImageNetClasses, loadObjectNetMap } from "../../../lib/published/load.js";

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "layouts-"));
});
after(() => rm(root, { recursive: true }));

async function laidOut(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, name, path, ".."), { recursive: true });
    await writeFile(join(root, name, path), content);
  }
  return join(root, name);
}

const classes = await loadImageNetClasses();
const empty = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, ""]));

test("the classes: 1,000 wnids in order, 200 of A, 200 of R, 86 in both; ObjectNet's 113 are 125", async () => {
  assert.deepEqual(
    classes.map(({ wnid }) => wnid),
    classes.map(({ wnid }) => wnid).sort(),
  );
  assert.equal(classes.length, 1000);
  assert.equal(classes.filter(({ inImageNetA, inImageNetR }) => inImageNetA && inImageNetR).length, 86);
  assert.deepEqual(
    (await loadSubsets()).map(({ classes: own }) => own.length),
    [200, 200, 125],
  );
  assert.deepEqual(
    classes.findIndex(({ label }) => label === "Egyptian cat"),
    285,
  );
  assert.deepEqual((await loadLabelling("imagenet_a")).classes.slice(0, 4), [6, 11, 13, 15]);
  assert.deepEqual((await loadLabelling("imagenet_r")).classes.slice(0, 4), [1, 2, 4, 6]);
});

test("V2: folders are numbers, not strings", async () => {
  const path = await laidOut("v2", empty(classes.map((_, index) => `imagenetv2/${index}/a.jpeg`)));
  const { images } = await openImageSet(path, "imagenet_v2");
  const label = (folder: number) =>
    images.find((image) => image.path === `imagenetv2/${folder}/a.jpeg`)!.labels;
  assert.deepEqual([2, 10, 100, 999].map(label), [[2], [10], [100], [999]]);
  assert.equal(images.length, 1000);
});

test("ImageNet, flat with a list of wnids in the order of the names, or with names", async () => {
  const names = [3, 1, 2].map((number) => `ILSVRC2012_val_0000000${number}.JPEG`);
  const wnids = ["n01440764", "n01443537", "n15075141"];
  const expected = [[0], [1], [999]];
  const ordered = await laidOut("flat", { ...empty(names), "synset_labels.txt": wnids.join("\n") });
  assert.deepEqual(
    (await openImageSet(ordered, "imagenet")).images.map(({ labels }) => labels),
    expected,
  );
  const lines = wnids.map((wnid, at) => `ILSVRC2012_val_0000000${at + 1}.JPEG ${wnid}`).reverse();
  const named = await laidOut("named", { ...empty(names), "val.txt": lines.join("\n") });
  assert.deepEqual(
    (await openImageSet(named, "imagenet")).images.map(({ labels }) => labels),
    expected,
  );
  const numbers = await laidOut("numbers", { ...empty(names), "ground_truth.txt": "490\n361\n171" });
  await assert.rejects(
    openImageSet(numbers, "imagenet"),
    /ground_truth\.txt:1: "490" is not a class of ImageNet/,
  );
  const short = await laidOut("short", { ...empty(names), "labels.txt": wnids.slice(1).join("\n") });
  await assert.rejects(openImageSet(short, "imagenet"), /2 labels for 3 images/);
});

test("ObjectNet: 113 of 313 folders, by name, some with several right classes", async () => {
  const map = await loadObjectNetMap();
  const folders = [
    ...map.map(({ objectNetClass }) => objectNetClass.toLowerCase().replaceAll(/[^a-z]+/g, "_")),
    "air_freshener",
  ];
  const path = await laidOut("objectnet", empty(folders.map((folder) => `images/${folder}/a.png`)));
  const { images, labelling } = await openImageSet(path, "objectnet");
  assert.equal(images.length, 113);
  assert.equal(labelling.border, 2);
  assert.equal(
    images.reduce((sum, { labels }) => sum + labels.length, 0),
    125,
  );
  const clock = images.find((image) => image.path === "images/alarm_clock/a.png")!;
  assert.deepEqual(
    clock.labels.map((label) => classes[label]!.label),
    ["analog clock", "digital clock"],
  );
});

test("webdataset: a class beside each image", async () => {
  const path = await laidOut("shards", {
    "s0/1.jpg": "",
    "s0/1.cls": "7",
    "s0/2.jpg": "",
    "s0/2.cls": "999\n",
  });
  assert.deepEqual(
    (await openImageSet(path, "imagenet")).images.map(({ labels }) => labels),
    [[7], [999]],
  );
  const wrong = await laidOut("wrong", { "1.jpg": "", "1.cls": "1000" });
  await assert.rejects(openImageSet(wrong, "imagenet"), /"1000" is no class of ImageNet/);
  const alone = await laidOut("alone", { "1.jpg": "", "1.cls": "1", "2.jpg": "" });
  await assert.rejects(openImageSet(alone, "imagenet"), /2\.jpg has no \.cls file/);
});

test("a class folder that is there twice is refused", async () => {
  const path = await laidOut("twice", empty(["a/n01440764/1.jpg", "b/n01440764/1.jpg"]));
  await assert.rejects(
    openImageSet(path, "imagenet"),
    /n01440764 is there twice, a\/n01440764 and b\/n01440764/,
  );
});

test("diagnosis: what would make the labels right is named", () => {
  const labels = classes.map((_, index) => index);
  const sorted = labels.map(String).sort().map(Number);
  const of = (predictions: number[]) => {
    const correct = predictions.filter((one, at) => one === labels[at]).length;
    const result = {
      testSet: "imagenet_v2",
      correct,
      total: 1000,
      correctByClass: [],
      totalByClass: [],
      correctIcons: "",
    };
    return diagnose({ results: [result], predictions, labels }).join();
  };
  assert.equal(sorted.filter((one, at) => one === labels[at]).length, 12); // as few as stay right under this mistake
  assert.match(of(sorted), /100\.0% of the labels would be right if .* sorted as strings/);
  assert.match(of(labels.map((label) => label + 1)), /shifted by one, as with a background class/);
  assert.match(of(labels.map(() => 111)), /100% of the images get one class, .*mean and std are swapped/);
  assert.equal(of([...labels]), "");
});

test("mean and std that changed places are named, others are not", () => {
  const [mean, std] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ];
  assert.match(
    swappedNormalisation({ mean: std, std: mean })!,
    /^mean and std are swapped: std is ImageNet's mean/,
  );
  assert.equal(swappedNormalisation({ mean, std }), undefined);
  assert.equal(swappedNormalisation({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }), undefined);
});

test("shards by a range in braces, as one set", async () => {
  const path = await laidOut("ranges", {
    "s-008/1.jpg": "",
    "s-008/1.cls": "7",
    "s-009/1.jpg": "",
    "s-009/1.cls": "8",
    "s-010/1.jpg": "",
    "s-010/1.cls": "9",
  });
  const { images, files } = await openImageSet(`${path}/s-{008..010}`, "imagenet");
  assert.deepEqual(
    images.map(({ path: image, labels }) => [image, labels]),
    [
      ["s-008/1.jpg", [7]],
      ["s-009/1.jpg", [8]],
      ["s-010/1.jpg", [9]],
    ],
  );
  const read: string[] = [];
  for await (const { path: image } of files.read(["s-009/1.jpg", "s-010/1.jpg"])) read.push(image);
  assert.deepEqual(read, ["s-009/1.jpg", "s-010/1.jpg"]);
  await assert.rejects(openImageSet(`${path}/s-{008..011}`, "imagenet"), /s-011: no such file or folder/);
  await assert.rejects(openImageSet(`${path}/s-{9..8}`, "imagenet"), /0 shards, expected a range/);
});
