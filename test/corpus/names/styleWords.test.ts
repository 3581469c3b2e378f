import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStyleReader, readDeclaredStyles, type Styles } from "../../../lib/corpus/names/styleWords.js";

const none: Styles = { prefixes: [], suffixes: [] };

describe("the style reader", () => {
  const cases: [string, string[], Styles, string, string[], string[]][] = [
    ["a sure word at the end", ["cat-outline"], none, "cat-outline", ["cat"], ["outline"]],
    [
      "a declared suffix of two words",
      ["cat-24-filled", "cat-20-filled"],
      { prefixes: [], suffixes: [["24", "filled"]] },
      "cat-24-filled",
      ["cat"],
      ["24", "filled"],
    ],
    [
      "a declared prefix with a sibling",
      ["round-cat", "cat"],
      { prefixes: [["round"]], suffixes: [] },
      "round-cat",
      ["cat"],
      ["round"],
    ],
    [
      "the word of a thing without a sibling",
      ["traffic-light", "traffic-light-bold"],
      { prefixes: [], suffixes: [["light"], ["bold"]] },
      "traffic-light",
      ["traffic", "light"],
      [],
    ],
    [
      "its sibling",
      ["traffic-light", "traffic-light-bold", "traffic-light-light"],
      { prefixes: [], suffixes: [["light"], ["bold"]] },
      "traffic-light-light",
      ["traffic", "light"],
      ["light"],
    ],
    [
      "styles one after another",
      ["cat-solid-flat", "cat-solid", "cat"],
      none,
      "cat-solid-flat",
      ["cat"],
      ["solid", "flat"],
    ],
    ["a name that is only style", ["bold"], none, "bold", ["bold"], []],
    ["no style", ["calendar-2"], none, "calendar-2", ["calendar", "2"], []],
  ];
  for (const [name, names, declared, given, base, style] of cases) {
    it(`${name}: ${given}`, () => {
      assert.deepEqual(createStyleReader(names, declared)(given), { base, style });
    });
  }

  it("reads the styles that sets declare in their packages", () => {
    assert.ok(readDeclaredStyles("fluent").suffixes.some((style) => style.join("-") === "24-filled"));
    assert.ok(readDeclaredStyles("ic").prefixes.some((style) => style.join("-") === "twotone"));
    assert.deepEqual(readDeclaredStyles("lucide"), none);
  });
});
