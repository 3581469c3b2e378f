// `robustness run` as a process, on the real kernel and on notebooks that have nothing to do with the package.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { type CodeCell, type Notebook, parseNotebook, writeNotebook } from "../../lib/notebook/nbformat.js";
import { codeCell, makeNotebook, streamText } from "../notebook/makeNotebook.js";
import { command } from "./commandProcess.js";

const folder = mkdtempSync(join(tmpdir(), "run-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

async function write(name: string, cells: readonly (CodeCell | string)[], metadata = {}): Promise<string> {
  await writeNotebook(at(name), { ...makeNotebook(cells), metadata });
  return at(name);
}

function read(name: string): Notebook {
  return parseNotebook(readFileSync(at(name), "utf8"), name);
}

const printed = (notebook: Notebook) =>
  notebook.cells.map((cell) => (cell.cell_type === "code" ? streamText(cell.outputs) : ""));

interface Summary {
  readonly status: string;
  readonly exitCode: number;
  readonly cells: readonly { status: string; error?: { ename: string } }[];
}

test("parameters, an executed notebook, a report and a summary; typed by the declaration, files by JSON", async () => {
  const source = await write("sum.ipynb", [
    codeCell("let count = 1; // how many\nlet name: string = 'a';\nlet list: number[] = [1];", "parameters"),
    "console.log(count + 1, name, list.length);",
  ]);
  const before = readFileSync(source, "utf8");
  writeFileSync(at("values.json"), '{"count": 5, "list": [1, 2, 3]}');
  const { code, stdout, stderr } = command(
    ...["run", source, "-f", at("values.json"), "-p", "count=41", "-p", "name=7", "--json", "--log-output"],
    ...["--output", at("sum.out.ipynb"), "--report", at("sum.html")],
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^42 7 3$/m);
  const summary = JSON.parse(stdout) as Summary;
  assert.deepEqual([summary.status, summary.exitCode], ["ok", 0]);
  assert.deepEqual(
    summary.cells.map(({ status }) => status),
    ["ok", "ok", "ok"],
  );
  const executed = read("sum.out.ipynb");
  assert.deepEqual(printed(executed), ["", "", "42 7 3\n"]);
  assert.deepEqual(executed.metadata.language_info, { name: "typescript" });
  assert.match(readFileSync(at("sum.html"), "utf8"), /42 7 3/);
  assert.equal(readFileSync(source, "utf8"), before, "the notebook itself is not changed");
  const help = command("run", source, "--help-notebook");
  assert.match(help.stdout, /count: number \(default 1\)\n {6}how many/);
  assert.match(help.stdout, /list: number\[\] \(default \[1\]\)/);
});

test("after a failure: exit code 1, what ran is kept, --resume goes on and --start-from leaves cells out", async () => {
  const cells = (third: string) => [
    codeCell("let start = 1;", "parameters"),
    codeCell('console.log("long", start); const x = start + 1;', "keep-on-resume"),
    "const y = start * 10; console.log(y);",
    third,
    "console.log(y + 1);",
  ];
  const source = await write("fails.ipynb", cells('throw new RangeError("here");'));
  const output = at("fails.out.ipynb");
  const first = command("run", source, "-p", "start=2", "--output", output, "--json");
  assert.equal(first.code, 1);
  assert.match(first.stderr, /fails\.ipynb: code cell 5 of 6 .*: RangeError: here/);
  const { cells: told } = JSON.parse(first.stdout) as Summary;
  assert.deepEqual(
    told.map(({ status }) => status),
    ["ok", "ok", "ok", "ok", "failed", "not run"],
  );
  assert.equal(told[4]!.error?.ename, "RangeError");
  assert.deepEqual(printed(read("fails.out.ipynb")), ["", "", "long 2\n", "20\n", "", ""]);

  await write("fails.ipynb", cells("console.log('mended');"));
  const resumed = command("run", source, "--output", output, "--resume");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.doesNotMatch(resumed.stderr, /cell 3\/6/, "the finished cell with the tag runs again");
  assert.match(resumed.stderr, /cell 4\/6/);
  assert.deepEqual(printed(read("fails.out.ipynb")), ["", "", "long 2\n", "20\n", "mended\n", "21\n"]);
  assert.match(command("run", source, "--output", output, "--resume").stderr, /nothing to resume/);

  const from = command("run", source, "--output", output, "--start-from", "c5");
  assert.equal(from.code, 1, "y is not defined: the cell that defines it was left out");
  assert.match(from.stderr, /Cannot find name 'y'/);
  assert.deepEqual(printed(read("fails.out.ipynb")).slice(0, 4), ["", "long 2\n", "20\n", "mended\n"]);
});

test("Ctrl-C: the notebook as far as it ran, at any moment a whole one, a report, exit code 130", async () => {
  const source = await write("long.ipynb", ["console.log('one');", "await new Promise(() => {});", "3"]);
  const output = at("long.out.ipynb");
  const process_ = spawn(
    process.execPath,
    [
      ...[inPackage("dist", "lib", "cli", "main.js"), "run", source],
      ...["--output", output, "--report", at("long.html")],
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let stderr = "";
  process_.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => process_.once("close", resolve));
  const begun = () => existsSync(output) && printed(read("long.out.ipynb"))[0] === "one\n";
  for (const end = Date.now() + 60_000; !begun() && Date.now() < end; ) await sleep(50);
  assert.equal((read("long.out.ipynb").metadata.execution as { status: string }).status, "running");
  await sleep(500);
  process_.kill("SIGINT");
  assert.equal(await ended, 130, stderr);
  assert.match(stderr, /Aborted: the run was stopped from outside; it was interrupted/);
  assert.match(stderr, /To continue: .*--resume/);
  assert.equal((read("long.out.ipynb").metadata.execution as { status: string }).status, "failed");
  assert.match(readFileSync(at("long.html"), "utf8"), /stopped from outside/);
});

test("JavaScript runs on jslab; a Python notebook is refused by name, unless a kernel is given", async () => {
  const typed = ["const a: number = 1;"];
  const javascript = await write("js.ipynb", typed, { kernelspec: { name: "jslab" } });
  assert.match(command("run", javascript).stderr, /can only be used in TypeScript files/);
  const python = await write("py.ipynb", ["1 + 1"], { kernelspec: { name: "python3", language: "python" } });
  const refused = command("run", python, "--output", at("py.out.ipynb"));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^error: .*py\.ipynb: metadata\.kernelspec: .*"python3" \(python\)/);
  assert.ok(!existsSync(at("py.out.ipynb")));
  assert.equal(command("run", python, "--kernel", "tslab").code, 0);
});

test("what cannot be done is said with exit code 2, and no file is touched", async () => {
  const source = await write("plain.ipynb", ["1"]);
  writeFileSync(at("text.ipynb"), "no notebook");
  const before = readFileSync(source, "utf8");
  for (const [args, message] of [
    [["--output", source], /--output: .* is the notebook itself/],
    [["--output", at("plain.txt")], /does not end in \.ipynb/],
    [["--output", at("text.ipynb")], /text\.ipynb: not JSON/],
    [["--report", source], /is the notebook itself/],
    [["--resume"], /--resume: needs --output/],
    [["--resume", "--output", at("none.ipynb")], /none\.ipynb: no such file/],
    [["--start-from", "9"], /no code cell "9" to start from, expected a number from 1 to 1/],
    [["-p", "x=1"], /no code cell is tagged "parameters"/],
    [["-f", at("text.ipynb")], /text\.ipynb: expected names and values/],
    [["--kernel", "deno"], /--kernel: "deno" is not known/],
    [["--timeout", "soon"], /--timeout: "soon" is not a positive number/],
  ] as const) {
    const { code, stderr } = command("run", source, ...args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
  assert.equal(readFileSync(source, "utf8"), before);
  assert.equal(readFileSync(at("text.ipynb"), "utf8"), "no notebook");
});
