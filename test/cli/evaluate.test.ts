// `robustness evaluate` as a process, on a model and a test set whose right answers are known (test/evaluation/colours.ts).
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pack } from "tar-stream";
import { checkedEvaluation } from "../../lib/evaluation/run/record.js";
import { unpackCorrect } from "../../lib/record/correctIcons.js";
import { inA, wnids, writeColourImages, writeColourModel, wrong } from "../evaluation/colours.js";
import { command } from "./commandProcess.js";

let folder: string;
let model: string;
let images: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "evaluate-"));
  model = await writeColourModel(folder);
  images = await writeColourImages(join(folder, "imagenet-a"));
});
after(() => rm(folder, { recursive: true }));

interface Evaluated {
  results: { testSet: string; correct: number; total: number }[];
  notes: string[];
}

const evaluate = (out: string, source: string, ...more: string[]) =>
  command(
    "evaluate",
    model,
    "--imagenet_a",
    source,
    "--out",
    join(folder, out),
    "--batch",
    "16",
    "--json",
    ...more,
  );

test("a folder per class: counts, and a record that says which images were right", async () => {
  const { code, stdout, stderr } = evaluate("out", images);
  assert.equal(code, 0, stderr);
  const { results, notes } = JSON.parse(stdout) as Evaluated;
  assert.deepEqual(results, [{ testSet: "imagenet_a", correct: 200 - wrong.size, total: 200 }]);
  assert.deepEqual(notes, ["ImageNet-A has 7500 images, found 200"]);
  assert.deepEqual(await readdir(join(folder, "out")), ["colours.imagenet_a.json"]);
  const path = join(folder, "out", "colours.imagenet_a.json");
  const record = checkedEvaluation(JSON.parse(await readFile(path, "utf8")), path);
  assert.deepEqual(
    [...unpackCorrect(record.results[0]!.correctIcons, record.results[0]!)],
    inA.map((_, place) => (wrong.has(place) ? 0 : 1)), // wnids sort as class indices do
  );
  assert.equal(record.results[0]!.totalByClass[inA[0]!], 1);
  assert.deepEqual([record.data.images, record.data.skipped], [200, []]);
  const again = evaluate("out", images);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^error: --out: .* exists; --force overwrites it\n$/);
});

test("the same from a tar, and from one that is cut off", async () => {
  const archive = pack();
  for (const [, index] of [...inA.entries()].reverse()) {
    const wnid = wnids[index]!;
    archive.entry({ name: `imagenet-a/${wnid}/a.png` }, await readFile(join(images, wnid, "a.png")));
  }
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  const bytes = Buffer.concat(parts);
  await writeFile(join(folder, "a.tar"), bytes);
  await writeFile(join(folder, "cut.tar"), bytes.subarray(0, bytes.length * 0.6));
  const { code, stdout, stderr } = evaluate("tar", join(folder, "a.tar"));
  assert.equal(code, 0, stderr);
  assert.equal((JSON.parse(stdout) as Evaluated).results[0]!.correct, 200 - wrong.size);
  const cut = evaluate("cut", join(folder, "cut.tar"));
  assert.equal(cut.code, 2, cut.stderr);
  assert.match(cut.stderr, /^error: .*cut\.tar: .*\n$/);
});

test("unreadable images: named and no result, or left out and counted; the journal carries on", async () => {
  const bad = join(images, wnids[inA[150]!]!, "a.png");
  const good = await readFile(bad);
  await writeFile(bad, good.subarray(0, good.length >> 1));
  try {
    const refused = evaluate("bad", images);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /1 of 200 images cannot be read, so there is no result.*a\.png/);
    const journal = join(folder, "bad", "colours.imagenet_a.json.partial");
    assert.deepEqual(await readdir(join(folder, "bad")), ["colours.imagenet_a.json.partial"]);
    // As if it had been killed: the last batches are gone, and half a line remains.
    const lines = (await readFile(journal, "utf8")).split("\n");
    await writeFile(journal, `${lines.slice(0, 5).join("\n")}\n${lines[5]!.slice(0, 9)}`);
    const skipped = evaluate("bad", images, "--skip-unreadable");
    assert.equal(skipped.code, 0, skipped.stderr);
    const { results, notes } = JSON.parse(skipped.stdout) as Evaluated;
    assert.deepEqual(results, [{ testSet: "imagenet_a", correct: 199 - wrong.size, total: 199 }]);
    assert.match(notes.join("\n"), /1 images were left out/);
    const path = join(folder, "bad", "colours.imagenet_a.json");
    const { data } = checkedEvaluation(JSON.parse(await readFile(path, "utf8")), path);
    assert.deepEqual(
      [data.images, data.skipped.length, data.skipped[0]!.path],
      [200, 1, bad.slice(images.length + 1)],
    );
    // An image that was mended is tried again; what else the journal has is kept.
    assert.equal(evaluate("mended", images).code, 2);
    await writeFile(bad, good);
    const mended = evaluate("mended", images);
    assert.equal(mended.code, 0, mended.stderr);
    assert.match(mended.stderr, /going on after 200 images/);
    assert.equal((JSON.parse(mended.stdout) as Evaluated).results[0]!.correct, 200 - wrong.size);
  } finally {
    await writeFile(bad, good);
  }
});

