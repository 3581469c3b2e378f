// What `robustness fit` says beside its numbers, on small tables. Each case changes one thing about a good table.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import type { FitFlags } from "../../lib/cli/runFit.js";
import { runFit } from "../../lib/cli/runFit.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fit-notes-"));
});
after(() => rm(folder, { recursive: true }));

const usual: FitFlags = {
  x: "imagenet",
  y: "imagenet_v2",
  baseline: "regime=standard",
  axis: "logit",
  weights: "ols",
  bootstrap: "50",
  seed: "1",
};

async function fitted(content: string, flags: Partial<FitFlags> = {}) {
  const path = join(folder, "table.csv");
  await writeFile(path, content);
  return runFit(path, { ...usual, ...flags });
}

const good = `model,family,regime,imagenet,imagenet_v2
a,f1,standard,0.6976,0.5714
b,f2,standard,0.7614,0.6330
c,f3,standard,0.7158,0.5880
d,f4,standard,0.7444,0.6190
e,f5,standard,0.5652,0.4460
mine,own,clip,0.6332,0.5592
`;
const changed = (from: string | RegExp, to: string) => {
  const text = good.replace(from, to);
  assert.notEqual(text, good);
  return text;
};

/** What is odd, the table, the flags, the notes. */
const odd: readonly (readonly [string, string, Partial<FitFlags>, ...RegExp[]])[] = [
  ["nothing", good, {}],
  [
    "a twin in the baseline",
    changed("c,f3", "a-quickgelu,f1,standard,0.6976,0.5714\nc,f3"),
    {},
    /^1 baseline row with both accuracies of another, e\.g\. a-quickgelu and a: one network under two names counts twice$/,
  ],
  ["a twin that is not in the baseline", changed("mine", "x,own,clip,0.6332,0.5592\nmine"), {}],
  [
    "unlike classes: all of ImageNet against the 200 of ImageNet-A",
    good.replaceAll("imagenet_v2", "imagenet_a").replace(/0\.\d+$/gm, "0.04"),
    { y: "imagenet_a" },
    /^all baseline rows have the same imagenet_a/,
    /^imagenet and imagenet_a have 1000 and 200 classes: ρ compares unlike tasks; the axis of the same classes is imagenet_200a$/,
  ],
  [
    "two sets of 200 classes that are not the same",
    changed("imagenet,imagenet_v2", "imagenet_200r,imagenet_a"),
    { x: "imagenet_200r", y: "imagenet_a" },
    /^imagenet_200r and imagenet_a have 200 classes each, but not the same: .* is imagenet_200a$/,
    /^3 values of imagenet_a cannot be a count of its 7500 images, e\.g\. 0\.5714 of a \(4285\.50 images\)/,
  ],
  [
    "the axis of the same classes",
    changed("imagenet,imagenet_v2", "imagenet_200r,imagenet_r"),
    { x: "imagenet_200r", y: "imagenet_r" },
  ],
  [
    "an accuracy that counts no whole number of images: 389 of 640", // 0.6078125 · 50,000 = 30,390.625
    changed("0.6332", "60.78125238%"),
    {},
    /^1 value of imagenet cannot be a count of its 50000 images, e\.g\. 60\.78125238% of mine \(30390\.6\d images\): an evaluation that was stopped early, or another set$/,
  ],
  ["a count in single precision: 31,660 of 50,000", changed("0.6332", String(Math.fround(0.6332))), {}],
  ["digits too few to tell", changed("0.6332", "0.633"), {}],
  [
    "all y equal",
    good.replace(/0\.\d+$/gm, "0.54"),
    {},
    /^all baseline rows have the same imagenet_v2: R2 is not defined/,
  ],
  [
    "a narrow baseline",
    good.replace(/f(\d),standard,0\.\d+/g, "f$1,standard,0.700$10").replace("0.4460", "0.5460"),
    {},
    /^the baseline spans 0\.040 points of imagenet: its line says little outside$/,
  ],
  [
    "another spelling of a baseline value",
    changed("c,f3,standard", "c,f3,Standard"),
    {},
    /^1 row with "Standard" not in the baseline, as --baseline says regime=standard: the spelling counts$/,
  ],
  [
    "names that repeat",
    changed("d,f4", "a,f4"),
    {},
    /^1 model name repeated; --model COLUMN,COLUMN joins columns to a name$/,
  ],
  [
    "names that repeat although joined",
    changed("d,f4", "a,f1"),
    { model: "model,family" },
    /^1 model name repeated$/,
  ],
  ["capitals in the header", changed("model,family", "Model,Family"), {}],
  [
    "no column of names",
    changed("model", "network"),
    {},
    /^no column is called model, so rows are called by their line; --model COLUMN names them$/,
  ],
  ["an empty name", changed("mine,", ","), {}, /^1 row without a name, called by the line$/],
  [
    "missing values in words",
    changed("mine", "p,own,clip,NA,0.5\nq,own,clip,0.5,-\nr,own,clip,None,0.5\ns,own,clip,0.5,\nmine"),
    {},
    /^4 rows skipped: imagenet or imagenet_v2 is empty or "NA" or "-" or "None"$/,
  ],
  [
    "no families, names nobody published",
    good.replace(/(?<=^[^,]*),[^,]*/gm, ""),
    {},
    /^no column is called family: 6 rows taken as unrelated, one family each, which makes intervals too short if they are not; --cluster COLUMN names families$/,
  ],
  [
    "no families, two published names",
    good
      .replace(/(?<=^[^,]*),[^,]*/gm, "")
      .replace("\na,", "\nresnet50,")
      .replace("mine", "ViT-B-32/openai"),
    {},
    /^no column is called family: 2 rows with the family of the published model of that name; 4 rows taken as unrelated, one family each/,
  ],
  [
    "a row of two evaluations",
    changed("mine,own,clip,0.6332,0.5592", "mine,own,clip,0.6332,0.2000"),
    {},
    /^1 row with accuracies that cannot be of one evaluation, e\.g\. mine: imagenet_v2 0\.2 does not fit imagenet 0\.6332/,
  ],
  [
    "draws too few for an interval",
    good,
    { bootstrap: "39" },
    /^39 bootstrap draws are too few for 95% intervals: they are cut short, take 40 or more$/,
  ],
  ["semicolons", good.replaceAll(",", ";").replaceAll("0.", "0,"), {}, /^cells are separated by semicolons$/],
];

