import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createTextMatcher } from "../../../lib/corpus/names/textMatch.js";

const names = new Map([
  ["cat", ["cat", "kitty"]],
  ["vacation", ["vacation"]],
  ["crane-bird", ["crane"]],
  ["crane-machine", ["crane", "tower crane"]],
]);

describe("matching class names in texts", () => {
  const cases: ["substring" | "word", string, string[]][] = [
    ["substring", "our vacation", ["vacation", "cat"]],
    ["word", "our vacation", ["vacation"]],
    ["substring", "A Cat", []],
    ["word", "A Cat", ["cat"]],
    ["word", "cats and kitty's", ["cat"]],
    ["word", "a tower crane.", ["crane-machine", "crane-bird"]],
    ["word", "", []],
  ];
  for (const [rule, text, expected] of cases) {
    it(`by ${rule}: "${text}" names ${expected.join(", ") || "nothing"}`, () => {
      assert.deepEqual(createTextMatcher(names, rule).classesIn(text), expected);
    });
  }

  it("finds the same as a separate search for every name", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", " ", "C", "é", "1"), maxLength: 12 });
    const name = fc.string({ unit: fc.constantFrom("a", "b", "C", " "), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), letters, (some, text) => {
        const table = new Map(some.map((one, i) => [String(i), [one]]));
        const bySubstring = some.flatMap((one, i) => (text.includes(one) ? [String(i)] : []));
        assert.deepEqual(
          createTextMatcher(table, "substring").classesIn(text).toSorted(),
          bySubstring.toSorted(),
        );
        const byWord = some.flatMap((one, i) => {
          const bounded = new RegExp(`(?<![\\p{L}\\p{N}_])${one}(?![\\p{L}\\p{N}_])`, "iu");
          return bounded.test(text) ? [String(i)] : [];
        });
        assert.deepEqual(createTextMatcher(table, "word").classesIn(text).toSorted(), byWord.toSorted());
      }),
    );
  });
});
