import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { JSDOM } from "jsdom";
import { embeddedValue } from "../../../lib/notebook/export/embedded.js";
import { type ExportOptions, exportHtml } from "../../../lib/notebook/export/page.js";
import type { Notebook } from "../../../lib/notebook/nbformat.js";
import { codeCell, display, figureOutput, markdownCell, notebookOf } from "../exampleNotebook.js";

const options: ExportOptions = { sourceName: "03-language.ipynb", provenance: { commit: "abc123" } };

async function pageOf(notebook: Notebook, more: Partial<ExportOptions> = {}): Promise<Document> {
  return new JSDOM(await exportHtml(notebook, { ...options, ...more })).window.document;
}

const count = (text: string, part: string) => text.split(part).length - 1;

test("a page has a language, the first heading as title, contents with anchors, and its provenance", async () => {
  const page = await pageOf(
    notebookOf(
      markdownCell("# Language & *training*\n\n## The loss $\\rho$\n\n### Again\n\n## Again"),
      markdownCell("#### Too deep"),
    ),
    { seconds: 12.34 },
  );
  assert.equal(page.documentElement.lang, "en");
  assert.equal(page.title, "Language & training");
  const links = [...page.querySelectorAll("nav a")].map((link) => link.getAttribute("href"));
  assert.deepEqual(links, ["#the-loss-rho", "#again", "#again-2"]);
  for (const link of links) assert.ok(page.querySelector(`main ${link}`), `${link} leads nowhere`);
  assert.match(page.querySelector("footer")!.textContent!, /03-language\.ipynb.*12\.3 s.*abc123/s);
});

