// Everything here runs the real tslab kernel.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { type ExecuteOptions, executeNotebook } from "../../lib/notebook/execute.js";
import type { Cell, CodeCell, Notebook, Output } from "../../lib/notebook/nbformat.js";

const folder = await mkdtemp(join(tmpdir(), "notebooks-"));
after(() => rm(folder, { recursive: true }));

type Source = string | { source: string; tags: string[] };

function code(given: Source, index: number): Cell {
  const { source, tags } = typeof given === "string" ? { source: given, tags: [] } : given;
  return {
    cell_type: "code",
    id: `c${index}`,
    execution_count: null,
    metadata: { tags },
    source,
    outputs: [],
  };
}

let written = 0;

/** Writes a notebook of these cells. */
async function notebookFile(cells: readonly Source[]): Promise<string> {
  const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells.map(code) };
  const path = join(folder, `${written++}.ipynb`);
  await writeFile(path, JSON.stringify(notebook));
  return path;
}

/** Runs the cells with the package's folder as working directory. */
async function run(cells: readonly Source[], options: ExecuteOptions = {}) {
  const result = await executeNotebook(await notebookFile(cells), {
    cwd: inPackage("notebooks"),
    ...options,
  });
  const outputs = result.notebook.cells.map((cell) => (cell as CodeCell).outputs);
  return { ...result, outputs };
}

const textOf = (outputs: readonly Output[], name: "stdout" | "stderr" = "stdout") =>
  outputs
    .map((output) => (output.output_type === "stream" && output.name === name ? output.text : ""))
    .join("");

/** Kernels of ours that are still running, by the processes' command lines. */
function kernelsOf(parent: number): number[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.includes("preload.cjs") && new RegExp(`^\\s*\\d+\\s+${parent}\\s`).test(line))
    .map((line) => Number.parseInt(line, 10));
}

describe("a notebook on the real kernel", { concurrency: 2 }, () => {
  test("the package is imported by name, declarations live on, a const is declared again", async () => {
    const { failure, outputs } = await run([
      'import { clopperPearson } from "clip-robustness";\nconst k = 5;',
      "console.log(clopperPearson({ correct: k, total: 10 }).low.toFixed(4));",
      "const k = 'again';\nk",
      'const { table } = await import("arquero");\nconsole.log(table({ a: [1, 2] }).numRows());',
    ]);
    assert.equal(failure, undefined);
    assert.equal(textOf(outputs[1]!), "0.1871\n"); // R: binom.test(5, 10)$conf.int[1] = 0.187086
    assert.equal(textOf(outputs[2]!), "again\n");
    assert.equal(textOf(outputs[3]!), "2\n");
  });

  test("5,000 prints in one cell all arrive, in order", async () => {
    const { failure, outputs } = await run([
      "for (let i = 0; i < 5000; i++) console.log(i);",
      "'still here'",
    ]);
    assert.equal(failure, undefined);
    assert.equal(outputs[0]!.length, 1);
    assert.equal(textOf(outputs[0]!), Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(""));
    assert.equal(textOf(outputs[1]!), "still here\n");
  });

  test("one output carries several MIME types; an update replaces it, also from a later cell", async () => {
    const { failure, outputs } = await run([
      'const show = (globalThis as any)[Symbol.for("clip-robustness.display")];',
      'show({ "text/html": "<b>1</b>", "text/plain": "1" }, { isolated: true }, { id: "count" });',
      'show({ "text/html": "<b>2</b>", "text/plain": "2" }, {}, { id: "count", update: true });',
      'import * as tslab from "tslab";\ntslab.display.html("<i>x</i>");',
    ]);
    assert.equal(failure, undefined);
    assert.deepEqual(outputs[1], [
      { output_type: "display_data", data: { "text/html": "<b>2</b>", "text/plain": "2" }, metadata: {} },
    ]);
    assert.deepEqual(outputs[2], []);
    assert.deepEqual((outputs[3]![0] as { data: object }).data, { "text/html": "<i>x</i>" });
  });

  test("a throw stops the notebook: cell, name, message, traceback; later cells stay empty", async () => {
    const { failure, outputs, notebook } = await run([
      "console.log('before');",
      "console.error('a warning');\nthrow new TypeError('boom');",
      "console.log('never');",
    ]);
    assert.deepEqual([failure?.cell, failure?.ename, failure?.evalue], [2, "TypeError", "boom"]);
    assert.match(failure!.message, /\.ipynb.*2.*TypeError: boom/);
    assert.equal(textOf(outputs[1]!, "stderr"), "a warning\n");
    const error = outputs[1]!.at(-1) as Output & { output_type: "error" };
    assert.equal(error.ename, "TypeError");
    assert.ok(error.traceback.some((line) => line.includes("boom")));
    assert.deepEqual(outputs[2], []);
    assert.equal((notebook.cells[2] as CodeCell).execution_count, null);
  });

  test("a compiler error is an error of the cell, with every diagnostic", async () => {
    const { failure, outputs } = await run(["const a: number = 'x';\nnowhere();"]);
    assert.equal(failure?.ename, "TypeScriptError");
    const [error] = outputs[0] as [Output & { output_type: "error" }];
    assert.equal(error.traceback.length, 2);
    assert.match(error.evalue, /Type 'string' is not assignable to type 'number'/);
  });

  test("a cell tagged raises-exception may fail", async () => {
    const { failure, outputs } = await run([
      { source: "throw new RangeError('on purpose');", tags: ["raises-exception"] },
      "console.log('goes on');",
    ]);
    assert.equal(failure, undefined);
    assert.equal(outputs[0]![0]!.output_type, "error");
    assert.equal(textOf(outputs[1]!), "goes on\n");
  });

  test("a throw in a timer and a rejection nobody awaits are failures", async () => {
    const timer = await run([
      "setTimeout(() => { throw new Error('too late'); }, 0);",
      "await new Promise((r) => setTimeout(r, 50));",
    ]);
    assert.equal(timer.failure?.evalue, "too late");
    const rejection = await run(["void Promise.reject(new TypeError('unseen'));", "1"]);
    assert.deepEqual([rejection.failure?.ename, rejection.failure?.evalue], ["TypeError", "unseen"]);
  });

  test("a busy loop and a promise that never settles end at the time limit", async () => {
    const limit = { cellTimeoutSeconds: 1.5 };
    for (const cell of ["while (true) {}", "await new Promise(() => {});", "await 0; while (true) {}"]) {
      const { failure, outputs } = await run(["1", cell, "2"], limit);
      assert.equal(failure?.ename, "Timeout", cell);
      assert.equal(failure?.cell, 2);
      assert.match((outputs[1]!.at(-1) as { evalue: string }).evalue, /longer than 1\.5 s/);
    }
  });

  test("a kernel that dies in a cell is named", async () => {
    const { failure } = await run([
      "console.log('x');",
      "process.kill(process.pid, 'SIGKILL');\nawait new Promise(() => {});",
    ]);
    assert.equal(failure?.cell, 2);
    assert.equal(failure?.ename, "KernelDied");
    assert.match(failure!.message, /ended by SIGKILL/);
  });

  test("parameters are injected behind their cell", async () => {
    const cells = [
      { source: 'const scale = "full";\nconst draws = 10;', tags: ["parameters"] },
      "console.log(scale, draws + 1);",
    ];
    const { outputs, notebook } = await run(cells, { parameters: { scale: "quick", draws: 200 } });
    assert.equal(textOf(outputs[2]!), "quick 201\n");
    assert.deepEqual(notebook.cells[1]!.metadata.tags, ["injected-parameters"]);
    await assert.rejects(run(cells, { parameters: { speed: 1 } }), {
      name: "InputError",
      message: 'parameter "speed" is not declared, expected one of scale, draws',
    });
  });

  test("a pending timer does not keep a kernel alive", async () => {
    const { failure, seconds } = await run(["setInterval(() => {}, 1000);"]);
    assert.equal(failure, undefined);
    assert.ok(seconds < 30);
  });
});

