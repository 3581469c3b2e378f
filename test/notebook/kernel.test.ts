// One real tslab kernel, asked directly.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { Kernel, KernelEnded } from "../../lib/notebook/kernel.js";
import { CellOutputs, type Displays } from "../../lib/notebook/outputs.js";
import type { Message } from "../../lib/notebook/wire.js";
import { streamText } from "./makeNotebook.js";
import { endsWithin, isRunning } from "./processes.js";

const temporary = mkdtempSync(join(tmpdir(), "k-"));
process.env.TMPDIR = temporary; // so that the folders of other runs are not counted
let kernel: Kernel;
const displays: Displays = new Map();
before(async () => {
  kernel = await Kernel.start({ cwd: inPackage("dist") });
});
after(async () => {
  await kernel.shutdown();
  rmSync(temporary, { recursive: true });
});

/** Runs a cell; its status and outputs. */
async function run(code: string) {
  const outputs = new CellOutputs(displays);
  kernel.onLateMessage = (message) => outputs.add(message);
  const { status, executionCount } = await kernel.execute(code, (message) => outputs.add(message));
  return { status, executionCount, outputs };
}

/** Runs a cell that fails; then waits until tslab takes cells again. */
async function runFailing(code: string) {
  const result = await run(code);
  assert.equal(result.status, "error");
  await sleep(300);
  return result.outputs;
}

const lines = (count: number) => Array.from({ length: count }, (_, line) => `${line}\n`).join("");

test("the value of a last expression and a print are streams, the count goes up", async () => {
  const first = await run('console.log("a"); console.error("b"); 1 + 1');
  assert.equal(streamText(first.outputs.all), "a\n2\n");
  assert.equal(streamText(first.outputs.all, "stderr"), "b\n");
  assert.equal((await run("0")).executionCount, first.executionCount! + 1);
});

test("5,000 prints in one turn all arrive, in order, and the cell ends", async () => {
  const { status, outputs } = await run("for (let line = 0; line < 5000; line++) console.log(line);");
  assert.equal(status, "ok");
  assert.equal(streamText(outputs.all), lines(5000));
});

test("so do 5,000 messages: errors are not gathered, displays neither", async () => {
  // Without the preload some 500 arrive, and the cell never ends.
  const printed = await run("for (let line = 0; line < 5000; line++) console.error(line);");
  assert.equal(streamText(printed.outputs.all, "stderr"), lines(5000));
  const shown = await run(
    'import { display } from "tslab"; for (let i = 0; i < 5000; i++) display.text(String(i));',
  );
  const texts = shown.outputs.all.map((one) =>
    one.output_type === "display_data" ? one.data["text/plain"] : one,
  );
  assert.deepEqual(
    texts,
    Array.from({ length: 5000 }, (_, index) => String(index)),
  );
});

test("prints stay in their place among displays and errors, and come during a long loop", async () => {
  const { outputs } = await run(
    'console.log(1); console.log(2); display.html("x"); console.log(3); console.log(4); console.error(5); console.log(6);',
  );
  const order = outputs.all.map((one) => (one.output_type === "stream" ? one.text : one.output_type));
  assert.deepEqual(order, ["1\n2\n", "display_data", "3\n4\n", "5\n", "6\n"]);
  const times: number[] = [];
  await kernel.execute(
    "const end = Date.now() + 600; let next = 0; while (Date.now() < end) if (Date.now() > next) { console.log(1); next = Date.now() + 100; }",
    () => times.push(Date.now()),
  );
  assert.ok(
    times.at(-1)! - times[0]! > 300,
    `output came within ${times.at(-1)! - times[0]!} ms of a loop of 600 ms`,
  );
});

test("a later cell declares a const again, with another type", async () => {
  await run("const twice: number = 1;");
  const { status, outputs } = await run('const twice: string = "s"; console.log(twice.length);');
  assert.deepEqual([status, streamText(outputs.all)], ["ok", "1\n"]);
});

test("packages are imported statically and dynamically, ESM-only ones too", async () => {
  const { outputs } = await run(
    'import { Random } from "clip-robustness";\nconst aq = await import("arquero");\n' +
      "console.log(new Random(1).uniform() < 1, aq.table({ a: [1, 2] }).numRows());",
  );
  assert.equal(streamText(outputs.all), "true 2\n");
});

test("one output holds several MIME types, with metadata, and is updated in place", async () => {
  const send = '(globalThis as any)[Symbol.for("clip-robustness.display")]';
  const first = await run(
    `const send = ${send};\nsend({ "image/png": "AAAA", "application/json": { a: [1] }, "text/plain": "t" }, ` +
      '{ "image/png": { width: 5 } });\nsend({ "text/plain": "old", "text/html": "old" }, {}, { id: "d1" });',
  );
  assert.deepEqual(first.outputs.all[0], {
    output_type: "display_data",
    data: { "image/png": "AAAA", "application/json": { a: [1] }, "text/plain": "t" },
    metadata: { "image/png": { width: 5 } },
  });
  const second = await run('send({ "text/plain": "new" }, {}, { id: "d1", update: true });');
  assert.deepEqual(second.outputs.all, []);
  assert.deepEqual(first.outputs.all[1], {
    output_type: "display_data",
    data: { "text/plain": "new" },
    metadata: {},
  });
});

