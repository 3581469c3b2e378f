import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { folderPictures } from "../../../lib/notebook/export/folderPictures.js";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { codeCell, display, markdownCell, notebookOf } from "../exampleNotebook.js";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==",
  "base64",
);

test("pictures of the notebook's folder are embedded from Markdown, raw HTML and outputs; the others are named", async (t) => {
  const outside = await mkdtemp(join(tmpdir(), "pictures-"));
  t.after(() => rm(outside, { recursive: true }));
  const folder = join(outside, "notebooks");
  await mkdir(join(folder, "a b"), { recursive: true });
  await writeFile(join(outside, "secret.png"), png);
  await writeFile(join(folder, "a b", "x.png"), png);
  await writeFile(join(folder, "named.jpg"), png); // the first bytes count, not the name
  await writeFile(join(folder, "v.svg"), '<svg width="1"/>');
  await writeFile(join(folder, "text.png"), "no picture");
  await symlink(join(outside, "secret.png"), join(folder, "link.png"));
  const cell = {
    ...markdownCell(
      [
        "![1](a%20b/x.png)",
        '<img src="named.jpg" alt="2" width="20">',
        "![3](v.svg?x#y)",
        '<img src="attachment:in.png" alt="4">',
        "![gone](gone.png)",
        "![text](text.png)",
        "![up](../secret.png)",
        "![link](link.png)",
        "![web](https://example.org/a.png)",
        "![absolute](/etc/x.png)",
        '<img src="attachment:no.png">',
        "![file](file:///etc/x.png)",
      ].join("\n\n"),
    ),
    attachments: { "in.png": { "image/png": png.toString("base64") } },
  };
  const notebook = notebookOf(
    cell,
    codeCell("x", [display({ "text/html": '<b><img src="named.jpg" alt="5"></b>' })]),
  );
  const html = await exportHtml(notebook, {
    sourceName: "x.ipynb",
    provenance: {},
    findPicture: folderPictures(folder),
  });
  const page = new JSDOM(html).window.document;
  const data = `data:image/png;base64,${png.toString("base64")}`;
  const pictures = [...page.querySelectorAll("main img")].map((one) => [
    one.getAttribute("alt"),
    one.getAttribute("src"),
  ]);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1"/>').toString("base64");
  assert.deepEqual(pictures, [
    ["1", data],
    ["2", data],
    ["3", `data:image/svg+xml;base64,${svg}`],
    ["4", data],
    ["5", data],
  ]);
  const missing = [...page.querySelectorAll("main .missing")].map((one) => one.textContent!);
  const expected = [
    /gone\.png \(no such file\)/,
    /text\.png \(the file is no picture/,
    /secret\.png \(it is outside the notebook's folder\)/,
    /link\.png \(it leads outside/,
    /example\.org\/a\.png \(a report loads nothing from elsewhere\)/,
    /etc\/x\.png \(it is outside/,
    /no\.png \(the cell carries no attachment/,
    /file:\/\/\/etc\/x\.png \(only files/,
  ];
  assert.equal(missing.length, expected.length, missing.join("\n"));
  for (const [index, pattern] of expected.entries()) assert.match(missing[index]!, pattern);
});
