import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isProfane, profaneWords } from "../../../lib/corpus/names/profanity.js";

describe("the profanity filter", () => {
  for (const harmless of [
    "rooster",
    "cock a doodle peacock cockatoo shuttlecock",
    "bitcoin circle",
    "pussycat",
    "grape class assassin bass",
    "shiitake mushroom",
    "analytics canal",
    "scunthorpe",
    "retarder",
    "dickens",
    "hello kitty, pencil, button",
  ]) {
    it(`lets "${harmless}" pass`, () => assert.deepEqual(profaneWords(harmless), []));
  }

  it("finds words regardless of case, position and spelling", () => {
    assert.deepEqual(profaneWords("What the FUCK-face"), ["fuck"]);
    assert.deepEqual(profaneWords("holy sh1t"), ["sh1t"]);
  });

  it("reads title, description and tags, and only those of English captions", () => {
    const caption = { title: "pile of poo", description: "", tags: ["dung", "shit"], styleWords: [] };
    assert.equal(isProfane(caption), true);
    assert.equal(isProfane({ ...caption, tags: ["dung"] }), false);
    assert.equal(isProfane({ ...caption, title: "serangga", tags: [] }, "id"), false);
  });
});