test("LaTeX is rendered, with its fonts inside the page", async () => {
  const source = "$$\\rho(f) = a - \\beta(b)$$\n\nand $\\tau$";
  const html = await exportHtml(notebookOf(markdownCell(source)), options);
  assert.equal(count(html, '<span class="katex">'), 2);
  assert.equal(count(html, '<span class="katex-display">'), 1);
  assert.equal(count(html, '<span class="katex-error"'), 0);
  assert.ok(count(html, "data:font/woff2;base64,") >= 2);
  assert.doesNotMatch(html, /url\((?!data:)/);
});

test("a page without LaTeX or figures carries neither KaTeX nor Plotly", async () => {
  const html = await exportHtml(notebookOf(markdownCell("# Short")), options);
  assert.doesNotMatch(html, /data:font|<script[^>]*data-held="plotly"/);
  // The page's own style and script; KaTeX's fonts or the smallest Plotly would be several times as much.
  assert.ok(html.length < 40_000, `${html.length} characters`);
});

test("raw HTML folds text, and Markdown and LaTeX inside it are rendered", async () => {
  const page = await pageOf(
    notebookOf(markdownCell("<details><summary>Why?</summary>\n\nAs **so**, $x^2$.\n\n</details>")),
  );
  const details = page.querySelector("main details")!;
  assert.equal(details.querySelector("strong")?.textContent, "so");
  assert.ok(details.querySelector(".katex"));
});

test("an address in text is a link; the name of a file is none, nor a script", async () => {
  const page = await pageOf(
    notebookOf(
      markdownCell(
        "See https://example.org/a_b?c=1. Not page.com, `https://code.org` or javascript:alert(1)",
      ),
    ),
  );
  const links = [...page.querySelectorAll("main a")];
  assert.deepEqual(
    links.map((link) => [link.getAttribute("href"), link.textContent]),
    [["https://example.org/a_b?c=1", "https://example.org/a_b?c=1"]],
  );
});

test("links to notebooks become links to their reports, those to the web stay, those to files become text", async () => {
  const page = await pageOf(
    notebookOf(
      markdownCell(
        "[a](02-next.ipynb#part) [b](https://arxiv.org/abs/2205.01397) [c](https://x.org/y.ipynb) [d](../README.md)\n\n" +
          '<a href="04-more.ipynb">e</a>',
      ),
    ),
  );
  const links = [...page.querySelectorAll("main a")].map((link) => link.getAttribute("href"));
  assert.deepEqual(links, [
    "02-next.html#part",
    "https://arxiv.org/abs/2205.01397",
    "https://x.org/y.ipynb",
    "04-more.html",
  ]);
  // The reader of a report does not have the file: the link is text that names it.
  assert.equal(page.querySelector("main .file")!.textContent, "d (README.md)");
});

test("code is highlighted for light and dark, fenced code too, unknown languages are shown plain", async () => {
  const page = await pageOf(
    notebookOf(codeCell("const a = '<b>';"), markdownCell("```sh\nls -l\n```\n\n```brainf\n<+>\n```")),
  );
  const tokens = [...page.querySelectorAll(".code .shiki span[style]")];
  assert.equal(page.querySelector(".code pre")?.textContent, "const a = '<b>';");
  assert.ok(tokens.length >= 3);
  assert.match(tokens[0]!.getAttribute("style")!, /--shiki-light:#\w+;--shiki-dark:#\w+/);
  assert.equal(page.querySelectorAll(".markdown .shiki").length, 1);
  assert.equal(page.querySelector(".markdown pre.plain")?.textContent, "<+>\n");
});

test("streams of one name are joined, escaped, in colour, and keep the last state of a rewritten line", async () => {
  const page = await pageOf(
    notebookOf(
      codeCell("run()", [
        { output_type: "stream", name: "stdout", text: "<one>\n10%\r50%\r100%\n" },
        { output_type: "stream", name: "stdout", text: "\u001b[32mgreen\u001b[0m" },
        { output_type: "stream", name: "stderr", text: "careful" },
      ]),
    ),
  );
  assert.equal(page.querySelectorAll("pre.stdout").length, 1);
  assert.equal(page.querySelector("pre.stdout")?.textContent, "<one>\n100%\ngreen");
  assert.equal(page.querySelector(".ansi-green-fg")?.textContent, "green");
  assert.equal(page.querySelector("pre.stderr")?.textContent, "careful");
});

test("a failed run says so on top, names the cell, and shows the error even of a removed cell", async () => {
  const failed = codeCell(
    "boom()",
    [
      {
        output_type: "error",
        ename: "TypeError",
        evalue: "no <shift>",
        traceback: ["\u001b[31mTypeError: no <shift>\u001b[0m", "    at cell"],
      },
    ],
    ["remove-cell"],
  );
  const page = await pageOf(notebookOf(markdownCell("# Title"), failed), {
    failure: { cell: 2, message: "\u001b[31mTypeError: no <shift>\u001b[0m" },
  });
  const banner = page.querySelector(".banner")!;
  assert.match(banner.textContent!, /failed.*cell 2.*03-language\.ipynb.*TypeError: no <shift>/s);
  assert.equal(page.title, "Failed: Title");
  const cell = page.querySelector(banner.querySelector("a")!.getAttribute("href")!)!;
  assert.equal(cell.querySelector("pre.error")?.textContent, "TypeError: no <shift>\n    at cell");
  assert.equal(cell.querySelector(".ansi-red-fg")?.textContent, "TypeError: no <shift>");
});

test("tags hide, fold and label cells", async () => {
  const output = display({ "text/plain": "shown" });
  const page = await pageOf(
    notebookOf(
      codeCell("removedCell", [output], ["remove-cell"]),
      codeCell("removedInput", [output], ["remove-input"]),
      codeCell("removedOutput", [output], ["remove-output"]),
      codeCell("folded", [output], ["hide-input"]),
      codeCell('const scale = "quick"', [], ["parameters"]),
      codeCell('const scale = "full"', [], ["injected-parameters"]),
    ),
  );
  const text = page.querySelector("main")!.textContent!;
  assert.doesNotMatch(text, /removedCell|removedInput/);
  assert.match(text, /removedOutput/);
  assert.equal(page.querySelectorAll("pre.stdout").length, 2);
  const folded = [...page.querySelectorAll("details.code")];
  assert.deepEqual(
    folded.map((cell) => cell.querySelector("summary")!.textContent),
    ["removedOutput", "folded", 'const scale = "quick"', 'const scale = "full"'],
  );
  assert.equal(folded[1]!.querySelector(".shiki")!.textContent, "folded");
  const labels = [...page.querySelectorAll(".label")].map((label) => label.textContent);
  assert.deepEqual(labels, ["parameters, default values", "parameters of this run"]);
});

test("of an output's forms the richest is shown; images carry a text", async () => {
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
  const page = await pageOf(
    notebookOf(
      codeCell("a", [display({ "text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "1" })]),
      codeCell("b", [display({ "image/png": `${pixel}\n`, "text/plain": "Mean ρ" })]),
      codeCell("c", [display({ "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>" })]),
      codeCell("d", [display({ "text/markdown": "slope **0.917**", "text/plain": "slope" })]),
      codeCell("e", [display({ "application/json": { n: 3 } })]),
    ),
  );
  assert.ok(page.querySelector("#cell-1 td"));
  const [png, svg] = [...page.querySelectorAll("img")];
  assert.equal(png!.getAttribute("src"), `data:image/png;base64,${pixel}`);
  assert.equal(png!.alt, "Mean ρ");
  assert.match(svg!.src, /^data:image\/svg\+xml;base64,/);
  assert.equal(page.querySelector("#cell-4 strong")?.textContent, "0.917");
  assert.match(page.querySelector("#cell-5 pre.output")!.textContent!, /"n": 3/);
});

/** The Plotly that a page holds until a figure is near. */
function heldPlotly(html: string): string {
  const held = new JSDOM(html).window.document.querySelector('script[data-held="plotly"]')!;
  return inflateSync(Buffer.from(held.textContent!, "base64")).toString("utf8");
}

test("ten figures of 1,387 points: one copy of Plotly, at most 3 MB, equal input gives equal bytes", async () => {
  const figures = Array.from({ length: 10 }, (_, index) => codeCell(`draw(${index})`, [figureOutput(694)]));
  const notebook = notebookOf(markdownCell("# Ten $\\rho$"), ...figures);
  const html = await exportHtml(notebook, options);
  assert.equal(count(html, 'data-held="plotly">'), 1);
  assert.match(heldPlotly(html), /plotly\.js \(basic - minified\)/);
  assert.equal(count(html, "data-figure="), 10);
  const bytes = Buffer.byteLength(html);
  assert.ok(bytes <= 3_000_000, `${bytes} bytes`);
  assert.equal(await exportHtml(notebook, options), html);
});

test("a page carries the smallest Plotly that draws its figures", async () => {
  const heatmap = { data: [{ type: "heatmap", z: [[1, 2]] }], layout: {} };
  const cells = [codeCell("draw()", [display({ "application/vnd.plotly.v1+json": heatmap })])];
  const html = await exportHtml(notebookOf(...cells), options);
  assert.match(heldPlotly(html), /plotly\.js \(cartesian - minified\)/);
});

test("a figure's text cannot end its script element, and comes back as it was", async () => {
  const html = await exportHtml(notebookOf(codeCell("draw()", [figureOutput(2)])), options);
  const page = new JSDOM(html).window.document;
  const specification = embeddedValue(page.querySelector("script[data-figure]")!) as {
    layout: { title: { text: string } };
  };
  assert.match(specification.layout.title.text, /<\/script>/);
  assert.equal(page.querySelectorAll("script:not([type])").length, 1);
  assert.match(page.querySelector(".plot-target")!.getAttribute("aria-label")!, /^Accuracy under shift/);
});

test("the policy of the page forbids requests and scripts but its own", async () => {
  const page = await pageOf(notebookOf(codeCell("draw()", [figureOutput(2)])));
  const policy = page.querySelector("meta[http-equiv]")!.getAttribute("content")!;
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+'; /);
  assert.doesNotMatch(policy, /https?:|script-src[^;]*unsafe/);
  for (const element of page.querySelectorAll("script, link, img, iframe")) {
    const source = element.getAttribute("src") ?? element.getAttribute("href") ?? "data:";
    assert.match(source, /^data:/);
  }
});

test("an image attached to a Markdown cell is embedded", async () => {
  const cell = {
    ...markdownCell("![a plot](attachment:p%20lot.png)"),
    attachments: { "p lot.png": { "image/png": "aGk=" } },
  };
  const page = await pageOf(notebookOf(cell));
  assert.equal(page.querySelector("img")!.getAttribute("src"), "data:image/png;base64,aGk=");
  assert.equal(page.querySelector("img")!.alt, "a plot");
});

test("the empty corner of a table is no heading", async () => {
  const page = await pageOf(notebookOf(markdownCell("| | found by |\n|---|---|\n| a | b |")));
  const cells = [...page.querySelectorAll("main thead tr > *")].map(({ tagName }) => tagName);
  assert.deepEqual(cells, ["TD", "TH"]);
});

test("task lists and callouts are shown as GitHub shows them", async () => {
  const page = await pageOf(
    notebookOf(
      markdownCell("- [ ] to *do*\n- [x] done\n- [y] other\n\n> [!WARNING]\n> Take care.\n\n> plain [!NOTE]"),
    ),
  );
  const items = [...page.querySelectorAll("main li")].map((item) => item.textContent!.trim());
  assert.deepEqual(items, ["☐ to do", "☑ done", "[y] other"]);
  const boxes = [...page.querySelectorAll("main li .box")].map((box) => box.getAttribute("aria-label"));
  assert.deepEqual(boxes, ["open", "done"]);
  const quotes = [...page.querySelectorAll("main blockquote")].map((quote) =>
    quote.textContent!.replace(/\s+/g, " ").trim(),
  );
  assert.deepEqual(quotes, ["WarningTake care.", "plain [!NOTE]"]);
  assert.equal(page.querySelectorAll("main .callout-warning").length, 1);
});

test("footnotes of two cells of the same number lead to their own notes and back", async () => {
  const cell = (text: string) => markdownCell(`A claim[^1].\n\n[^1]: ${text}`);
  const page = await pageOf(notebookOf(cell("First."), cell("Second.")));
  const references = [...page.querySelectorAll("main sup a")];
  const notes = references.map((one) => page.querySelector(one.getAttribute("href")!)!);
  assert.deepEqual(
    notes.map((note) => /\w+\./.exec(note.textContent!)?.[0]),
    ["First.", "Second."],
  );
  const back = notes.map((note) => page.querySelector(note.querySelector("a")!.getAttribute("href")!));
  assert.deepEqual(
    back.map((one) => references.indexOf(one!)),
    [0, 1],
  );
});