test("a runner killed with SIGKILL leaves no kernel behind, even in a busy loop", async () => {
  const path = await notebookFile(["console.log('started');", "while (true) {}"]);
  const script = `import { executeNotebook } from ${JSON.stringify(inPackage("dist/lib/notebook/execute.js"))};
    await executeNotebook(${JSON.stringify(path)}, { onCell: ({ codeCell }) => console.log(codeCell) });`;
  const runner = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const chunk of runner.stdout) if (String(chunk).includes("2")) break;
  await sleep(300);
  const [kernel] = kernelsOf(runner.pid!);
  assert.ok(kernel !== undefined, "no kernel found to watch");
  runner.kill("SIGKILL");
  const alive = () => spawnSync("kill", ["-0", String(kernel)]).status === 0;
  for (let wait = 0; wait < 40 && alive(); wait++) await sleep(100);
  assert.equal(alive(), false);
});

test("what is no notebook is named", async () => {
  const path = join(folder, "bad.ipynb");
  const cases: [string, RegExp][] = [
    ["{", /bad\.ipynb: not JSON .*expected a Jupyter notebook/],
    ['{"nbformat": 3, "cells": []}', /bad\.ipynb nbformat: 3, expected 4/],
    ['{"nbformat": 4}', /bad\.ipynb cells: expected a list/],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "heading"}]}',
      /cell 1 cell_type: "heading", expected code, markdown or raw/,
    ],
  ];
  for (const [text, message] of cases) {
    await writeFile(path, text);
    await assert.rejects(executeNotebook(path), { name: "InputError", message });
  }
  await assert.rejects(executeNotebook(join(folder, "none.ipynb")), {
    name: "InputError",
    message: /no such file/,
  });
});

test("no kernel of this process is left", () => {
  assert.deepEqual(kernelsOf(process.pid), []);
});

test("the preload stands where the kernel's command says", async () => {
  assert.match(
    await readFile(inPackage("dist/lib/notebook/preload.cjs"), "utf8"),
    /queueSends\(zeromq\.Publisher\)/,
  );
});
