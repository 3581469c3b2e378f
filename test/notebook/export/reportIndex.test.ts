import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { readEntry } from "../../../lib/notebook/export/reportEntry.js";
import { exportIndex, type ReportEntry } from "../../../lib/notebook/export/reportIndex.js";
import { codeCell, display, exampleFigure, markdownCell, notebookOf } from "../exampleNotebook.js";

const passed: ReportEntry = {
  file: "00-effective robustness.html",
  title: "ρ < baseline",
  summary: "What ρ is.",
  status: "passed",
  seconds: 41.26,
  date: "2026-01-31",
};

const documentOf = async (...given: Parameters<typeof exportIndex>) =>
  new JSDOM(await exportIndex(...given)).window.document;

test("the list links each report, says what failed, and escapes what it shows", async () => {
  const failed: ReportEntry = { ...passed, file: "01.html", title: "Size", status: "failed" };
  const page = await documentOf([passed, failed]);
  const links = [...page.querySelectorAll("ul.reports a")];
  assert.deepEqual(
    links.map((link) => [link.getAttribute("href"), link.textContent]),
    [
      ["00-effective%20robustness.html", "ρ < baseline"],
      ["01.html", "Size"],
    ],
  );
  assert.match(page.querySelector("footer")!.textContent!, /1 of 2 reports did not run to the end/);
  assert.equal(page.querySelector(".status-failed")?.textContent, "(failed)");
  assert.match(page.querySelector("ul.reports li")!.textContent!, /What ρ is\./);
  assert.match(page.querySelector("ul.runs li")!.textContent!, /passed, 41\.3 s, 2026-01-31/);
});

test("where all passed it says so", async () => {
  assert.match(await exportIndex([passed]), /Every notebook ran to its end/);
});

test("outputs of cells tagged front-page stand on the front page: figures as pictures, rows as labelled cards", async () => {
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
  const figure = {
    ...exampleFigure(3),
    layout: { title: "All causes", meta: { description: "One rises." } },
  };
  const table =
    "<table><thead><tr><th>cause</th><th>found</th></tr></thead><tr><td>size</td><td>&lt;2</td></tr></table>";
  const report = await exportHtml(
    notebookOf(
      markdownCell("# The verdict"),
      codeCell(
        "draw()",
        [display({ "application/vnd.plotly.v1+json": figure, "image/png": pixel })],
        ["front-page"],
      ),
      codeCell("table()", [display({ "text/html": table })], ["front-page"]),
      codeCell("other()", [display({ "text/plain": "not here" })]),
    ),
    { sourceName: "09.ipynb", provenance: {} },
  );
  const entry = readEntry(report, "09.html")!;
  const page = await documentOf([passed, entry], {
    text: "# What makes it robust?\n\nThe question.\n\n## Ways in\n\n[Start](00-a.ipynb)",
  });
  assert.equal(page.title, "What makes it robust?");
  const order = [...page.querySelectorAll("main > *")].map((part) => part.className || part.tagName);
  assert.deepEqual(order, ["H1", "P", "front", "H2", "P", "H2", "reports"]);
  assert.equal(page.querySelector(".front img")!.getAttribute("alt"), "All causes. One rises.");
  assert.match(page.querySelector(".front img")!.getAttribute("src")!, /^data:image\/(?:webp|png);base64,/);
  const moved = page.querySelector(".front p.image")!; // on a phone a picture is moved sideways, by keyboard too
  assert.deepEqual(
    ["tabindex", "role", "aria-label"].map((name) => moved.getAttribute(name)),
    ["0", "group", "Figure"],
  );
  const cells = [...page.querySelectorAll<HTMLElement>(".front td")].map((cell) => [
    cell.dataset.label,
    cell.textContent,
  ]);
  assert.deepEqual(cells, [
    ["cause", "size"],
    ["found", "<2"],
  ]);
  assert.doesNotMatch(page.body.innerHTML, /not here/);
  assert.equal(page.querySelectorAll(".plot-target").length, 0);
});
