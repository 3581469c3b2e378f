import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { spellings, words } from "../../../lib/corpus/names/words.js";

describe("words", () => {
  it("are runs of letters and runs of digits in lower case", () => {
    assert.deepEqual(words("calendar-add_24"), ["calendar", "add", "24"]);
    assert.deepEqual(words("Ice Cream2 (cone)"), ["ice", "cream", "2", "cone"]);
    assert.deepEqual(words("woman’s hat, wizard's hat"), ["womans", "hat", "wizards", "hat"]);
    assert.deepEqual(words("कुत्ते का चेहरा"), ["कुत्ते", "का", "चेहरा"]);
    assert.deepEqual(words(" - "), []);
  });
});

describe("spellings", () => {
  const cases: [string, string[]][] = [
    ["bus", ["bus", "buses"]],
    ["leaf", ["leaf", "leaves"]],
    ["mouse", ["mouse", "mice"]],
    ["scissors", ["scissors"]],
    ["light bulb", ["light bulb", "lightbulb", "light bulbs", "lightbulbs"]],
    ["1st place medal", ["1 st place medal", "1 st place medals"]],
  ];
  for (const [phrase, expected] of cases) {
    it(`of "${phrase}" are ${expected.join(", ")}`, () => {
      assert.deepEqual(
        spellings(phrase).map((form) => form.join(" ")),
        expected,
      );
    });
  }
});
