import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { listReports, readEntry } from "../../../lib/notebook/export/reportEntry.js";
import { exportIndex } from "../../../lib/notebook/export/reportIndex.js";
import type { Notebook, Output } from "../../../lib/notebook/nbformat.js";

const printed: Output = { output_type: "stream", name: "stdout", text: "2\n" };
const thrown: Output = {
  output_type: "error",
  ename: "RangeError",
  evalue: "\u001b[31mtoo </script> long\u001b[39m",
  traceback: ["RangeError: too </script> long"],
};

function notebook(outputs: readonly Output[], tags: readonly string[] = []): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: "markdown", id: "a", metadata: {}, source: "# Size & shape\n\nDoes `</script>` matter?" },
      {
        cell_type: "code",
        id: "b",
        metadata: { tags },
        source: "1 + 1",
        execution_count: outputs.length || null,
        outputs,
      },
    ],
  };
}

const options = { sourceName: "01-size.ipynb", provenance: {}, seconds: 2, date: "2026-11-24" };

test("a report says its own title, question and status, whatever they hold", async () => {
  const html = await exportHtml(notebook([printed]), options);
  assert.deepEqual(readEntry(html, "01-size.html"), {
    file: "01-size.html",
    title: "Size & shape",
    summary: "Does </script> matter?",
    status: "passed",
    seconds: 2,
    date: "2026-11-24",
  });
});

test("an error among the outputs marks the report as failed and names its cell", async () => {
  const html = await exportHtml(notebook([printed, thrown]), options);
  assert.equal(readEntry(html, "x")?.status, "failed");
  assert.match(html, /<a href="#cell-2">cell 2<\/a>/);
  assert.ok(html.includes("RangeError: too &lt;/script&gt; long"));
  assert.match(html, /<title>Failed: /);
});

test("a cell that is meant to fail does not", async () => {
  const html = await exportHtml(notebook([thrown], ["raises-exception"]), options);
  assert.equal(readEntry(html, "x")?.status, "passed");
  assert.ok(!html.includes('role="alert"'));
});

test("a notebook without outputs says that it was not run", async () => {
  const html = await exportHtml(notebook([]), options);
  assert.equal(readEntry(html, "x")?.status, "not run");
  assert.ok(html.includes("has not been run"));
});

test("the list is made of all reports in a folder, whichever run wrote them", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "reports-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "02-b.html"), await exportHtml(notebook([thrown]), options));
  await writeFile(join(folder, "01-a.html"), await exportHtml(notebook([printed]), options));
  await writeFile(join(folder, "index.html"), await exportIndex([]));
  const reports = await listReports(folder);
  assert.deepEqual(
    reports.map(({ file, status }) => [file, status]),
    [
      ["01-a.html", "passed"],
      ["02-b.html", "failed"],
    ],
  );
  const index = await exportIndex(reports);
  assert.ok(index.includes('href="02-b.html"') && index.includes("1 of 2 reports did not run to the end"));
});
