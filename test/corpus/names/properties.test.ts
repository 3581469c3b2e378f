import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CaptionedImage, captionProperties, spread } from "../../../lib/corpus/names/properties.js";
import { createTextMatcher } from "../../../lib/corpus/names/textMatch.js";

function image(parts: [string, string, string[]], classId?: string, set = "a"): CaptionedImage {
  const [title, description, tags] = parts;
  return { caption: { title, description, tags, styleWords: [] }, classId, set };
}

const { classesIn } = createTextMatcher(
  new Map([
    ["cat", ["cat"]],
    ["dog", ["dog"]],
  ]),
  "word",
);
const language = (text: string) => (text === "" ? "und" : text.includes("Hund") ? "de" : "en");

describe("the property table", () => {
  const images = [
    image(["my cat", "on the red sofa", ["pet", "cat"]], "cat"),
    image(["IMG 0042", "", ["dog", "beach"]], "dog"),
    image(["Hund am Strand", "", []], "dog", "b"),
    image(["sunset", "", []]),
    image(["", "", []], "cat", "b"),
  ];
  const table = captionProperties(images, { language, classesIn });

  it("counts images, labels and non-empty fields", () => {
    assert.equal(table.images, 5);
    assert.equal(table.labelled, 4);
    assert.deepEqual(table.present, { title: 4, description: 1, tags: 2, all: 4 });
  });

  it("gives the share of English among captions whose language was detected", () => {
    assert.equal(table.englishShare, 3 / 4);
    assert.deepEqual(table.languages, [
      { language: "en", captions: 3 },
      { language: "de", captions: 1 },
    ]);
  });

  it("gives the share of captions that name the image's own class, for each field", () => {
    assert.deepEqual(table.labelShare, { title: 1 / 4, description: 0, tags: 2 / 4, all: 2 / 4 });
  });

  it("gives lengths in words, and spreads over classes and sets", () => {
    assert.equal(table.lengths.title.mean, (2 + 2 + 3 + 1) / 4);
    assert.equal(table.lengths.all.max, 8);
    assert.equal(table.wordsPerClass.max, 7);
    assert.deepEqual(table.imagesPerClass, spread([2, 2]));
    assert.deepEqual([table.imagesPerSet.min, table.imagesPerSet.max], [2, 3]);
  });

  it("is NaN if there is nothing to average", () => {
    const empty = captionProperties([], { language, classesIn });
    assert.equal(empty.images, 0);
    assert.ok(Number.isNaN(empty.englishShare) && Number.isNaN(empty.labelShare.all));
    assert.ok(Number.isNaN(empty.lengths.all.median));
  });
});

describe("a spread", () => {
  it("uses order statistics", () => {
    const { q05, median, q95, mean } = spread(Array.from({ length: 100 }, (_, i) => i + 1));
    assert.deepEqual([q05, median, q95, mean], [5, 50, 95, 50.5]);
  });
});
