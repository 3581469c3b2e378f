// Whole notebooks on the real kernel.
import assert from "node:assert/strict";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { executeNotebook } from "../../lib/notebook/execute.js";
import { Kernel } from "../../lib/notebook/kernel.js";
import type { Cell, CodeCell, Output } from "../../lib/notebook/nbformat.js";
import type { Progress } from "../../lib/notebook/progress.js";
import { type Limits, runCells } from "../../lib/notebook/runCells.js";
import { codeCell, makeNotebook, notebookFile, streamText } from "./makeNotebook.js";
import { endsWithin } from "./processes.js";

// The cells that fail share a kernel, since starting one takes most of the time.
let shared: Kernel;
before(async () => {
  shared = await Kernel.start({ cwd: inPackage("dist") });
});
after(() => shared.shutdown());

function runShared(cells: readonly (CodeCell | string)[], limits: Partial<Limits> = {}) {
  const all: Limits = {
    cellSeconds: 60,
    deadline: Date.now() + 60_000,
    graceSeconds: 10,
    signal: undefined,
    ...limits,
  };
  return runCells(shared, makeNotebook(cells).cells, { path: "n.ipynb", limits: all, report: () => {} });
}

const outputsOf = (cell: Cell | undefined): readonly Output[] =>
  cell?.cell_type === "code" ? cell.outputs : [];
/** After an error tslab refuses cells for 200 ms. */
const recover = () => sleep(300);

test("a notebook runs in its folder, with parameters, and keeps what Jupyter would keep", async (t) => {
  const path = await notebookFile(t, [
    codeCell('const scale: "quick" | "full" = "full";', "parameters"),
    'console.log(scale === "full", process.cwd());',
    codeCell('console.log("before"); throw new RangeError("on purpose");', "raises-exception"),
    'import { newDisplay } from "tslab";\nconst shown = newDisplay(); shown.html("old");',
    'shown.html("new"); console.log("after");',
    "  \n",
  ]);
  const before = await readFile(path, "utf8");
  const events: Progress[] = [];
  const { notebook, failure, seconds } = await executeNotebook(path, {
    parameters: { scale: "quick" },
    onProgress: (event) => events.push(event),
  });
  assert.equal(failure, undefined);
  const cells = notebook.cells as readonly CodeCell[];
  assert.deepEqual(
    cells.map((cell) => cell.execution_count),
    [1, 2, 3, 4, 5, 6, null],
  );
  assert.equal(streamText(outputsOf(cells[2])), `false ${dirname(path)}\n`);
  assert.deepEqual(
    outputsOf(cells[3]).map((one) => one.output_type),
    ["stream", "error"],
  );
  assert.deepEqual(outputsOf(cells[4]), [
    { output_type: "display_data", data: { "text/html": "new" }, metadata: {} },
  ]);
  const timing = cells[2]!.metadata.execution as Record<string, string>;
  const took = Date.parse(timing["iopub.status.idle"]!) - Date.parse(timing["iopub.status.busy"]!);
  assert.ok(took > 0 && took < seconds * 1000);
  const execution = notebook.metadata.execution as Record<string, unknown>;
  assert.deepEqual([execution.status, execution.parameters], ["ok", { scale: "quick" }]);
  assert.deepEqual(
    events.map((event) => event.kind),
    ["started", ...Array.from({ length: 6 }, () => ["cellStarted", "cellEnded"]).flat(), "ended"],
  );
  assert.equal(await readFile(path, "utf8"), before, "the file is not written");
});

test("a notebook that is not there, and a folder that is not there, are named", async (t) => {
  await assert.rejects(executeNotebook("nowhere.ipynb"), {
    name: "InputError",
    message: "nowhere.ipynb: no such file",
  });
  const path = await notebookFile(t, ["1"]);
  await assert.rejects(
    executeNotebook(path, { cwd: join(dirname(path), "none") }),
    /could not be started: .*ENOENT/,
  );
});

test("a failing cell stops the notebook; notebook, cell and error are named, what ran is kept", async () => {
  const { cells, failure } = await runShared(['console.log("ran");', 'throw new TypeError("broken");', "3"]);
  assert.equal(failure?.kind, "error");
  assert.equal(
    failure.message,
    'n.ipynb: code cell 2 of 3 ("throw new TypeError("broken");"): TypeError: broken',
  );
  assert.equal(streamText(outputsOf(cells[0])), "ran\n");
  assert.equal(outputsOf(cells[1])[0]?.output_type, "error");
  assert.deepEqual(outputsOf(cells[2]), []);
  await recover();
});

