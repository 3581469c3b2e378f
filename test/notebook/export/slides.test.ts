import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { deckOf, exportSlides, slidesOf } from "../../../lib/notebook/export/slides.js";
import type { Cell } from "../../../lib/notebook/nbformat.js";
import { launchBrowser, noBrowser as skip } from "../chromium.js";
import { codeCell, display, figureOutput, markdownCell, notebookOf } from "../exampleNotebook.js";

const marked = (cell: Cell, kind: string): Cell => ({
  ...cell,
  metadata: { slideshow: { slide_type: kind } },
});
const text = (source: string, kind?: string) => {
  const cell = markdownCell(source);
  return kind === undefined ? cell : marked(cell, kind);
};

test("cells become slides by their marks, as in Jupyter", () => {
  const kinds = ["-", "slide", "-", "fragment", "-", "notes", "subslide", "skip", "fragment", "slide"];
  assert.deepEqual(slidesOf(kinds.map((kind) => text("x", kind))), [
    [{ steps: [[0]], notes: [] }],
    [
      {
        steps: [
          [1, 2],
          [3, 4],
        ],
        notes: [5],
      },
      { steps: [[6], [8]], notes: [] },
    ],
    [{ steps: [[9]], notes: [] }],
  ]);
});

test("without marks a heading of level 1 or 2 starts a slide", () => {
  const cells = [
    codeCell("1"),
    text("# A"),
    text("### b"),
    codeCell("2"),
    text("## C"),
    text("no # heading"),
  ];
  assert.deepEqual(
    slidesOf(cells).map(([slide]) => slide!.steps),
    [[[0]], [[1, 2, 3]], [[4, 5]]],
  );
  assert.deepEqual(slidesOf([]), []);
});

test("every cell that is not skipped stands on one slide, in order", () => {
  const kind = fc.constantFrom("-", "slide", "subslide", "fragment", "skip", "notes", "nonsense");
  fc.assert(
    fc.property(fc.array(kind, { maxLength: 30 }), (kinds) => {
      const columns = slidesOf(kinds.map((one) => text("x", one)));
      const all = columns.flat();
      const places = all.flatMap(({ steps, notes }) => [...steps.flat(), ...notes]).sort((a, b) => a - b);
      assert.deepEqual(
        places,
        kinds.flatMap((one, index) => (one === "skip" ? [] : [index])),
      );
      const shown = all.flatMap(({ steps }) => steps.flat());
      assert.deepEqual(
        shown,
        [...shown].sort((a, b) => a - b),
      );
      assert.ok(columns.every((column) => column.length > 0));
    }),
  );
});

test("a deck of its own shows its sentences and the chosen outputs, and neither code nor other cells", async () => {
  const withSlide = (cell: Cell, slide: object): Cell => ({ ...cell, metadata: { slide: { ...slide } } });
  const outputs = [display({ "text/html": "<b>first</b>" }), display({ "text/html": "<b>second</b>" })];
  const notebook = notebookOf(
    withSlide(markdownCell("# Long title\n\nLong text"), { text: "# Short *title*", notes: "Say **this**." }),
    markdownCell("Between"),
    withSlide(codeCell("drawIt()", outputs), { text: "## A sentence.", outputs: [1] }),
    marked(markdownCell("Marked in Jupyter"), "slide"),
  );
  assert.deepEqual(
    deckOf(notebook.cells).map(({ place }) => place),
    [0, 2],
  );
  const html = await exportSlides(notebook, { sourceName: "x.ipynb", provenance: {} });
  const slides = html.slice(html.indexOf('<div class="slides">'), html.indexOf("<script"));
  assert.equal(slides.match(/<section>/g)?.length, 2);
  assert.match(slides, /Short <em>title<\/em>/);
  assert.match(slides, /<aside class="notes">[\s\S]*<strong>this<\/strong>/);
  assert.match(slides, /<b>second<\/b>/);
  assert.doesNotMatch(slides, /Long t|Between|drawIt|first|Marked in Jupyter/);
});

test("a deck that is not as expected is refused with its cell and field", () => {
  const of = (slide: object) => () =>
    deckOf([{ ...markdownCell("x"), id: "a1", metadata: { slide: { ...slide } } }]);
  assert.throws(of({}), /cell a1: metadata\.slide\.text: /);
  assert.throws(of({ text: "x", outputs: [-1] }), /cell a1: metadata\.slide\.outputs\.0: /);
  assert.throws(of({ text: "x", note: "y" }), /cell a1: metadata\.slide: .*note/);
});

test("slides in a browser: keys move, steps come, notes show, nothing is asked of a network, a page each", {
  skip,
}, async (t) => {
  const notebook = notebookOf(
    text("# First", "slide"),
    text("Second, below", "subslide"),
    text("Third", "slide"),
    text("A step", "fragment"),
    text("What to say", "notes"),
    marked(
      codeCell("draw()", [figureOutput(5), display({ "text/html": "<script>alert(1)</script><b>bold</b>" })]),
      "slide",
    ),
    text("Left out", "skip"),
  );
  const html = await exportSlides(notebook, { sourceName: "x.ipynb", provenance: { commit: "a--><b>" } });
  assert.doesNotMatch(html, /Left out|alert\(1\)/);
  const folder = await mkdtemp(join(tmpdir(), "slides-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "x.html"), html);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const context = await browser.newContext();
  await context.setOffline(true);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(pathToFileURL(join(folder, "x.html")).href);
  await page.waitForSelector(".reveal.ready");
  const shown = () => page.locator(".slides section.present:not(.stack)").innerText();
  assert.match(await shown(), /First/);
  await page.keyboard.press("Space");
  assert.match(await shown(), /Second, below/);
  await page.keyboard.press("ArrowRight");
  assert.match(await shown(), /Third/);
  assert.equal(await page.locator(".fragment.visible").count(), 0);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator(".fragment.visible").count(), 1);
  assert.equal(await page.locator(".speaker-notes").isVisible(), false);
  await page.keyboard.press("s");
  assert.match(await page.locator(".speaker-notes").innerText(), /What to say/);
  await page.keyboard.press("ArrowRight");
  assert.match(await shown(), /bold/);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g)?.length, 4, "a page for each slide");
  assert.deepEqual(
    requests.filter((url) => !/^(?:file|data|blob):/.test(url)),
    [],
  );
  assert.deepEqual(complaints, []);
});