test("ImageNet's images give the class-subset axes too", async () => {
  const whole = join(folder, "imagenet");
  const grey = await readFile(join(images, wnids[inA[3]!]!, "a.png"));
  const members = new Set(inA);
  for (const [index, wnid] of wnids.entries()) {
    await mkdir(join(whole, wnid), { recursive: true });
    const source = members.has(index) ? await readFile(join(images, wnid, "a.png")) : grey;
    await writeFile(join(whole, wnid, "a.png"), source);
  }
  const { code, stdout, stderr } = command(
    "evaluate",
    model,
    ...["--imagenet", whole, "--out", join(folder, "whole"), "--json"],
  );
  assert.equal(code, 0, stderr);
  const { results } = JSON.parse(stdout) as Evaluated;
  assert.deepEqual(
    results.map(({ testSet, total }) => [testSet, total]),
    [
      ["imagenet", 1000],
      ["imagenet_200r", 200],
      ["imagenet_200a", 200],
      ["imagenet_113", 125],
    ],
  );
  assert.equal(results[2]!.correct, 200 - wrong.size); // as on the folder of these 200 classes alone
});

test("a folder of one's own with a class file that names ImageNet's classes", async () => {
  const own = join(folder, "own");
  for (const place of [0, 1, 3]) {
    await mkdir(join(own, `class-${place}`), { recursive: true });
    await writeFile(
      join(own, `class-${place}`, "a.png"),
      await readFile(join(images, wnids[inA[place]!]!, "a.png")),
    );
  }
  const classes = [0, 1, 3].map((place) => ({ folder: `class-${place}`, imagenet: [wnids[inA[place]!]!] }));
  const write = (content: object) => writeFile(join(own, "classes.json"), JSON.stringify(content));
  await write({ name: "mine", classes });
  const { code, stdout, stderr } = command(
    "evaluate",
    model,
    "--images",
    own,
    "--out",
    join(folder, "mine"),
    "--json",
  );
  assert.equal(code, 0, stderr);
  const { results } = JSON.parse(stdout) as Evaluated;
  // Place 3 has the colour of place 10; among 0, 1 and 3 it is nearest to 3.
  assert.deepEqual(results, [{ testSet: "mine", correct: 3, total: 3 }]);
  const path = join(folder, "mine", "colours.mine.json");
  const record = checkedEvaluation(JSON.parse(await readFile(path, "utf8")), path);
  assert.deepEqual(record.data.classes, ["class-0", "class-1", "class-3"]);
  assert.deepEqual(record.results[0]!.correctByClass, [1, 1, 1]);
  for (const [content, expected] of [
    [{ name: "imagenet", classes }, /is called "imagenet", which is a published test set/],
    [
      { name: "mine", classes: [...classes, classes[0]] },
      /expected each folder once, "class-0" is there twice/,
    ],
    [
      { name: "mine", classes: classes.map((one) => ({ ...one, imagenet: ["n00000001"] })) },
      /not one of ImageNet's 1000/,
    ],
    [
      { name: "mine", classes: classes.map((one) => ({ ...one, imagenet: [wnids[0]] })) },
      /is right for classes\.0 too/,
    ],
    [
      { name: "mine", classes: classes.slice(1) },
      /lies in folder "class-0", which classes of classes\.json does not name/,
    ],
  ] as const) {
    await write(content);
    const refused = command("evaluate", model, "--images", own, "--out", join(folder, "never"));
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, expected);
  }
});

test("bad input is one line and leaves nothing", async () => {
  const few = join(folder, "few");
  await mkdir(join(few, wnids[inA[0]!]!), { recursive: true });
  await writeFile(join(few, wnids[inA[0]!]!, "a.jpg"), "text");
  for (const [args, expected] of [
    [["--imagenet_a", few], /1 class folders with images, expected the 200 of ImageNet-A/],
    [["--imagenet_v2", join(folder, "out")], /no images, expected ImageNetV2/],
    [["--imagenet_r", images], /not one of|a class that ImageNet-R does not have/],
    [["--objectnet", images], /not laid out as ObjectNet/],
    [["--imagenet", images], /200 class folders with images, expected the 1000/],
    [["--imagenet_a", join(folder, "absent")], /no such file or folder/],
    [
      ["--imagenet_a", images, "--output", "probabilities"],
      /no output "probabilities", expected one of logits/,
    ],
    [["--imagenet_a", images, "--provider", "abacus"], /--provider: "abacus" is not known/],
    [[], /no images given/],
  ] as const) {
    const { code, stdout, stderr } = command("evaluate", model, ...args, "--out", join(folder, "never"));
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, expected);
    assert.equal(stderr.split("\n").length, 2, stderr);
  }
  assert.ok(!(await readdir(folder)).includes("never"));
});
