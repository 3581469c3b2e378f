import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileExists } from "../../lib/base/files.js";
import { builtFolder } from "../../lib/corpus/build/manifest.js";
import { pictograms } from "../../lib/examples/pictograms.js";
import { dataSchema, type LoadedTestSet } from "../../lib/examples/source.js";
import { labSeed } from "../../lib/lab/choices.js";
import { collectIcons, poolIcons, testIcons } from "../../lib/lab/collectIcons.js";
import { labSource } from "../../lib/lab/labSource.js";
import { smallIcons } from "./smallIcons.js";

const built = await fileExists(join(builtFolder, "manifest.json"));
const skip = built ? false : "the corpus is not built here: robustness corpus build";

const sameBytes = (a: Uint8Array | Float32Array, b: Uint8Array | Float32Array) =>
  a instanceof Uint8Array && b instanceof Uint8Array && Buffer.from(a).equals(b);

/** The label and the image (as text) of every icon of a test set, in its order. */
function imagesOf(tests: Readonly<Record<string, LoadedTestSet>>, name: string) {
  const set = tests[name]!;
  const whole = "of" in set ? tests[set.of]! : set;
  assert.ok("images" in whole && whole.images instanceof Uint8Array);
  const { images, labels } = whole;
  const bytes = images.length / labels.length;
  const rows = "of" in set ? [...set.rows] : [...labels.keys()];
  return rows.map((row) => ({
    label: labels[row]!,
    image: Buffer.from(images.subarray(row * bytes, (row + 1) * bytes)).toString("base64"),
  }));
}

test("a run gets the very icons, labels and captions that the corpus gives it", { skip }, async () => {
  const icons = await collectIcons();
  const [whole, lab] = [await pictograms(), labSource(icons)];
  for (const data of [
    { train: [{ pool: "reference", images: poolIcons }], seed: labSeed },
    { train: [{ pool: "reference", images: 937 }], seed: labSeed },
    { train: [{ pool: "web", images: 7000 }], seed: labSeed },
    {
      train: [
        { pool: "reference", images: 3750 },
        { pool: "web", images: 3750 },
      ],
      seed: labSeed,
    },
  ]) {
    const spec = dataSchema.parse(data);
    const [there, here] = [await whole.load(spec), await lab.load(spec)];
    assert.deepEqual(here.train.labels, there.train.labels);
    assert.ok(sameBytes(here.train.images, there.train.images), JSON.stringify(data));
    // The page has no captions in other languages; no run of it asks for them.
    const captions = there.train.captions.map(({ inOtherLanguage: _other, ...caption }) => caption);
    assert.deepEqual(here.train.captions, captions);
    assert.deepEqual(
      Object.keys(here.tests),
      Object.keys(there.tests).filter((name) => !name.startsWith("webTest")),
    );
    assert.deepEqual(here.classNames, there.classNames);
    assert.equal(here.digest, there.digest);
  }
  const few = dataSchema.parse({ train: [{ pool: "reference", images: 2 }], seed: labSeed });
  const { tests } = await whole.load(few);
  const { tests: own } = await lab.load(few);
  for (const [name, shown] of Object.entries(own)) {
    const all = imagesOf(tests, name);
    const here = imagesOf(own, name);
    assert.deepEqual(shown.classes, tests[name]!.classes);
    const numbers = new Map<number, number>();
    for (const { label } of here) numbers.set(label, (numbers.get(label) ?? 0) + 1);
    assert.ok(
      [...numbers.values()].every((images) => images <= testIcons),
      name,
    );
    // In the order of records, the icons that are kept are those that the page has.
    const byClass = (list: typeof all) =>
      list.toSorted((a, b) => a.label - b.label).map(({ image }) => image);
    assert.deepEqual(
      byClass(all).filter((_, at) => icons.kept[name]![at] === 1),
      byClass(here),
      name,
    );
  }
});

test("what the lab does not have is an error that says what it has", async () => {
  const lab = labSource(smallIcons());
  const load = (data: object) => lab.load(dataSchema.parse(data));
  await assert.rejects(
    load({ train: [{ pool: "web", images: 50 }] }),
    /expected at most 40 with data seed 21/,
  );
  await assert.rejects(
    load({ train: [{ pool: "web" }], labels: "none" }),
    /every icon of the lab has a label/,
  );
  await assert.rejects(load({ train: [{ pool: "web" }], size: 64 }), /icons of the lab have 32/);
  await assert.rejects(load({ train: [{ pool: "reference" }], tests: ["x"] }), /no test set "x"/);
});

test("draws from single sets take only icons that the page has", async () => {
  const { train } = await labSource(smallIcons()).load(
    dataSchema.parse({ train: [{ pool: "web", sets: ["one"] }] }),
  );
  assert.equal(train.labels.length, 20);
});
