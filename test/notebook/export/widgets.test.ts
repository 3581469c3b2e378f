import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { fillText } from "../../../lib/base/fillText.js";
import { embeddedValue } from "../../../lib/notebook/export/embedded.js";
import { exportMarkdown } from "../../../lib/notebook/export/markdownFile.js";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { exportSlides } from "../../../lib/notebook/export/slides.js";
import type { Json } from "../../../lib/notebook/nbformat.js";
import { widgetMime } from "../../../lib/notebook/widget.js";
import { widgetModules } from "../../../lib/widgets/modules.js";
import { codeCell, display, exampleFigure, markdownCell, notebookOf } from "../exampleNotebook.js";

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
const widget = {
  kind: "plane",
  title: "A </script> title",
  description: "What it shows.",
  messages: { a: "x" },
  data: { long: "</script>".repeat(2000) },
};
const notebookWith = (content: Json) =>
  notebookOf(
    markdownCell("# Widget"),
    codeCell("show()", [
      display({
        [widgetMime]: content,
        "application/vnd.plotly.v1+json": exampleFigure(3) as unknown as Json,
        "image/png": pixel,
        "text/plain": "A title: what it shows.",
      }),
    ]),
  );
const options = { sourceName: "w.ipynb", provenance: {} };
const pageOf = async (content: Json, widgets = {}) =>
  new JSDOM(await exportHtml(notebookWith(content), { ...options, widgets })).window.document;

test("an export that has the widget's code shows the widget, with its data as they were", async () => {
  const page = await pageOf(widget, widgetModules);
  assert.equal(page.querySelectorAll("figure.widget").length, 1);
  assert.equal(page.querySelectorAll("script[data-figure]").length, 0);
  assert.deepEqual(embeddedValue(page.querySelector("script[data-widget-data]")!), {
    messages: widget.messages,
    phrases: {},
    data: widget.data,
  });
  assert.equal(page.querySelector("figcaption")!.textContent, "Figure 1. What it shows.");
  assert.equal(page.querySelector(".plot-picture")!.getAttribute("alt"), widget.title);
});

test("a page without widgets holds no script of theirs", async () => {
  const held = (page: Document) => page.querySelectorAll('script[data-held="widgets"]').length;
  assert.deepEqual([held(await pageOf(widget)), held(await pageOf(widget, widgetModules))], [0, 1]);
});

test("without its code the figure stands there, and so it does where a widget is malformed, which is said", async () => {
  const plain = await pageOf(widget);
  assert.equal(plain.querySelectorAll("figure.widget").length, 0);
  assert.equal(plain.querySelectorAll("script[data-figure]").length, 1);
  for (const [broken, reason] of [
    [{ ...widget, messages: { a: 1 } }, /messages/],
    [{ ...widget, title: 3 }, /title/],
    [["a list"], /object/],
    ["text", /object/],
  ] as const) {
    const page = await pageOf(broken as Json, widgetModules);
    assert.equal(page.querySelectorAll("script[data-figure]").length, 1);
    assert.match(page.querySelector(".missing")!.textContent!, reason);
  }
});

test("slides and Markdown show its picture", async () => {
  const slides = new JSDOM(await exportSlides(notebookWith(widget), options)).window.document;
  assert.equal(slides.querySelectorAll("figure.widget, .missing").length, 0);
  assert.equal(slides.querySelectorAll("img").length, 1);
  const { text } = exportMarkdown(notebookWith(widget), "w_files");
  assert.match(text, /!\[A title: what it shows\.\]\(w_files\//);
});

test("values stand in the places of their names", () => {
  assert.equal(fillText("{a} of {b}, {c}", { a: 1, b: "two" }), "1 of two, {c}");
});
