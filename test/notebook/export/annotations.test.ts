import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { InputError } from "../../../lib/base/errors.js";
import { inPackage } from "../../../lib/base/files.js";
import { type Annotations, readAnnotations } from "../../../lib/notebook/export/annotations.js";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { markdownCell, notebookOf } from "../exampleNotebook.js";

const annotations: Annotations = {
  references: [
    {
      id: "taori2020",
      author: [{ family: "Taori", given: "Rohan" }, { family: "Dave" }],
      issued: 2020,
      title: "Measuring <Robustness>",
      URL: "https://arxiv.org/abs/2007.00644",
    },
    {
      id: "zhai2022",
      author: [{ family: "Zhai" }],
      issued: 2022,
      title: "LiT",
      language: "de",
      URL: "https://arxiv.org/abs/2111.07991",
    },
  ],
  terms: [
    { id: "line", words: ["baseline", "baselines"], meaning: "The line of <ordinary> models." },
    { id: "unused", words: ["never"], meaning: "-" },
  ],
};

async function pageOf(...sources: readonly string[]): Promise<Document> {
  const notebook = notebookOf(...sources.map((source) => markdownCell(source)));
  return new JSDOM(await exportHtml(notebook, { sourceName: "x.ipynb", provenance: {}, annotations })).window
    .document;
}

const textOf = (page: Document, selector: string) =>
  [...page.querySelectorAll(selector)].map(({ textContent }) => textContent);

test("terms are marked once per section, in running text only, and explained at the end", async () => {
  const page = await pageOf(
    "# The baseline\n\nA baseline, `baseline`, [baseline](#x), a **baselines**, Baselinelike, baseline-free.",
    "## Next\n\nTwo baselines.",
  );
  assert.deepEqual(textOf(page, "a.term"), ["baseline", "baselines"]);
  assert.deepEqual(textOf(page, ".glossary dt"), ["baseline"]);
  const [marked] = page.querySelectorAll<HTMLAnchorElement>("a.term");
  const target = page.getElementById(marked!.hash.slice(1))!;
  assert.equal(target.nextElementSibling!.textContent, "The line of <ordinary> models.");
  assert.equal(page.querySelectorAll(`[data-note="${marked!.dataset.noteOf}"]`).length, 1);
});

test("citations lead to the list of references, with or without a year, a preprint's year included", async () => {
  const page = await pageOf(
    "As Taori et al. (2020), Taori et al., Zhai et al. 2021 and Taori and Dave say; not Zhai et al. (2018), nor Zhai alone.",
  );
  assert.deepEqual(textOf(page, "a.cite"), [
    "Taori et al. (2020)",
    "Taori et al.",
    "Zhai et al. 2021",
    "Taori and Dave",
  ]);
  assert.equal(page.querySelectorAll(".references li").length, 2);
  assert.match(
    page.querySelector(".references li")!.textContent!,
    /^Rohan Taori, Dave: Measuring <Robustness>\. 2020\.$/,
  );
  const languages = [...page.querySelectorAll(".references li [lang]")].map((work) =>
    work.getAttribute("lang"),
  );
  assert.deepEqual(languages, ["en", "de"]);
});

test("a page that uses neither has no lists", async () => {
  const page = await pageOf("Nothing to explain.");
  assert.equal(page.querySelectorAll(".glossary, .references").length, 0);
});

test("the package's own files are as expected; another shape is refused by file and field", async () => {
  const own = await readAnnotations(inPackage("notebooks"));
  assert.ok(own.references.length >= 25 && own.terms.length >= 20);
  assert.equal(new Set(own.references.map(({ id }) => id)).size, own.references.length);
  const words = own.terms.flatMap((term) => term.words);
  assert.equal(new Set(words).size, words.length);
  const folder = await mkdtemp(join(tmpdir(), "annotations-"));
  try {
    assert.deepEqual(await readAnnotations(folder), { references: [], terms: [] });
    await writeFile(join(folder, "glossary.json"), '[{"id":"a","words":[],"meaning":"b"}]');
    await assert.rejects(
      readAnnotations(folder),
      (error: Error) => error instanceof InputError && /glossary\.json.*words/s.test(error.message),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