test("tslab's own updatable display is updated too", async () => {
  const { outputs } = await run(
    'import { newDisplay } from "tslab"; const shown = newDisplay(); shown.html("1"); shown.html("2"); shown.text("3");',
  );
  assert.deepEqual(outputs.all, [{ output_type: "display_data", data: { "text/plain": "3" }, metadata: {} }]);
});

test("a throw, an awaited throw and a type error are told by name", async () => {
  const thrown = (await runFailing('console.error("mine"); throw new RangeError("far");')).takeError();
  assert.deepEqual([thrown.ename, thrown.evalue], ["RangeError", "far"]);
  const awaited = (await runFailing('await Promise.reject(new TypeError("later"));')).takeError();
  assert.deepEqual([awaited.ename, awaited.evalue], ["TypeError", "later"]);
  const compiled = (await runFailing('const a: number = "x";\nundeclared;')).takeError();
  assert.equal(compiled.ename, "TypeScriptError");
  assert.equal(compiled.traceback.length, 2);
  assert.match(compiled.traceback[1]!, /^2:1 - Cannot find name 'undeclared'/);
});

test("what nobody awaits is found: a rejection, and a throw in a timer", async () => {
  const rejected = await run('Promise.reject(new Error("lost")); 0');
  await kernel.settle();
  assert.ok(rejected.outputs.hasLateThrow);
  assert.equal(rejected.outputs.takeLateThrow().evalue, "lost (rejected with nobody waiting)");
  const timer = await run('setTimeout(() => { throw new TypeError("tick"); }, 20); 0');
  await sleep(100);
  await kernel.settle();
  assert.equal(timer.outputs.takeLateThrow().ename, "TypeError");
});

test("an interrupt ends a busy loop and an await that never ends", async () => {
  for (const code of ["for (;;);", "await new Promise(() => {});"]) {
    const outputs = new CellOutputs(displays);
    await sleep(100); // after a pause the print is sent at once
    let again: NodeJS.Timeout | undefined;
    const { status } = await kernel.execute(`console.log("begun"); ${code}`, (message) => {
      outputs.add(message);
      if (message.content.text !== "begun\n" || again) return;
      kernel.interrupt();
      // A signal that comes while Node changes its handlers around a cell is lost, so it is repeated as runCell does.
      again = setInterval(() => kernel.interrupt(), 3000);
    });
    clearInterval(again);
    assert.equal(status, "error");
    assert.match(outputs.takeError().evalue, /interrupted/i);
    await sleep(300);
  }
  assert.equal((await run("0")).status, "ok");
});

test("an interrupt in a cell's last moment stops that cell or none, and never a later one", async () => {
  // The cell signals itself and ends at once: without the preload Node's thread for signals has no time to stop it.
  for (let round = 0; round < 6; round++) {
    const { status } = await run(
      'for (const end = Date.now() + 30; Date.now() < end; ); process.kill(process.pid, "SIGINT"); 0',
    );
    if (status === "error") await sleep(300);
    for (let later = 0; later < 2; later++) {
      const { outputs } = await run(
        "for (const end = Date.now() + 30; Date.now() < end; ); console.log('whole');",
      );
      assert.equal(streamText(outputs.all), "whole\n");
    }
  }
});

test("processes that a cell forks do not take themselves for kernels", async () => {
  const { outputs } = await run(
    'import { execFileSync } from "node:child_process";\n' +
      'console.log(execFileSync(process.execPath, [...process.execArgv, "-p", "Symbol.for(\'clip-robustness.display\') in globalThis"]).toString());',
  );
  assert.equal(streamText(outputs.all), "false\n\n");
});

test("over TCP too; after shutdown no process, child process or folder is left, though a timer is pending", async () => {
  const another = await Kernel.start({ cwd: inPackage("dist"), transport: "tcp" });
  let child = 0;
  const code =
    'console.log(require("node:child_process").spawn("sleep", ["1000"]).pid); setTimeout(() => {}, 1e9); 0';
  const onMessage = (message: Message) => {
    child = Number.parseInt(String(message.content.text), 10) || child;
  };
  assert.equal((await another.execute(code, onMessage)).status, "ok");
  assert.ok(isRunning(child));
  assert.equal(readdirSync(temporary).length, 2);
  await another.shutdown();
  assert.ok(!isRunning(another.pid));
  assert.ok(await endsWithin(child, 2000), "the cell's child still runs");
  assert.equal(readdirSync(temporary).length, 1);
  await assert.rejects(another.execute("1"), KernelEnded);
});
