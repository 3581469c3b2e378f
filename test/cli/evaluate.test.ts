// `robustness evaluate` as a process, on ImageNet-A's layout: 200 class folders with one small image each. The graph is
// written here, field by field of ONNX's protocol: the mean colour of the image times a matrix [3, 1000]. The matrix
// makes it answer with the class whose colour the image has, so every right answer is known beforehand.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PbfWriter } from "pbf";
import sharp from "sharp";
import { pack } from "tar-stream";
import { loadImageNetClasses } from "../../lib/published/load.js";
import { command } from "./commandProcess.js";

const classes = await loadImageNetClasses();
const inA = classes.flatMap(({ inImageNetA }, index) => (inImageNetA ? [index] : []));
const wrong = new Set([3, 50, 199]); // places among the 200 whose image has another class's colour

/** A colour for each of the 200 classes on a circle, so that the largest product is that of the class itself. */
const colourOf = (place: number) => [
  128 + 110 * Math.cos(place * 0.0314),
  128 + 110 * Math.sin(place * 0.0314),
  128,
];

type Pbf = InstanceType<typeof PbfWriter>;
const message = (pbf: Pbf, field: number, write: (inner: Pbf) => void) =>
  pbf.writeMessage(field, (_: unknown, inner: Pbf) => write(inner), undefined);

function graph(): Uint8Array {
  const weights = new Float32Array(3 * 1000);
  inA.forEach((index, place) => {
    weights[index] = Math.cos(place * 0.0314);
    weights[1000 + index] = Math.sin(place * 0.0314);
  });
  const value = (pbf: Pbf, field: number, name: string, sizes: (number | string)[]) =>
    message(pbf, field, (info) => {
      info.writeStringField(1, name);
      message(info, 2, (type) =>
        message(type, 1, (tensor) => {
          tensor.writeVarintField(1, 1);
          message(tensor, 2, (shape) => {
            for (const size of sizes)
              message(shape, 1, (one) =>
                typeof size === "number" ? one.writeVarintField(1, size) : one.writeStringField(2, size),
              );
          });
        }),
      );
    });
  const node = (pbf: Pbf, type: string, inputs: string[], output: string) =>
    message(pbf, 1, (one) => {
      for (const input of inputs) one.writeStringField(1, input);
      one.writeStringField(2, output);
      one.writeStringField(4, type);
    });
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  message(pbf, 7, (own) => {
    node(own, "GlobalAveragePool", ["pixel_values"], "pooled");
    node(own, "Flatten", ["pooled"], "flat");
    node(own, "MatMul", ["flat", "weights"], "logits");
    own.writeStringField(2, "colours");
    message(own, 5, (tensor) => {
      tensor.writeVarintField(1, 3);
      tensor.writeVarintField(1, 1000);
      tensor.writeVarintField(2, 1);
      tensor.writeStringField(8, "weights");
      tensor.writeBytesField(9, new Uint8Array(weights.buffer));
    });
    value(own, 11, "pixel_values", ["images", 3, 8, 8]);
    value(own, 12, "logits", ["images", 1000]);
  });
  message(pbf, 8, (opset) => opset.writeVarintField(2, 13));
  return pbf.finish();
}

let folder: string;
let model: string;
let images: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "evaluate-"));
  model = join(folder, "colours.onnx");
  images = join(folder, "imagenet-a");
  await writeFile(model, graph());
  const half = [0.5, 0.5, 0.5]; // 128/255 → about 0, so only the colour's direction counts
  const preprocessing = {
    resize: { shortest: 8 },
    interpolation: "bicubic",
    crop: { width: 8, height: 8 },
    margin: "torchvision",
    mean: half,
    std: half,
  };
  await writeFile(join(folder, "colours.json"), JSON.stringify({ preprocessing }));
  for (const [place, index] of inA.entries()) {
    const [r, g, b] = colourOf(wrong.has(place) ? (place + 7) % 200 : place);
    const background = { r: Math.round(r!), g: Math.round(g!), b: b! };
    await mkdir(join(images, classes[index]!.wnid), { recursive: true });
    await sharp({ create: { width: 12, height: 10, channels: 3, background } })
      .png()
      .toFile(join(images, classes[index]!.wnid, "a.png"));
  }
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
  const record = JSON.parse(await readFile(join(folder, "out", "colours.imagenet_a.json"), "utf8"));
  const right = inA.map((_, place) => (wrong.has(place) ? "0" : "1")).join("");
  assert.equal(record.results[0].right, right); // wnids sort as class indices do
  assert.equal(record.results[0].totalByClass[inA[0]!], 1);
  const again = evaluate("out", images);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^error: --out: .* exists; --force overwrites it\n$/);
});

test("the same from a tar, and from one that is cut off", async () => {
  const archive = pack();
  for (const [, index] of [...inA.entries()].reverse()) {
    const { wnid } = classes[index]!;
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
  const bad = join(images, classes[inA[150]!]!.wnid, "a.png");
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
  } finally {
    await writeFile(bad, good);
  }
});

test("bad input is one line and leaves nothing", async () => {
  const few = join(folder, "few");
  await mkdir(join(few, classes[inA[0]!]!.wnid), { recursive: true });
  await writeFile(join(few, classes[inA[0]!]!.wnid, "a.jpg"), "text");
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
