import assert from "node:assert/strict";
import { test } from "node:test";
import { describeImagenetCaptions } from "../../../lib/corpus/describe/describeCaptions.js";
import { exampleCaptionsPath } from "../../../lib/corpus/describe/imagenetCaptions.js";
import { imagenetCaptionsAsReported, propertyTable } from "../../../lib/corpus/describe/propertyTable.js";

const described = await describeImagenetCaptions(exampleCaptionsPath);

test("the example passes through the steps: one record has no text, one is profane", () => {
  const { records, withText, clean, properties, match } = described;
  assert.deepEqual([records, withText, clean], [20, 19, 18]);
  assert.equal(properties.images, 18);
  assert.deepEqual(properties.languages.map(({ language }) => language).sort(), [
    "de",
    "en",
    "es",
    "fr",
    "it",
  ]);
  // Counted by hand: 13 of the 18 texts name their class; two cranes and a lighthouse's beacon name others too.
  assert.equal(match.word.right, 13);
  assert.equal(match.word.recall, 13 / 18);
  assert.ok(match.substring.precision < match.word.precision);
  assert.equal(properties.labelShare.all, match.word.recall);
});

test("one row per property, one column per data set; unknown cells are empty", () => {
  const table = propertyTable({ example: described.properties, paper: imagenetCaptionsAsReported });
  const row = (property: string) => table.find((one) => one.property === property)!;
  assert.deepEqual(row("images"), { property: "images", example: "18", paper: "463,622" });
  assert.equal(row("class label in the text").example, "72.2%");
  assert.equal(row("class label in the text").paper, "94%");
  assert.equal(row("other languages").example, "4");
  assert.equal(row("distinct words per class: median").paper, "");
  for (const name of Object.keys(imagenetCaptionsAsReported)) assert.ok(row(name), `no row ${name}`);
});
