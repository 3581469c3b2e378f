import assert from "node:assert/strict";
import { before, test } from "node:test";
import { JSDOM } from "jsdom";
import { ansiToHtml, stripAnsi } from "../../../lib/notebook/export/ansi.js";
import { mathHtml } from "../../../lib/notebook/export/math.js";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { TimeLimit, TooSlow } from "../../../lib/notebook/export/timeLimit.js";
import type { Cell, Json, Output } from "../../../lib/notebook/nbformat.js";
import { codeCell, display, markdownCell, notebookOf } from "../exampleNotebook.js";

const options = { sourceName: "x.ipynb", provenance: {} };
const million = 1_000_000;
const printed = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const shows = (output: Output): Cell => codeCell("x", [output]);

async function page(...cells: Cell[]): Promise<Document> {
  return new JSDOM(await exportHtml(notebookOf(...cells), options)).window.document;
}

// Grammars and fonts are loaded once.
before(() => exportHtml(notebookOf(markdownCell("$x$"), codeCell("const a = 1;")), options));

/**
 * Inputs of which earlier versions took minutes or ran out of memory. Each takes some tenths of a second on an
 * idle machine; the bound allows for a busy one and lies far below what a time that grows with the square needs.
 */
const large: Record<string, Cell> = {
  "a printed line": shows(printed("x".repeat(million))),
  "a line rewritten again and again": shows(printed("50%\r".repeat(million / 4))),
  "a colour for each character": shows(printed("\u001b[31mx\u001b[0m".repeat(million / 10))),
  "colours that never begin": shows(printed("\u001b[".repeat(million / 2))),
  "20 MB of printed lines": shows(printed("epoch 1 loss 0.5\n".repeat((20 * million) / 17))),
  "a traceback": shows({ output_type: "error", ename: "E", evalue: "e", traceback: ["y".repeat(million)] }),
  "a line of code": codeCell(`const a = [${"1.25,".repeat(million / 5)}]`),
  "a million characters of code": codeCell("const a = { x: 1 };\n".repeat(million / 20)),
  "less-than signs of code": codeCell("<".repeat(30_000)),
  "nested template strings": codeCell("`${".repeat(5_000)),
  "opening brackets of Markdown": markdownCell("[".repeat(50_000)),
  "reference definitions": markdownCell("[a]: ".repeat(25_000)),
  "comments nothing closes": markdownCell(`a ${"<!--".repeat(25_000)}`),
  "raw HTML without formulas": markdownCell(`<p>${"x ".repeat(250_000)}</p>`),
  "environments nothing ends": markdownCell("x\n\\begin{a}\n".repeat(10_000)),
  "empty formulas": markdownCell("$$\n".repeat(20_000)),
  "equal formulas": markdownCell("$x^2$ ".repeat(5_000)),
  "unknown elements": shows(display({ "text/html": "<foo>x</foo>".repeat(20_000) })),
  "text with HTML characters": shows(display({ "text/html": "<".repeat(million) })),
  "a table of 20,000 rows": shows(
    display({ "text/html": `<table>${"<tr><td>1.25</td><td>a</td><td>b</td></tr>".repeat(20_000)}</table>` }),
  ),
  "addresses in text": markdownCell("https://a.org/b ".repeat(10_000)),
  "the beginning of addresses": markdownCell("http://".repeat(50_000)),
  "colour codes without end": shows(printed(`\u001b[${"7;".repeat(million / 2)}m`)),
  "a long title": shows(
    display({ "application/vnd.plotly.v1+json": { data: [], layout: { title: "<".repeat(million / 4) } } }),
  ),
};
for (const [name, cell] of Object.entries(large))
  test(`time is linear: ${name}`, async () => {
    const started = performance.now();
    const html = await exportHtml(notebookOf(cell, markdownCell("Still here.")), options);
    const seconds = (performance.now() - started) / 1000;
    assert.ok(html.includes("Still here."));
    assert.doesNotMatch(html, /Not shown|shown as it was written/);
    assert.ok(seconds < 10, `${seconds.toFixed(1)} s`);
  });

test("nothing of a long line is lost", () => {
  const text = "ab<".repeat(100_000);
  assert.equal(ansiToHtml(text), "ab&lt;".repeat(100_000));
  assert.equal(stripAnsi(`\u001b[1m${text}\u001b[0m`), text);
});

test("inverse text is marked until it ends, beside its colours", () => {
  assert.equal(
    ansiToHtml("a\u001b[7mb\u001b[31mc\u001b[38;5;7md\u001b[27me\u001b[0mf\u001b[1;7mg\u001b[mh"),
    'a<span class="ansi-inverse">b</span>' +
      '<span class="ansi-inverse"><span class="ansi-red-fg">c</span></span>' +
      '<span class="ansi-inverse"><span class="ansi-white-fg">d</span></span>' +
      '<span class="ansi-white-fg">e</span>f' +
      '<span class="ansi-inverse"><span style="font-weight:bold">g</span></span>h',
  );
});

test("terminal links become their text, control characters are left out", () => {
  const link = "\u001b]8;;https://example.org\u0007here\u001b]8;;\u0007";
  assert.equal(
    ansiToHtml(`a\u0000${link}\u001b[31mred\u001b[0m`),
    'ahere<span class="ansi-red-fg">red</span>',
  );
});

