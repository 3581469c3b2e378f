import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { augmentSchema } from "../../lib/examples/augmentConfig.js";
import { type BatchConfig, Batches } from "../../lib/examples/batches.js";
import type { LoadedData } from "../../lib/examples/source.js";
import { TagWords } from "../../lib/examples/tagWords.js";
import { Tokenizer } from "../../lib/examples/tokenizer.js";

/** Ten images of one pixel whose value is their number; captions say the number. */
const data: LoadedData = {
  classNames: ["even", "odd"],
  shape: { height: 1, width: 1, channels: 1 },
  train: {
    images: Uint8Array.from({ length: 10 }, (_, at) => at),
    labels: Int32Array.from({ length: 10 }, (_, at) => (at === 9 ? -1 : at % 2)),
    captions: Array.from({ length: 10 }, (_, at) => ({
      title: `number ${at}`,
      description: "",
      tags: ["x", "y", "z"],
      styleWords: [],
    })),
  },
  tests: {},
};
const none = augmentSchema.parse({});
const make = (config: Partial<BatchConfig>, seed = 1) =>
  new Batches(
    data,
    { fields: ["images", "labels"], batchSize: 4, augment: none, ...config },
    new Random(seed),
  );

test("every image comes once a pass, in another order each pass", () => {
  const batches = make({});
  const order = Array.from({ length: 10 }, (_, at) => [...batches.indices(at + 1)]).flat(); // four passes
  const passes = [0, 10, 20, 30].map((from) => order.slice(from, from + 10));
  for (const pass of passes) assert.deepEqual([...pass].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(new Set(passes.map(String)).size, 4);
});

test("a batch depends on seed and number alone", () => {
  const config = { augment: augmentSchema.parse({ shift: 0.5 }) };
  const forward = make(config);
  const inOrder = [1, 2, 3].map((step) => forward.batch(step));
  assert.deepEqual(make(config).batch(3), inOrder[2]);
  assert.deepEqual(make(config).batch(1), inOrder[0]);
  assert.notDeepEqual(make(config, 2).batch(1), inOrder[0]);
});

test("the fields of a batch belong together, row by row", () => {
  const captions = { kind: "text", fields: ["title"], styleWords: true } as const;
  const tokenizer = Tokenizer.train(
    data.train.captions.map(({ title }) => title),
    { vocabulary: 40, length: 6 },
  );
  const tagWords = TagWords.count(["0 1 2 3", "4 5 6 7", "8 9"], 10);
  const fields = ["images", "secondImages", "labels", "tokens", "tags"] as const;
  const batches = make({ fields, captions, tokenizer, tagWords });
  const { images, secondImages, labels, tokens, tags } = batches.batch(2);
  for (const [row, index] of batches.indices(2).entries()) {
    assert.equal(images![row], Math.fround(index / 127.5 - 1));
    assert.equal(secondImages![row], images![row]);
    assert.equal(labels![row], data.train.labels[index]);
    assert.equal(tokenizer.decode(tokens!.subarray(row * 6, (row + 1) * 6)), `number ${index}`);
    const hot = [...tags!.subarray(row * 10, (row + 1) * 10)];
    assert.deepEqual(
      hot,
      tagWords.words.map((word) => (word === String(index) ? 1 : 0)),
    );
  }
});

test("drawn texts differ from batch to batch; an image without a class has an empty label text", () => {
  const captions = { kind: "label", templates: ["a {}", "the {}"] } as const;
  const tokenizer = Tokenizer.train(["a even odd the", "a even odd the"], { vocabulary: 60, length: 8 });
  const batches = make({ fields: ["tokens"], captions, tokenizer, batchSize: 10 });
  const texts = Array.from({ length: 12 }, (_, at) => {
    const { tokens } = batches.batch(at + 1);
    const row = batches.indices(at + 1).indexOf(4);
    const unlabelled = batches.indices(at + 1).indexOf(9);
    assert.equal(tokenizer.decode(tokens!.subarray(unlabelled * 8, (unlabelled + 1) * 8)), "");
    return tokenizer.decode(tokens!.subarray(row * 8, (row + 1) * 8));
  });
  assert.deepEqual([...new Set(texts)].sort(), ["a even", "the even"]);
});

test("tag words: the most frequent, with the share of captions that hold them", () => {
  const { words, frequencies } = TagWords.count(["cat dog", "cat cat", "bird", "dog cat"], 2);
  assert.deepEqual(words, ["cat", "dog"]);
  assert.deepEqual(frequencies, [3.5 / 5, 2.5 / 5]);
});
