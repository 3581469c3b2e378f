import assert from "node:assert/strict";
import { test } from "node:test";
import { CellOutputs, type Displays } from "../../lib/notebook/outputs.js";
import { type Message, request } from "../../lib/notebook/wire.js";

const message = (type: string, content: Message["content"]) => request("s", type, content);
const stream = (name: string, text: string) => message("stream", { name, text });
const show = (type: string, html: string, id?: string) =>
  message(type, { data: { "text/html": html }, metadata: {}, transient: id ? { display_id: id } : {} });
const display = (html: string) => ({
  output_type: "display_data",
  data: { "text/html": html },
  metadata: {},
});

function collect(displays: Displays, ...messages: Message[]): CellOutputs {
  const outputs = new CellOutputs(displays);
  for (const one of messages) outputs.add(one);
  return outputs;
}

test("streams of the same name that follow each other are one output", () => {
  const outputs = collect(
    new Map(),
    stream("stdout", "a"),
    stream("stdout", "b\n"),
    stream("stderr", "c"),
    stream("stdout", "d"),
  );
  assert.deepEqual(outputs.all, [
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
    { output_type: "stream", name: "stdout", text: "d" },
  ]);
});

test("an update changes every display of its id, in earlier cells too, and no other", () => {
  const displays: Displays = new Map();
  const first = collect(displays, show("display_data", "1", "x"), show("display_data", "kept", "y"));
  const second = collect(displays, show("display_data", "1", "x"), show("update_display_data", "2", "x"));
  assert.deepEqual(first.all, [display("2"), display("kept")]);
  assert.deepEqual(second.all, [display("2")]);
});

test("an update of an unknown id shows nothing", () => {
  assert.deepEqual(collect(new Map(), show("update_display_data", "2", "x")).all, []);
});

test("clear_output clears at once, or with wait at the next output", () => {
  const clear = (wait: boolean) => message("clear_output", { wait });
  assert.deepEqual(collect(new Map(), stream("stdout", "a"), clear(false)).all, []);
  const waiting = collect(new Map(), stream("stdout", "a"), clear(true));
  assert.equal(waiting.all.length, 1);
  waiting.add(stream("stdout", "b"));
  assert.deepEqual(waiting.all, [{ output_type: "stream", name: "stdout", text: "b" }]);
});

test("execute_result and error messages of other kernels keep their fields", () => {
  const outputs = collect(
    new Map(),
    message("execute_result", { execution_count: 4, data: { "text/plain": "5" }, metadata: {} }),
    message("error", { ename: "E", evalue: "v", traceback: ["t"] }),
  );
  assert.deepEqual(outputs.all, [
    { output_type: "execute_result", execution_count: 4, data: { "text/plain": "5" }, metadata: {} },
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ]);
});

test("the error leaves stderr and becomes an output; what the cell printed stays", () => {
  const outputs = collect(
    new Map(),
    stream("stderr", "mine\n"),
    stream("stderr", "Error: x\n    at a:1:1\n"),
  );
  assert.equal(outputs.takeError().evalue, "x");
  assert.deepEqual(outputs.all[0], { output_type: "stream", name: "stderr", text: "mine\n" });
  assert.equal(outputs.all[1]?.output_type, "error");
});

test("all diagnostics of a cell make one error", () => {
  const outputs = collect(new Map(), stream("stderr", "1:1 - First.\n"), stream("stderr", "2:1 - Second.\n"));
  assert.deepEqual(outputs.takeError().traceback, ["1:1 - First.", "2:1 - Second."]);
  assert.equal(outputs.all.length, 1);
});

test("a late throw is told apart from the cell's own error", () => {
  const late = "UncaughtException: TypeError: t\n";
  const outputs = collect(new Map(), stream("stderr", "Error: own\n"), stream("stderr", late));
  assert.ok(outputs.hasLateThrow);
  assert.equal(outputs.takeError().evalue, "own");
  assert.equal(outputs.takeLateThrow().ename, "TypeError");
});

test("an error of which nothing was printed is still an error output", () => {
  assert.match(new CellOutputs(new Map()).takeError().evalue, /printed nothing/);
});
