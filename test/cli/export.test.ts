import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { findChromium } from "../../lib/notebook/export/pdf.js";

const notebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ cell_type: "markdown", metadata: {}, source: "# Title" }],
});

test("--to pdf prints with Chromium, and says so where there is none", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "export-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "x.ipynb"), notebook);
  const main = inPackage("dist", "lib", "cli", "main.js");
  const run = (path: string | undefined, ...args: string[]) =>
    spawnSync(process.execPath, [main, "export", "x.ipynb", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...(path !== undefined && { PATH: path }) },
    });
  const without = run(folder, "--to", "pdf");
  assert.equal(without.status, 2);
  assert.match(without.stderr, /^error: --to pdf: .*Chromium, and there is none on PATH/);
  assert.equal(run(undefined, "--to", "word").status, 2);
  await assert.rejects(readFile(join(folder, "x.pdf")));
  if (findChromium() === undefined) return t.skip("no Chromium on PATH: no PDF is printed");
  assert.equal(run(undefined, "--to", "pdf").status, 0);
  assert.match((await readFile(join(folder, "x.pdf"))).toString("latin1"), /^%PDF-/);
  assert.match(run(undefined, "--to", "pdf").stderr, /x\.pdf is there; --force/);
});

test("export writes a report, replaces a report, and overwrites nothing else", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "export-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  await writeFile(path("x.ipynb"), notebook);
  await writeFile(path("README.md"), "mine");
  await writeFile(path("page.html"), "<p>mine</p>");
  await mkdir(path("folder.html"));
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [inPackage("dist", "lib", "cli", "main.js"), "export", path("x.ipynb"), ...args],
      { cwd: folder, encoding: "utf8" },
    );
    return { status, message: stderr.trim() };
  };
  assert.equal(run().status, 0); // x.html in the current folder
  assert.match(await readFile(path("x.html"), "utf8"), /<h1 id="title">Title/);
  assert.equal(run("--out", path("x.html")).status, 0);
  const refused: [string, RegExp][] = [
    ["README.md", /README\.md" does not end in \.html/],
    ["x.ipynb", /is the notebook itself/],
    ["folder.html", /is a folder, expected a file/],
    ["page.html", /exists and is not a report; --force overwrites it/],
    ["README.md/x.html", /cannot be written \(ENOTDIR|EEXIST\)/],
  ];
  for (const [out, expected] of refused) {
    const { status, message } = run("--out", path(out));
    assert.equal(status, 2, `${out}: ${message}`);
    assert.match(message, expected);
    assert.equal(message.split("\n").length, 1, message);
  }
  assert.equal(await readFile(path("x.ipynb"), "utf8"), notebook);
  assert.equal(await readFile(path("README.md"), "utf8"), "mine");
  assert.equal(await readFile(path("page.html"), "utf8"), "<p>mine</p>");
  assert.equal(run("--out", path("page.html"), "--force").status, 0);
});
