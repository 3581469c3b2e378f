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

test("a mark at the file's start, streams of other names, null metadata and deep JSON are read", () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const outputs = `{"output_type":"stream","text":"a"},{"output_type":"stream","name":"log","text":["b","c"]},
    {"output_type":"display_data","metadata":null,"data":{"application/json":${deep}}}`;
  const cells = `[{"cell_type":"code","metadata":null,"source":"","outputs":[${outputs}]}]`;
  const read = parseNotebook(
    `\ufeff{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":${cells}}`,
    "x.ipynb",
  );
  const [cell] = read.cells;
  assert.ok(cell?.cell_type === "code");
  assert.deepEqual(cell.outputs.slice(0, 2), [
    { output_type: "stream", name: "stdout", text: "a" },
    { output_type: "stream", name: "stdout", text: "bc" },
  ]);
  assert.equal(cell.outputs[2]?.output_type, "display_data");
});

test("an output that is not understood becomes a message, the others stay", () => {
  const outputs = [
    null,
    { output_type: "sound" },
    { output_type: "display_data" },
    file.cells[1]!.outputs![0],
  ];
  const read = parseNotebook(
    JSON.stringify({ ...file, cells: [{ cell_type: "code", source: "", outputs }] }),
    "x",
  );
  const [cell] = read.cells;
  assert.ok(cell?.cell_type === "code");
  assert.deepEqual(
    cell.outputs.map((one) => one.output_type === "stream" && [one.name, /not understood/.test(one.text)]),
    [
      ["stderr", true],
      ["stderr", true],
      ["stderr", true],
      ["stdout", false],
    ],
  );
});

test("format 3 is brought to format 4: worksheets, headings, inputs and the names of outputs", () => {
  const code = {
    cell_type: "code",
    input: ["a = 1\n", "a"],
    language: "python",
    collapsed: false,
    prompt_number: 2,
    outputs: [
      { output_type: "pyout", prompt_number: 2, text: ["1"], png: "AAAA", metadata: {} },
      { output_type: "stream", stream: "stderr", text: "careful" },
      { output_type: "pyerr", ename: "E", evalue: "v", traceback: ["t"] },
    ],
  };
  const old = {
    nbformat: 3,
    nbformat_minor: 0,
    metadata: { name: "old" },
    worksheets: [{ cells: [{ cell_type: "heading", level: 2, source: "Title" }, code], metadata: {} }],
  };
  const { cells, metadata } = parseNotebook(JSON.stringify(old), "old.ipynb");
  assert.deepEqual(metadata, { language_info: { name: "python" } });
  assert.equal(cells[0]!.source, "## Title");
  const [, cell] = cells;
  assert.ok(cell?.cell_type === "code");
  assert.equal(cell.source, "a = 1\na");
  assert.equal(cell.execution_count, 2);
  assert.deepEqual(cell.outputs, [
    {
      output_type: "execute_result",
      execution_count: 2,
      data: { "text/plain": "1", "image/png": "AAAA" },
      metadata: {},
    },
    { output_type: "stream", name: "stderr", text: "careful" },
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ]);
});
