import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import type { Corpus } from "../../lib/corpus/read/openCorpus.js";
import {
  captionExampleRows,
  type IconWords,
  styleShare,
  styleShareRows,
  wordInformation,
} from "../../lib/examples/captionWords.js";
import { closeTo } from "../closeTo.js";

/** Four classes in each of two sets, every name once; the second set writes `bold` into its names. */
const icons: IconWords[] = ["plain", "heavy"].flatMap((set) =>
  ["bell", "cloud", "flag", "key"].map((classId) => ({
    words: set === "heavy" ? [classId, "icon", "bold"] : [classId, "icon"],
    style: new Set(set === "heavy" ? ["bold"] : []),
    classId,
    set,
  })),
);

test("bits by hand: a name tells the class and not the set, a style the set and not the class", () => {
  const words = new Map(wordInformation(icons, 2).map((one) => [one.word, one]));
  const bitsOf = (word: string) => [words.get(word)!.classBits, words.get(word)!.setBits] as const;
  const expected = { bell: [2, 0], bold: [0, 1], icon: [0, 0] } as const;
  for (const [word, [classBits, setBits]] of Object.entries(expected)) {
    closeTo(bitsOf(word)[0], classBits, { abs: 1e-12 });
    closeTo(bitsOf(word)[1], setBits, { abs: 1e-12 });
  }
  assert.deepEqual([words.get("bold")!.style, words.get("bell")!.style], [true, false]);
  assert.equal(words.get("bold")!.captions, 4);
});

test("rare words are left out, frequent ones come first, a word counts once a caption", () => {
  const twice = [{ ...icons[0]!, words: ["bell", "bell"] }, ...icons];
  assert.deepEqual(
    wordInformation(twice, 3).map(({ word, captions }) => [word, captions]),
    [
      ["icon", 8],
      ["bold", 4],
      ["bell", 3],
    ],
  );
  assert.throws(() => wordInformation(icons, 9), InputError);
});

test("share of style among captions and among words", () => {
  const share = styleShare(icons);
  assert.deepEqual([share.captions, share.ofCaptions], [8, 0.5]);
  closeTo(share.ofWords, 4 / 20, { abs: 1e-12 });
  assert.throws(() => styleShare([]), InputError);
});

// Three icons, the last without a label, read by hand.
const part = (title: string, tags: string[], styleWords: string[]) => ({
  title,
  description: "",
  tags,
  styleWords,
});
const corpus = {
  classes: ["bell", "key"],
  split: () => ({
    labels: Int16Array.from([0, 1, -1]),
    sets: ["a", "b", "b"],
    captions: [part("bell bold", ["ring"], ["bold"]), part("key", [], []), part("thing", [], [])],
  }),
} as unknown as Corpus;
const kinds = {
  title: { kind: "text", fields: ["title"], styleWords: false },
  "title and tags": { kind: "text", fields: ["title", "tags"], styleWords: false },
} as const;

test("share of style by kind of caption, as if words of style were left in", () => {
  assert.deepEqual(styleShareRows(corpus, ["train"], kinds), [
    { pool: "train", captions: "title", "with a style word": 1 / 2, "of all words": 1 / 3 },
    { pool: "train", captions: "title and tags", "with a style word": 1 / 2, "of all words": 1 / 4 },
  ]);
});

test("the same icons by each kind of caption; too few icons are an error", () => {
  assert.deepEqual(captionExampleRows(corpus, "train", kinds, 2), [
    { class: "bell", set: "a", title: "bell", "title and tags": "bell ring" },
    { class: "key", set: "b", title: "key", "title and tags": "key" },
  ]);
  assert.throws(() => captionExampleRows(corpus, "train", kinds, 3), RangeError);
});
