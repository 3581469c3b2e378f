// The splits of both editions: the table of the data sheet, which was made by hand for the first and by the build for the second.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inPackage } from "../../../lib/base/files.js";
import type { Manifest } from "../../../lib/corpus/build/manifest.js";
import { splitNames } from "../../../lib/corpus/build/splits.js";
import { editionRows } from "../../../lib/corpus/describe/editions.js";

test("counts of both editions are those of the data sheet", async () => {
  const sheet = await readFile(inPackage("data", "corpus", "DATASHEET.md"), "utf8");
  const lineOf = (split: string) => {
    const line = sheet
      .split("\n")
      .find((each) => each.startsWith(`| ${split} |`) && each.split("|").length > 9);
    assert.ok(line, split);
    return line
      .split("|")
      .slice(3, -1)
      .map((cell) => (cell.trim() === "–" ? null : Number(cell.replaceAll(",", ""))));
  };
  const splits = Object.fromEntries(
    splitNames.map((split) => {
      const [, , , icons, labelled, classes, effectiveClasses] = lineOf(split);
      return [split, { icons, labelled, classes, effectiveClasses }];
    }),
  ) as unknown as Manifest["splits"];
  for (const row of editionRows({ splits })) {
    const [, labelled, classes, , now, nowClasses, effective] = lineOf(row.split);
    assert.deepEqual(
      [
        row["first: labelled"],
        row["first: classes"],
        row["second: labelled"],
        row["second: classes"],
        row.effective,
      ],
      [labelled, classes, now, nowClasses, effective],
      row.split,
    );
  }
});
