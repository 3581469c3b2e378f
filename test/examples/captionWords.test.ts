import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { type IconWords, styleShare, wordInformation } from "../../lib/examples/captionWords.js";
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
