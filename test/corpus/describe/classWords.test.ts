import assert from "node:assert/strict";
import { test } from "node:test";
import { effectiveClasses } from "../../../lib/corpus/build/writeSplits.js";
import { classWordShares } from "../../../lib/corpus/describe/classWords.js";
import type { Corpus } from "../../../lib/corpus/read/openCorpus.js";
import type { CorpusClass } from "../../../lib/corpus/sets/classes.js";

const caption = (title: string, tags: string[] = []) => ({ title, description: "", tags, styleWords: [] });
const corpus = {
  classes: ["check-mark", "key"],
  split: () => ({
    labels: Int32Array.of(0, 0, 1, 1, -1),
    captions: [
      caption("check circle"),
      caption("tick", ["check"]),
      caption("key2"), // a digit ends a word
      caption("turnkey", ["lock pick"]),
      caption("check"),
    ],
  }),
} as unknown as Corpus;
const classes = [
  { id: "check-mark", name: "check", terms: ["check", "tick"] },
  { id: "key", name: "key", terms: ["key", "lock pick"] },
] as unknown as CorpusClass[];

test("shares of captions that name their class, by hand", () => {
  assert.deepEqual(classWordShares(corpus, classes, "train"), {
    split: "train",
    labelled: 4,
    nameInTitle: 2 / 4,
    nameInText: 3 / 4,
    termInText: 1,
  });
});

test("effective classes: equal classes count in full, a dominant one does not", () => {
  assert.equal(effectiveClasses([0, 1, 2, 3]), 4);
  assert.equal(effectiveClasses([0, 0, 0, 1]), 1.6); // 16 / 10
  assert.equal(effectiveClasses([]), 0);
});
