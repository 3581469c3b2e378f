import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkTranslation, withMarks } from "../../../lib/notebook/translation/check.js";
import {
  formatTranslation,
  markdownParts,
  markOf,
  notebookParts,
  parseTranslation,
} from "../../../lib/notebook/translation/parts.js";
import { codeCell, markdownCell, notebookOf } from "../exampleNotebook.js";

test("the parts of a notebook are its Markdown cells and the texts and notes of its slides", () => {
  const prose = markdownCell("# Rain\n", { slide: { text: "## Rain", notes: "Wait." } });
  const code = { ...codeCell("draw()"), metadata: { slide: { text: "A week" } } };
  assert.deepEqual(
    [...notebookParts(notebookOf(prose, code, markdownCell("  ")))],
    [
      [`cell ${prose.id}`, "# Rain"],
      [`slide ${prose.id}`, "## Rain"],
      [`notes ${prose.id}`, "Wait."],
      [`slide ${code.id}`, "A week"],
    ],
  );
});

test("the parts of a Markdown file stand below its headings of the second level", () => {
  assert.deepEqual(
    [...markdownParts("# A\n\nText.\n\n## How to cite\n\n### More\n\n## Last").keys()],
    ["section top", "section how-to-cite", "section last"],
  );
});

test("a translation is read as it is written", () => {
  const text = fc
    .string({ unit: fc.constantFrom("가", "나", "a", " ", "\n", "#", "*", "1") })
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const keys = fc.uniqueArray(fc.constantFrom("cell a1", "slide a1", "notes a1", "section top"), {
    minLength: 1,
  });
  fc.assert(
    fc.property(keys, fc.array(text, { minLength: 4, maxLength: 4 }), (names, texts) => {
      const translation = new Map(
        names.map((name, at) => [name, { text: texts[at]!, of: at === 0 ? undefined : "0a1b2c3d" }]),
      );
      assert.deepEqual(parseTranslation(formatTranslation(translation), "x.md"), translation);
    }),
  );
});

test("a file that is no translation is refused with its line", () => {
  const refused = (content: string, message: RegExp) =>
    assert.throws(() => parseTranslation(content, "ko/x.md"), message);
  refused("Text\n<!-- cell a1 -->\n", /^InputError: ko\/x\.md:1: "Text" belongs to no part, expected a line/);
  refused("<!-- cell a1 -->\nx\n<!-- cell a1 -->\ny", /ko\/x\.md:3: cell a1 stands here and in line 1/);
  refused("\n<!-- cell a1 of 0a1b2c3d -->\n\n<!-- cell b2 -->\nx", /ko\/x\.md:2: cell a1 has no text/);
});

test("a check names parts that are missing, changed, or of no text", () => {
  const original = new Map([
    ["cell a", "One."],
    ["cell b", "Two."],
    ["cell c", "Three."],
  ]);
  const translation = new Map([
    ["cell a", { text: "하나.", of: markOf("One.") }],
    ["cell b", { text: "둘.", of: markOf("Two, once.") }],
    ["cell d", { text: "넷.", of: undefined }],
  ]);
  assert.deepEqual(checkTranslation(original, translation), [
    `cell b has changed since it was translated; what it says now has the mark ${markOf("Two.")}`,
    'cell c is not translated ("Three.")',
    "cell d belongs to no text of the original",
  ]);
  translation.set("cell c", { text: "셋.", of: undefined });
  translation.delete("cell d");
  assert.deepEqual(checkTranslation(original, withMarks(original, translation)), []);
});
