import assert from "node:assert/strict";
import { test } from "node:test";
import { linesInWords } from "../../lib/report/linesInWords.js";

test("R² of each shift's baseline with two digits", () => {
  const lines = [
    { shift: "Matched", baseline: { r2: 0.987 } },
    { shift: "Renditions", baseline: { r2: 0.9 } },
  ];
  assert.equal(linesInWords(lines), "R² of the baseline's lines: Matched 0.99, Renditions 0.90.");
});