test("work beyond its time is stopped, also inside a regular expression, and the limit halves", () => {
  const limit = new TimeLimit(200, 0);
  assert.equal(
    limit.run(0, () => 5),
    5,
  );
  assert.throws(
    () =>
      limit.run(0, () => {
        for (;;);
      }),
    TooSlow,
  );
  assert.throws(() => limit.run(0, () => /^(a+)+$/.test(`${"a".repeat(50)}b`)), TooSlow);
  assert.throws(() => limit.run(0, () => JSON.parse("{")), SyntaxError);
});

test("formulas stay inside their bounds", () => {
  const lengths = [...mathHtml("\\rule{999999em}{999999em}", false).matchAll(/:(-?[\d.]+)em/g)].map((one) =>
    Number(one[1]),
  );
  assert.ok(Math.max(...lengths) <= 20, lengths.join(" ")); // the limit of 20 em
  for (const [source, reason] of [
    ["\\kern-9999em x", "a length in it is too long"],
    [`${"\\sqrt{".repeat(200)}x${"}".repeat(200)}`, "nested more than 60 deep"],
    [`${"\\left(".repeat(200)}`, "nested more than 60 deep"],
    ["x".repeat(30_000), "more than 20000 characters"],
  ] as const)
    assert.match(mathHtml(source, true), new RegExp(`^<code class="math-source" title="[^"]*${reason}`));
  for (const source of [
    "\\def\\a{\\a\\a}\\a",
    "\\href{javascript:1}{x}",
    "\\includegraphics{http://x.org/a}",
  ])
    assert.doesNotMatch(mathHtml(source, true), /<a |<img|href=/);
  mathHtml("\\gdef\\leak{BAD}", false);
  assert.match(mathHtml("\\leak", false), /color:var\(--failed\)/); // not known to the next formula
});

test("one bad output says what is wrong and costs only itself", async () => {
  const deep: Json = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
  const bad: [Record<string, Json>, RegExp][] = [
    [
      { "application/vnd.plotly.v1+json": null, "text/plain": "spec" },
      /Plotly figure \(it is null, expected an object\)\)?.*spec/s,
    ],
    [{ "application/vnd.plotly.v1+json": 5 }, /it is a number, expected an object/],
    [{ "application/vnd.plotly.v1+json": { data: "x" } }, /data is a string, expected a list of traces/],
    [{ "application/vnd.plotly.v1+json": { data: [null] } }, /data\[0\] is null, expected a trace/],
    [
      { "application/vnd.plotly.v1+json": { data: [{ type: "scatter3d" }] } },
      /"scatter3d", which the report's Plotly does not draw/,
    ],
    [{ "application/vnd.plotly.v1+json": { data: [], layout: [] } }, /layout is a list, expected an object/],
    [{ "application/json": deep }, /JSON \(it is nested more than 200 deep\)/],
    [{ "text/html": "<div>".repeat(5000) }, /HTML \(elements are nested more than 400 deep\)/],
    [{ "text/html": 5, "text/plain": "five" }, /HTML \(it is a number, expected text\).*five/s],
    [{ "image/png": '"><b>no base64' }, /PNG picture \(its bytes are not base64\)/],
    [{ "image/svg+xml": "no drawing" }, /SVG picture \(it holds no <svg>\)/],
    [{ "video/mp4": "AAAA" }, /video, video\/mp4/],
    [
      { "application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()" },
      /interactive widget.*IntSlider\(\)/s,
    ],
    [{ "application/vnd.vegalite.v5+json": {}, "text/plain": "<VegaLite>" }, /Vega chart.*<VegaLite>/s],
  ];
  const shown = await page(...bad.map(([data]) => shows(display(data))), shows(printed("after")));
  for (const [index, [, expected]] of bad.entries())
    assert.match(shown.querySelector(`#cell-${index + 1}`)!.textContent!, expected);
  assert.equal(shown.querySelector(`#cell-${bad.length + 1} pre.stdout`)!.textContent, "after");
});

test("a Vega chart with a picture shows the picture", async () => {
  const shown = await page(shows(display({ "application/vnd.vegalite.v5+json": {}, "image/png": "AAAA" })));
  assert.equal(shown.querySelectorAll("main img").length, 1);
  assert.equal(shown.querySelectorAll("main .missing").length, 0);
});

test("headings and ids of a notebook never take the names of the page's own parts", async () => {
  const shown = await page(
    markdownCell("# Figure 1\n\n# Content\n\n<p id='theme-switch'>a</p><p id='mine'>b</p>\n\n[to](#mine)"),
    shows(display({ "text/html": '<p id="cell-1" class="skip banner t">c</p><a href="#cell-1">d</a>' })),
  );
  const ids = [...shown.querySelectorAll("[id]")].map((element) => element.id);
  assert.equal(new Set(ids).size, ids.length, ids.join(" "));
  assert.equal(shown.getElementById("theme-switch")!.tagName, "BUTTON");
  assert.ok(shown.getElementById("section-figure-1") && shown.getElementById("mine"));
  const own = shown.querySelector(".output.html p")!;
  assert.equal(own.className, "t");
  assert.equal(shown.querySelector(".output.html a")!.getAttribute("href"), `#${own.id}`);
});