test("a late throw fails the notebook: in its own cell, in a later one that waits for ever, after the last", async () => {
  const own = await runShared(['Promise.reject(new Error("lost")); 0', "1"]);
  assert.deepEqual([own.failure?.kind, own.failure?.cell], ["lateThrow", 1]);
  const later = await runShared([
    'setTimeout(() => { throw new TypeError("tick"); }, 50); 0',
    "await new Promise(() => {});",
  ]);
  assert.deepEqual([later.failure?.kind, later.failure?.ename], ["lateThrow", "TypeError"]);
  assert.deepEqual(
    outputsOf(later.cells[1]).map((one) => one.output_type),
    ["error"],
  );
  await recover();
  const last = await runShared(['setTimeout(() => { throw new TypeError("end"); }, 50); 0']);
  assert.deepEqual([last.failure?.kind, last.failure?.cell], ["lateThrow", 1]);
});

test("a cell's time, the notebook's time, and a stop from outside end busy loops and endless waits", async () => {
  const busy = await runShared(["for (;;);"], { cellSeconds: 1 });
  assert.deepEqual(
    [busy.failure?.kind, busy.failure?.evalue],
    ["cellTimeout", "the cell ran longer than 1 s; it was interrupted"],
  );
  await recover();
  const waiting = await runShared(["await new Promise(() => {});"], { deadline: Date.now() + 1000 });
  assert.deepEqual([waiting.failure?.kind, waiting.failure?.ename], ["timeout", "NotebookTimeout"]);
  await recover();
  const stopped = await runShared(["await new Promise(() => {});"], { signal: AbortSignal.timeout(1000) });
  assert.deepEqual([stopped.failure?.kind, stopped.failure?.ename], ["aborted", "Aborted"]);
  await recover();
});

test("a cell that resists the interrupt: the kernel is killed, its child processes too", async (t) => {
  const path = await notebookFile(t, [
    'import { spawn } from "node:child_process";\nconst child = spawn("sleep", ["1000"]); console.log(child.pid);',
    'process.on("SIGINT", () => {}); const { runInThisContext } = require("node:vm");\n' +
      'for (;;) try { runInThisContext("for (;;);", { breakOnSigint: true }); } catch {}',
  ]);
  const { notebook, failure } = await executeNotebook(path, { cellTimeoutSeconds: 1.5, graceSeconds: 0.5 });
  assert.equal(failure?.kind, "cellTimeout");
  assert.match(failure.evalue, /did not end within 0\.5 s of an interrupt, so the kernel was killed/);
  const child = Number(streamText(outputsOf(notebook.cells[0])));
  assert.ok(child > 0 && (await endsWithin(child, 2000)), "the cell's child still runs");
});

test("a kernel killed from outside in the middle of a cell is a clear failure", async (t) => {
  const path = await notebookFile(t, [
    'import { writeFileSync } from "node:fs";\nconsole.log("begun"); writeFileSync("pid", String(process.pid));\nawait new Promise(() => {});',
  ]);
  const executed = executeNotebook(path);
  const pidFile = join(dirname(path), "pid");
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await sleep(50);
  await sleep(200);
  process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
  const { notebook, failure } = await executed;
  assert.equal(failure?.kind, "kernelEnded");
  assert.match(
    failure.message,
    /sample\.ipynb: code cell 1 of 1 .*: KernelEnded: the kernel was ended by SIGKILL/,
  );
  assert.deepEqual(
    outputsOf(notebook.cells[0]).map((one) => one.output_type),
    ["stream", "error"],
  );
});

