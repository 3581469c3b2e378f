// The token numbers of 1,000 prompts, beside those of Python's tokenizers (tokens.py), and of the miniature's tokenizer
// beside its own.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../../lib/base/errors.js";
import { inPackage, packageRoot } from "../../../lib/base/files.js";
import { openTokenizer, statedLength } from "../../../lib/evaluation/models/promptTokenizer.js";
import { Tokenizer } from "../../../lib/examples/tokenizer.js";
import { tokenizerFiles } from "../../../lib/examples/tokenizerFile.js";
import { loadImageNetNames } from "../../../lib/published/load.js";

const here = join(packageRoot, "test", "evaluation", "models");
const golden = JSON.parse(await readFile(join(here, "tokens.json"), "utf8")) as {
  clip: string[];
  siglip: string[];
  clipPadding: number[];
  siglipPadding: number[];
  prompts: string[];
};
const templates = (await readFile(inPackage("data", "published", "imagenet-templates.txt"), "utf8"))
  .trim()
  .split("\n");
const prompts = [
  ...(await loadImageNetNames()).slice(0, 960).map((name, at) => templates[at % 80]!.replace("{}", name)),
  ...golden.prompts,
];

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
});
after(() => rm(folder, { recursive: true }));

for (const [kind, contextLength] of [
  ["clip", 32],
  ["siglip", 64],
] as const)
  test(`${kind}: all ids of 1,000 prompts are those of the reference, truncated and padded alike`, async () => {
    const file = join(here, kind, "tokenizer.json");
    assert.equal(await statedLength(file), contextLength);
    const tokenizer = await openTokenizer(file, { contextLength });
    assert.deepEqual([tokenizer.padId], golden[`${kind}Padding`]);
    assert.equal(prompts.length, 1000);
    const own = prompts.map((prompt) => {
      const { ids, used } = tokenizer.encode(prompt);
      assert.equal(ids.length, contextLength);
      assert.ok(ids.slice(used).every((id) => id === tokenizer.padId));
      return ids.slice(0, used).join(" ");
    });
    assert.deepEqual(own, golden[kind]);
  });

test("cleaning before the tokenizer, as open_clip does it", async () => {
  const file = join(here, "clip", "tokenizer.json");
  const plain = await openTokenizer(file, { contextLength: 32 });
  const [canonical, lower] = await Promise.all(
    (["canonicalize", "lower"] as const).map((clean) => openTokenizer(file, { contextLength: 32, clean })),
  );
  const ids = (text: string) => plain.encode(text).ids;
  assert.deepEqual(
    canonical!.encode(" A snake_case, (jack-o'-lantern)!").ids,
    ids("a snake case jackolantern"),
  );
  assert.deepEqual(lower!.encode(" A snake_case,\n B ").ids, ids("a snake_case, b"));
  assert.notEqual(canonical!.digest, plain.digest);
});

test("a text longer than the context keeps its end token", async () => {
  const file = join(here, "siglip", "tokenizer.json");
  const short = await openTokenizer(file, { contextLength: 4, padId: 0 });
  const long = await openTokenizer(file, { contextLength: 64 });
  const { ids } = long.encode("a photo of a very long name");
  assert.deepEqual(short.encode("a photo of a very long name"), { ids: [...ids.slice(0, 3), 1], used: 4 });
  assert.deepEqual(short.encode("").ids, [1, 0, 0, 0]);
});

test("the miniature's tokenizer, written for other programs, gives its own tokens", async () => {
  const texts = [
    "Arrow up outline", "arrow-down circle", "café ☕ cup", "日本 flag", "rocket launch 24", "ＡＢＣ letters", "arrows arrow",
    "circle circles circled", "up upper uppercase",
  ]; // biome-ignore format: a list
  const own = Tokenizer.train(texts, { vocabulary: 120, length: 12 });
  assert.ok(own.data.merges.length > 10);
  const { tokenizer, config } = tokenizerFiles(own);
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(config));
  const read = await openTokenizer(join(folder, "tokenizer.json"), { contextLength: own.length });
  assert.equal(read.largest, own.vocabulary - 1);
  const same = (text: string) => assert.deepEqual(read.encode(text).ids, [...own.encode(text)], text);
  for (const text of [...texts, "", "unknown ж words", "the arrow's upper-case circles, 2024"]) same(text);
  const words = fc.constantFrom(
    ...texts.flatMap((text) => text.split(" ")),
    "zebra",
    "_",
    "-",
    "é",
    "Ω",
    "'",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 8 }), fc.constantFrom(" ", "", "-"), (list, between) =>
      same(list.join(between)),
    ),
    { seed: 22, numRuns: 300 },
  );
});

test("two pieces with one text cannot be written", () => {
  const data = { length: 4, pieces: ["a", "b", "a"], merges: [] };
  assert.throws(() => tokenizerFiles(new Tokenizer(data)), /two of its pieces are the same text/);
});

test("a file that is no tokenizer is named", async () => {
  const refused = (content: string, message: RegExp) => async () => {
    const file = join(folder, "broken", "tokenizer.json");
    await writeFile(file, content);
    await assert.rejects(openTokenizer(file, { contextLength: 8 }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  };
  const { mkdir } = await import("node:fs/promises");
  await mkdir(join(folder, "broken"));
  await refused("{", /tokenizer\.json: not JSON/)();
  await refused("[]", /tokenizer\.json: \(whole\)/)();
  await refused('{"model": {"type": "BPE"}}', /tokenizer\.json: no tokenizer that can be read/)();
  await assert.rejects(
    openTokenizer(join(folder, "tokenizer.json"), { contextLength: 2 }),
    /context length above/,
  );
  await assert.rejects(openTokenizer(join(folder, "absent.json"), { contextLength: 8 }), /no such file/);
});
