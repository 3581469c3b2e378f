import assert from "node:assert/strict";
import { test } from "node:test";
import { matchQuality, qualityByRule } from "../../../lib/corpus/describe/matchQuality.js";
import {
  fieldRows,
  matchedExampleRows,
  matchRows,
  qualityRows,
  worstClassRows,
} from "../../../lib/corpus/describe/matchTable.js";
import { createTextMatcher, onlyUnique } from "../../../lib/corpus/names/textMatch.js";
import type { Corpus } from "../../../lib/corpus/read/openCorpus.js";

// Six captions, counted by hand. As substrings `cat` is found in "location" and "cathedral".
const names = new Map([
  ["cat", ["cat"]],
  ["dog", ["dog"]],
]);
const substring = createTextMatcher(names, "substring");
const word = createTextMatcher(names, "word");
const texts = [
  { text: "cat asleep", classId: "cat" },
  { text: "location pin", classId: undefined },
  { text: "cathedral", classId: undefined },
  { text: "cat and dog", classId: "dog" },
  { text: "dog", classId: "dog" },
  { text: "kitten", classId: "cat" },
];

test("one row per rule, with counts and shares", () => {
  const rows = matchRows(texts, { substring, word, "word, one class": onlyUnique(word) });
  assert.deepEqual(rows, [
    {
      rule: "substring",
      captions: 5,
      labels: 6,
      right: 3,
      "another class": 1,
      precision: 3 / 6,
      recall: 3 / 4,
    },
    { rule: "word", captions: 3, labels: 4, right: 3, "another class": 1, precision: 3 / 4, recall: 3 / 4 },
    {
      rule: "word, one class",
      captions: 2,
      labels: 2,
      right: 2,
      "another class": 0,
      precision: 1,
      recall: 2 / 4,
    },
  ]);
  assert.deepEqual(qualityRows({ word: matchQuality(texts, word) }), [
    { rule: "word", "labels found": 4, right: 3, precision: 3 / 4, recall: 3 / 4 },
  ]);
});

test("both rules by name: as substrings more is found, and less of it is right", () => {
  const { substring: loose, word: strict } = qualityByRule(texts, names);
  assert.deepEqual([loose.pairs, loose.right, strict.pairs, strict.right], [6, 3, 4, 3]);
});

test("the classes with the lowest precision, worst first, without the rare ones", () => {
  const worst = worstClassRows(texts, substring, { atLeast: 1, count: 2 });
  assert.deepEqual(
    worst.map((row) => [row.class, row.labels, row.right, row.precision]),
    [
      ["cat", 4, 1, 1 / 4],
      ["dog", 2, 2, 1],
    ],
  );
  assert.match(String(worst[0]!["misled by"]), /^cathedral \(1\), location \(1\)/);
  assert.deepEqual(
    worstClassRows(texts, substring, { atLeast: 3, count: 2 }).map((row) => row.class),
    ["cat"],
  );
  assert.equal(worstClassRows(texts, substring, { atLeast: 1, count: 1 }).length, 1);
});

test("captions of a pool: by field, and icon by icon", () => {
  const caption = (title: string, description: string) => ({ title, description, tags: [] });
  const split = {
    ids: ["a:one", "a:two"],
    captions: [caption("cat", "a dog"), caption("location", "")],
    labels: [0, 1],
  };
  const corpus = { classes: ["cat", "dog"], split: () => split } as unknown as Corpus;
  assert.deepEqual(fieldRows(corpus, word), [
    { field: "title", labels: 1, precision: 1, recall: 1 / 2 },
    { field: "tags", labels: 0, precision: Number.NaN, recall: 0 },
    { field: "description", labels: 1, precision: 0, recall: 0 },
  ]);
  assert.deepEqual(matchedExampleRows(corpus, ["a:two", "a:one"], { substring, word }), [
    { caption: "location", label: "dog", substring: "cat", word: "" },
    { caption: "cat . a dog", label: "cat", substring: "cat, dog", word: "cat, dog" },
  ]);
  assert.throws(() => matchedExampleRows(corpus, ["a:three"], { word }), /a:three/);
});
