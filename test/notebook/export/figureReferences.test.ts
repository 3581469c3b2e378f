import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { tableHtml } from "../../../lib/notebook/table.js";
import { codeCell, display, figureOutput, markdownCell, notebookOf } from "../exampleNotebook.js";

const table = (caption?: string) =>
  codeCell("table()", [
    display({ "text/html": tableHtml([{ a: 1 }], caption === undefined ? {} : { caption }) }),
  ]);

test("words that name a figure or table lead to it; without one they stay words", async () => {
  const notebook = notebookOf(
    markdownCell("# Report\n\nThe previous table is none. The next figure and the table below are there."),
    codeCell("draw()", [figureOutput(2)]),
    table("First"),
    table(),
    markdownCell("Figure above, [the next table](https://example.org), table above. `next figure`"),
    table("Second"),
  );
  const html = await exportHtml(notebook, { sourceName: "x.ipynb", provenance: {} });
  const page = new JSDOM(html).window.document;
  const references = [...page.querySelectorAll("main a.ref")].map((link) => [
    link.textContent,
    link.getAttribute("href"),
    link.getAttribute("title"),
  ]);
  assert.deepEqual(references, [
    ["next figure", "#figure-1", "Figure 1"],
    ["table below", "#table-1", "Table 1"],
    ["Figure above", "#figure-1", "Figure 1"],
    ["table above", "#table-1", "Table 1"],
  ]);
  for (const [, href] of references) assert.ok(page.querySelector(href!));
  assert.deepEqual(
    [...page.querySelectorAll("caption")].map((caption) => caption.textContent),
    ["Table 1. First", "Table 2. Second"],
  );
});