describe("notes", () => {
  for (const [what, content, flags, ...expected] of odd)
    test(what, async () => {
      const { notes, output } = await fitted(content, { ...flags, json: true });
      assert.equal(notes.length, expected.length, notes.join("\n"));
      for (const [at, note] of expected.entries()) assert.match(notes[at]!, note);
      assert.deepEqual((JSON.parse(output) as { notes: string[] }).notes, notes);
    });
});

test("R² of equal y: null in JSON, a dash in the text", async () => {
  const equal = good.replace(/0\.\d+$/gm, "0.5");
  assert.equal((JSON.parse((await fitted(equal, { json: true })).output) as { r2: null }).r2, null);
  assert.match((await fitted(equal)).output, /, R2 –, 5 models/);
});

test("escapes, line breaks and marks of direction are written out; JSON holds the names as they are", async () => {
  const name = "\u001b[31mred\u001b[0m\u202etxt\nline";
  const content = changed("mine", `"${name}"`);
  const text = (await fitted(content)).output;
  assert.ok(text.includes("\\u001b[31mred\\u001b[0m\\u202etxt\\nline  "));
  const { output } = await fitted(content, { json: true });
  for (const raw of [text, output]) for (const mark of ["\u001b", "\u202e"]) assert.ok(!raw.includes(mark));
  assert.equal((JSON.parse(output) as { models: { model: string }[] }).models[5]!.model, name);
});

test("published models without a column of families get the intervals they have with one", async () => {
  const path = inPackage("data", "published", "accuracies.csv");
  const rows = (await readFile(path, "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.match(/(?:"[^"]*"|[^,])*(?:,|$)/g)!.map((cell) => cell.replace(/,$/, "")));
  const keep = ["model", "regime", "imagenet", "imagenet_sketch"].map((name) => rows[0]!.indexOf(name));
  const without = rows.map((row) => keep.map((at) => row[at]).join(",")).join("\n");
  const flags = { y: "imagenet_sketch", bootstrap: "200", json: true } as const;
  const read = ({ output }: { output: string }) =>
    JSON.parse(output) as { families: number; models: { model: string; low: number; high: number }[] };
  const named = read(await fitted(without, flags));
  const given = read(await runFit(path, { ...usual, ...flags }));
  assert.deepEqual([named.families, given.families], [103, 103]);
  assert.deepEqual(named.models[0], given.models[0]);
  const alone = read(await runFit(path, { ...usual, ...flags, cluster: "model" })); // each row a family
  const width = ({ models: [first] }: typeof alone) => first!.high - first!.low;
  assert.ok(width(named) > 1.2 * width(alone), `${width(named)} and ${width(alone)}`);
});
