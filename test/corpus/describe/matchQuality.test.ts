import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type LabelledText,
  matchesByClass,
  matchQuality,
} from "../../../lib/corpus/describe/matchQuality.js";
import { createTextMatcher, onlyUnique } from "../../../lib/corpus/names/textMatch.js";

const names = new Map([
  ["cat", ["cat"]],
  ["car", ["car"]],
  ["dog", ["dog"]],
]);
const texts: LabelledText[] = [
  { text: "cat sitting", classId: "cat" },
  { text: "vacation", classId: undefined }, // substring: cat
  { text: "vacation card", classId: undefined }, // substring: cat, car
  { text: "credit card" }, // substring: car
  { text: "dog in a car", classId: "dog" }, // dog right, car another class
  { text: "hound", classId: "dog" },
];

test("counts of a text match, computed by hand", () => {
  assert.deepEqual(matchQuality(texts, createTextMatcher(names, "substring")), {
    images: 6,
    labelled: 3,
    matched: 5,
    pairs: 7,
    right: 2,
    otherClass: 1,
    precision: 2 / 7,
    recall: 2 / 3,
  });
  const byWord = matchQuality(texts, createTextMatcher(names, "word"));
  assert.deepEqual([byWord.matched, byWord.pairs, byWord.right], [2, 3, 2]);
  assert.equal(byWord.precision, 2 / 3);
  const unique = matchQuality(texts, onlyUnique(createTextMatcher(names, "word")));
  assert.deepEqual([unique.matched, unique.pairs, unique.right], [1, 1, 1]); // "dog in a car" names two
  const nothing = matchQuality([], createTextMatcher(names, "word"));
  assert.ok(Number.isNaN(nothing.precision) && Number.isNaN(nothing.recall));
});

test("by class: most pairs first, with the words that occur only in wrong texts", () => {
  const [car, cat, dog] = matchesByClass(texts, createTextMatcher(names, "substring"), 2);
  assert.deepEqual([car!.classId, car!.pairs, car!.right, car!.labelled], ["car", 3, 0, 0]);
  assert.deepEqual(car!.misleading, [
    { word: "card", texts: 2 },
    { word: "car", texts: 1 }, // in the dog's text
  ]);
  assert.ok(Number.isNaN(car!.recall));
  assert.deepEqual([cat!.classId, cat!.pairs, cat!.right, cat!.recall], ["cat", 3, 1, 1]);
  assert.deepEqual(
    cat!.misleading.map(({ word }) => word),
    ["vacation", "card"],
  );
  assert.deepEqual([dog!.classId, dog!.precision, dog!.recall], ["dog", 1, 0.5]);
});
