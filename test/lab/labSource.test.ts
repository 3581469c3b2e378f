import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileExists } from "../../lib/base/files.js";
import { builtFolder } from "../../lib/corpus/build/manifest.js";
import { pictograms } from "../../lib/examples/pictograms.js";
import { dataSchema } from "../../lib/examples/source.js";
import { collectIcons, webIcons } from "../../lib/lab/collectIcons.js";
import { labSource } from "../../lib/lab/labSource.js";
import { smallIcons } from "./smallIcons.js";

const built = await fileExists(join(builtFolder, "manifest.json"));
const skip = built ? false : "the corpus is not built here: robustness corpus build";

const sameBytes = (a: Uint8Array | Float32Array, b: Uint8Array | Float32Array) =>
  a instanceof Uint8Array && b instanceof Uint8Array && Buffer.from(a).equals(b);

test("a run gets the very icons, labels and captions that the corpus gives it", { skip }, async () => {
  const [whole, lab] = [await pictograms(), labSource(await collectIcons())];
  for (const data of [
    { train: [{ pool: "reference" }] },
    { train: [{ pool: "reference", images: 907 }], seed: 1 },
    { train: [{ pool: "web", images: 7000 }], seed: 1 },
    {
      train: [
        { pool: "reference", images: 3500 },
        { pool: "web", images: 3500 },
      ],
      seed: 1,
    },
    { train: [{ pool: "reference" }], labels: "textMatch" },
  ]) {
    const spec = dataSchema.parse(data);
    const [there, here] = [await whole.load(spec), await lab.load(spec)];
    assert.deepEqual(here.train.labels, there.train.labels);
    assert.ok(sameBytes(here.train.images, there.train.images), JSON.stringify(data));
    assert.deepEqual(here.train.captions, there.train.captions);
    assert.deepEqual(Object.keys(here.tests), Object.keys(there.tests));
    assert.deepEqual(here.classNames, there.classNames);
    assert.equal(here.digest, there.digest);
  }
  const { tests } = await whole.load(dataSchema.parse({ train: [{ pool: "reference" }] }));
  const { tests: own } = await lab.load(dataSchema.parse({ train: [{ pool: "reference" }] }));
  for (const [name, set] of Object.entries(tests)) {
    if ("of" in set) assert.deepEqual(own[name], set);
    else assert.ok("images" in own[name]! && sameBytes(own[name].images, set.images), name);
  }
});

test("what the lab does not have is an error that says what it has", async () => {
  const lab = labSource(smallIcons());
  const load = (data: object) => lab.load(dataSchema.parse(data));
  await assert.rejects(
    load({ train: [{ pool: "web", images: 50 }] }),
    /expected at most 40 with data seed 1/,
  );
  await assert.rejects(
    load({ train: [{ pool: "web" }], labels: "none" }),
    /every icon of the lab has a label/,
  );
  await assert.rejects(load({ train: [{ pool: "web" }], size: 64 }), /icons of the lab have 32/);
  await assert.rejects(load({ train: [{ pool: "reference" }], tests: ["x"] }), /no test set "x"/);
  assert.ok(webIcons >= 7650, "the recorded runs draw up to half of the pool");
});

test("draws from single sets take only icons that the page has", async () => {
  const { train } = await labSource(smallIcons()).load(
    dataSchema.parse({ train: [{ pool: "web", sets: ["one"] }] }),
  );
  assert.equal(train.labels.length, 20);
});
