import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNotebook, parseNotebook, tagsOf } from "../../lib/notebook/nbformat.js";

const file = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title\n", "text"] },
    {
      cell_type: "code",
      id: "abc",
      metadata: { tags: ["parameters"] },
      source: "const a = 1;",
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["one\n", "two\n"] },
        {
          output_type: "display_data",
          data: { "text/plain": ["a", "b"], "application/json": ["kept", "list"], "image/png": "AAAA" },
          metadata: {},
        },
        { output_type: "error", ename: "Error", evalue: "no", traceback: ["Error: no"] },
      ],
    },
  ],
  metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
};

test("lists of lines become one text, JSON types stay JSON, a missing id is made", () => {
  const notebook = parseNotebook(JSON.stringify(file), "a.ipynb");
  const [title, code] = notebook.cells;
  assert.equal(title!.source, "# Title\ntext");
  assert.equal(title!.id, "cell-1");
  assert.ok(code?.cell_type === "code");
  assert.deepEqual(tagsOf(code), ["parameters"]);
  assert.deepEqual(code.outputs[0], { output_type: "stream", name: "stdout", text: "one\ntwo\n" });
  assert.ok(code.outputs[1]?.output_type === "display_data");
  assert.deepEqual(code.outputs[1].data, {
    "text/plain": "ab",
    "application/json": ["kept", "list"],
    "image/png": "AAAA",
  });
});

test("what was written reads back the same, with lines as Jupyter has them", () => {
  const notebook = parseNotebook(JSON.stringify(file), "a.ipynb");
  const written = formatNotebook(notebook);
  assert.deepEqual(parseNotebook(written, "a.ipynb"), notebook);
  assert.deepEqual(JSON.parse(written).cells[0].source, ["# Title\n", "text"]);
  assert.equal(JSON.parse(written).cells[1].outputs[1].data["image/png"], "AAAA");
});

test("what is no notebook is named with its place", () => {
  const messageOf = (content: string) => {
    try {
      parseNotebook(content, "x.ipynb");
    } catch (error) {
      assert.equal((error as Error).name, "InputError");
      return (error as Error).message;
    }
    return "accepted";
  };
  assert.match(messageOf("{"), /^x\.ipynb: not JSON/);
  assert.match(messageOf(JSON.stringify({ ...file, nbformat: 3 })), /^x\.ipynb: nbformat: /);
  assert.match(
    messageOf(JSON.stringify({ ...file, cells: [{ cell_type: "code", source: 5 }] })),
    /^x\.ipynb: cells\.0\.source: /,
  );
});