test("files below node_modules that change, appear and vanish during the cells do no harm", async (t) => {
  const path = await notebookFile(t, [
    'import { one } from "./made.js";\nimport { readFileSync } from "node:fs";\nimport { two } from "pack";\nconsole.log(one + two);',
    'await new Promise((done) => setTimeout(done, 1500)); console.log("waited");',
    'import { writeFileSync } from "node:fs";\nwriteFileSync("later.ts", "export const three = 3;\\n");',
    'import { three } from "./later";\nconst sum = one + two + three; console.log(sum);',
  ]);
  const folder = dirname(path);
  const pack = join(folder, "node_modules", "pack");
  mkdirSync(pack, { recursive: true });
  const declaration = join(pack, "index.d.ts");
  writeFileSync(join(folder, "made.ts"), "export const one = 1;\n");
  writeFileSync(join(pack, "index.js"), "exports.two = 2;\n");
  writeFileSync(declaration, "export declare const two: number;\n");
  // What npm and a compiler do beside a run: link, write again, add and remove, many times.
  let round = 0;
  const busy = setInterval(() => {
    round++;
    const extra = join(folder, "node_modules", `extra${round % 3}`);
    rmSync(extra, { recursive: true, force: true });
    mkdirSync(extra);
    writeFileSync(join(extra, "index.d.ts"), "export {};\n");
    linkSync(declaration, join(pack, `copy${round}.d.ts`));
    writeFileSync(declaration, `export declare const two: number; // ${round}\n`);
  }, 40);
  try {
    const { notebook, failure } = await executeNotebook(path);
    assert.equal(failure?.message, undefined);
    assert.equal(streamText(outputsOf(notebook.cells[3])), "6\n");
    assert.ok(round > 20, `only ${round} rounds`);
  } finally {
    clearInterval(busy);
  }
});

test("a process that outlives the kernel and holds its pipes does not hold up the run", async (t) => {
  const path = await notebookFile(t, [
    'import { spawn } from "node:child_process";\n' +
      'const child = spawn("sleep", ["30"], { detached: true, stdio: "inherit" }); child.unref(); console.log(child.pid);',
  ]);
  const started = Date.now();
  const { notebook, failure, leftProcesses } = await executeNotebook(path);
  const child = Number.parseInt(streamText(outputsOf(notebook.cells[0])), 10);
  process.kill(child, "SIGKILL"); // it ran until here: what a cell detached on purpose is not ended
  assert.equal(failure, undefined);
  if (process.platform === "linux") {
    assert.deepEqual(leftProcesses, [{ pid: child, command: "sleep 30", ended: false }]);
    assert.match(streamText(outputsOf(notebook.cells[0]), "stderr"), /sleep 30.* still runs/);
  }
  assert.ok(Date.now() - started < 20_000, "the run waited for the child");
});

test("a child of a cell that is not detached is ended with the kernel, and the notebook says so", async (t) => {
  const path = await notebookFile(t, [
    'import { spawn } from "node:child_process";\n' +
      'const child = spawn("sleep", ["31"], { stdio: "ignore" }); child.unref(); console.log(child.pid);',
  ]);
  const { notebook, leftProcesses } = await executeNotebook(path);
  const child = Number.parseInt(streamText(outputsOf(notebook.cells[0])), 10);
  assert.ok(await endsWithin(child, 2000), "the child still runs");
  if (process.platform !== "linux") return;
  assert.deepEqual(leftProcesses, [{ pid: child, command: "sleep 31", ended: true }]);
  assert.match(streamText(outputsOf(notebook.cells[0]), "stderr"), /sleep 31.* was ended with the kernel/);
});

test("what is written past messages is output: to file descriptors and by children, in UTF-8, 200 kB whole", async () => {
  const big = "ü".repeat(100_000);
  const { cells, failure } = await runShared([
    'require("fs").writeSync(1, "direct ü\\n"); require("fs").writeSync(2, "fault\\n"); undefined',
    'require("child_process").execFileSync("sh", ["-c", "echo child; echo UnhandledPromiseRejection: no >&2"], { stdio: "inherit" }); undefined',
    `require("child_process").execFileSync(process.execPath, ["-e", "process.stdout.write('ü'.repeat(100000))"], { stdio: "inherit" }); undefined`,
  ]);
  assert.equal(failure, undefined);
  assert.equal(streamText(outputsOf(cells[0])), "direct ü\n");
  assert.equal(streamText(outputsOf(cells[0]), "stderr"), "fault\n");
  assert.equal(streamText(outputsOf(cells[1])), "child\n");
  assert.equal(streamText(outputsOf(cells[1]), "stderr"), "UnhandledPromiseRejection: no\n");
  assert.equal(streamText(outputsOf(cells[2])), big);
});
