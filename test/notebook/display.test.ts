import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { displayFigure, displayMarkdown, displayTable } from "../../lib/notebook/display.js";
import { executeNotebook } from "../../lib/notebook/execute.js";
import type { MimeBundle } from "../../lib/notebook/nbformat.js";
import { displayKey } from "../../lib/notebook/send.js";
import { codeCell, exampleFigure, notebookOf } from "./exampleNotebook.js";

const place = globalThis as { [displayKey]?: (bundle: MimeBundle) => void };

/** Runs with a recorder in the place of the kernel's own function. */
async function sent(show: () => Promise<void>): Promise<MimeBundle[]> {
  const bundles: MimeBundle[] = [];
  place[displayKey] = (bundle) => bundles.push(bundle);
  try {
    await show();
  } finally {
    delete place[displayKey];
  }
  return bundles;
}

let folder: string | undefined;
after(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("a figure is one output: interactive, PNG and text; lists in it are plain data", async () => {
  const x = Float32Array.of(1, 2);
  const layout = { title: { text: "Mean <b>ρ</b>" } };
  const [bundle, ...others] = await sent(() => displayFigure({ data: [{ x, y: [3, 4] }], layout }));
  assert.equal(others.length, 0);
  assert.deepEqual(Object.keys(bundle!), ["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
  assert.deepEqual(bundle!["application/vnd.plotly.v1+json"], { data: [{ x: [1, 2], y: [3, 4] }], layout });
  assert.equal(bundle!["text/plain"], "Mean ρ");
  assert.equal((await sharp(Buffer.from(bundle!["image/png"] as string, "base64")).metadata()).format, "png");
});

test("a table is HTML and text, Markdown is Markdown and text", async () => {
  const bundles = await sent(async () => {
    await displayTable([{ rho: 0.5 }], { formats: { rho: "percent" } });
    await displayMarkdown("slope **0.917**");
  });
  assert.match(bundles[0]!["text/html"] as string, /^<table>.*50\.0%/s);
  assert.match(bundles[0]!["text/plain"] as string, /50\.0%/);
  assert.deepEqual(bundles[1], { "text/markdown": "slope **0.917**", "text/plain": "slope **0.917**" });
});

test("outside a notebook there is a clear error", async () => {
  await assert.rejects(
    displayMarkdown("x"),
    /no notebook to display in: call this in a cell of a tslab kernel/,
  );
});

test("in a kernel without the preload, tslab's own display sends one form", async () => {
  const require = createRequire(import.meta.url);
  const jupyter = require("tslab/dist/jupyter") as { lastWriteDisplayData: unknown };
  const contents: { data: MimeBundle }[] = [];
  jupyter.lastWriteDisplayData = (content: { data: MimeBundle }) => contents.push(content);
  const before = process.argv;
  process.argv = [process.execPath, require.resolve("tslab/bin/tslab"), "kernel"];
  try {
    await displayTable([{ a: "x" }]);
    await displayMarkdown("**b**");
  } finally {
    process.argv = before;
    jupyter.lastWriteDisplayData = null;
  }
  assert.deepEqual(
    contents.map(({ data }) => Object.keys(data)),
    [["text/html"], ["text/markdown"]],
  );
});

test("in a real kernel, cells show figures and tables with top-level await", async () => {
  folder = await mkdtemp(join(tmpdir(), "display-"));
  const path = join(folder, "show.ipynb");
  const library = fileURLToPath(new URL("../../lib/notebook/display.js", import.meta.url));
  const notebook = notebookOf(
    codeCell(`const { displayFigure, displayTable } = await import(${JSON.stringify(library)});`),
    codeCell(`await displayFigure(${JSON.stringify(exampleFigure(5))}); console.log("drawn");`),
    codeCell("await displayTable([{ rho: -0.25 }]);"),
  );
  await writeFile(path, JSON.stringify(notebook));
  const executed = await executeNotebook(path);
  assert.equal(executed.failure, undefined);
  const shown = executed.notebook.cells.map((cell) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs.map((output) => ("data" in output ? Object.keys(output.data) : output.output_type)),
  );
  assert.deepEqual(shown, [
    [],
    [["application/vnd.plotly.v1+json", "image/png", "text/plain"], "stream"],
    [["text/html", "text/plain"]],
  ]);
});
