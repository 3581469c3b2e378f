import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { exportMarkdown } from "../../../lib/notebook/export/markdownFile.js";
import type { Cell, Output } from "../../../lib/notebook/nbformat.js";
import { codeCell, display, markdownCell, notebookOf } from "../exampleNotebook.js";

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const exported = (...cells: Cell[]) => exportMarkdown(notebookOf(...cells), "x_files");
const ofOutputs = (...outputs: Output[]) =>
  exported(codeCell("run()", outputs)).text.split("```\n\n").slice(1).join("```\n\n");

test("text stays, code and printed text are fenced, pictures go beside the file", () => {
  const { text, files } = exported(
    markdownCell("# Title\n\n$x^2$ and <b>bold</b>\n"),
    codeCell("print()", [
      { output_type: "stream", name: "stdout", text: "\u001b[31mred\u001b[0m\n" },
      display({ "image/png": png, "text/plain": "a [plot]" }),
      { output_type: "error", ename: "Error", evalue: "oh", traceback: ["\u001b[1mError\u001b[0m: oh"] },
    ]),
  );
  assert.equal(
    text,
    [
      "# Title\n\n$x^2$ and <b>bold</b>",
      "```typescript\nprint()\n```",
      "```text\nred\n```",
      "![a plot](x_files/output_1_1.png)",
      "```text\nError: oh\n```\n",
    ].join("\n\n"),
  );
  assert.deepEqual([...files.keys()], ["x_files/output_1_1.png"]);
  assert.deepEqual(Buffer.from(files.get("x_files/output_1_1.png")!).toString("base64"), png);
});

test("attachments become files; raw cells of another format are left out", () => {
  const { text, files } = exported(
    {
      ...markdownCell("![](attachment:a%20b.png)"),
      attachments: { "a b.png": { "image/png": png } },
    } as Cell,
    { ...markdownCell("\\LaTeX"), cell_type: "raw", metadata: { raw_mimetype: "text/latex" } } as Cell,
    { ...markdownCell("as it is"), cell_type: "raw" } as Cell,
  );
  assert.equal(text, "![](x_files/attachment_0_0.png)\n\nas it is\n");
  assert.deepEqual([...files.keys()], ["x_files/attachment_0_0.png"]);
});

test("HTML is sanitised and holds no blank line; what Markdown cannot show is named", () => {
  assert.equal(
    ofOutputs(
      display({ "text/html": "<script>x</script><table><tr><td>1</td></tr>\n\n</table>", "text/plain": "1" }),
    ),
    "<div>\n<table><tbody><tr><td>1</td></tr>\n</tbody></table>\n</div>\n",
  );
  assert.equal(ofOutputs(display({ "video/mp4": "AAAA" })), "*Not shown: video/mp4*\n");
  assert.equal(ofOutputs(display({ "application/json": { a: 1 } })), '```json\n{\n  "a": 1\n}\n```\n');
  assert.equal(
    ofOutputs(display({ "image/png": "no base64!", "text/plain": "instead" })),
    "```text\ninstead\n```\n",
  );
});

test("whatever is printed ends with its fence", () => {
  const printed = fc.string({ unit: fc.constantFrom("`", "~", "\n", "a", " ", "#") });
  const markdown = new MarkdownIt();
  fc.assert(
    fc.property(printed, (text) => {
      fc.pre(text.trim() !== "");
      const output = exported(
        codeCell("1", [{ output_type: "stream", name: "stdout", text }]),
        markdownCell("# after"),
      ).text;
      const fences = markdown.parse(output, {}).filter(({ type }) => type === "fence");
      assert.equal(fences.length, 2);
      assert.equal(fences[1]!.content.replace(/\n+$/, ""), text.replace(/\n+$/, ""));
      assert.match(markdown.render(output), /<h1>after<\/h1>/);
    }),
  );
});
