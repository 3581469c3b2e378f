// Opens one notebook in every way a reader may: our runner, Jupyter servers opened at the root and in notebooks/
// (what JupyterLab, Notebook and VS Code do), and `jupyter nbconvert --execute`. Each must import the package by
// its name and lose no output. Run it after `npm run build`:
//   node dist/test/longer/jupyter-ways.js
// JUPYTER names another command than `jupyter`. Without Jupyter, or a part of it, that way is skipped, and said so.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { inPackage } from "../../lib/base/files.js";
import { executeNotebook } from "../../lib/notebook/execute.js";
import { installKernelSpec, kernelName } from "../../lib/notebook/kernelspec.js";
import { type Cell, type Output, readNotebook, writeNotebook } from "../../lib/notebook/nbformat.js";

const sources = [
  'import { InputError, Random } from "clip-robustness";\nconst first: number = new Random(7).integer(1000);',
  'const later = await import("clip-robustness");\nconsole.log(first, new later.Random(7).integer(1000) === first, new InputError("x").name);',
  "for (let line = 0; line < 5000; line++) console.log(line);",
  'globalThis[Symbol.for("clip-robustness.display")]({ "text/html": "<b>1</b>", "text/plain": "1" });',
];
type Command = "lab" | "server" | "notebook";
const jupyter = process.env.JUPYTER ?? "jupyter";
const temporary = mkdtempSync(join(tmpdir(), "jupyter-ways-"));
const environment = {
  ...process.env,
  JUPYTER_DATA_DIR: join(temporary, "data"),
  JUPYTER_PATH: join(temporary, "data"), // before the kernels of a virtual environment
  JUPYTER_CONFIG_DIR: join(temporary, "config"),
  JUPYTER_RUNTIME_DIR: join(temporary, "runtime"),
};
const folder = inPackage("notebooks");
const madeFolder = mkdirSync(folder, { recursive: true }) !== undefined;
const notebook = join(folder, `jupyter-ways-${process.pid}.ipynb`);

function removeMade(): void {
  rmSync(notebook, { force: true });
  if (madeFolder && readdirSync(folder).length === 0) rmdirSync(folder);
  rmSync(temporary, { recursive: true, force: true });
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// What a run that was killed has left. One that still runs keeps its own.
for (const file of readdirSync(folder)) {
  const owner = /^jupyter-ways-(\d+)\.ipynb$/.exec(file)?.[1];
  if (owner !== undefined && !runs(Number(owner))) rmSync(join(folder, file), { force: true });
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    removeMade();
    process.exit(130);
  });

/** What a way must show: the same as every other. */
function check(outputs: readonly (readonly Output[])[]): string {
  const text = (cell: number) =>
    outputs[cell]!.map((one) => (one.output_type === "stream" ? one.text : JSON.stringify(one))).join("");
  assert.match(text(1), /^\d+ true InputError\n$/);
  assert.equal(text(2), Array.from({ length: 5000 }, (_, line) => `${line}\n`).join(""));
  const shown = outputs[3]![0]!;
  assert.ok(shown.output_type === "display_data");
  assert.deepEqual(shown.data, { "text/html": "<b>1</b>", "text/plain": "1" });
  return `import by name, dynamic import (${text(1).trim()}), 5000 lines in order, an output of two MIME types`;
}

async function ourRunner(): Promise<string> {
  const { notebook: executed, failure } = await executeNotebook(notebook);
  assert.equal(failure, undefined);
  return check(outputsOf(executed.cells));
}

function outputsOf(cells: readonly Cell[]): (readonly Output[])[] {
  return cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));
}

async function nbconvert(): Promise<string> {
  const output = join(temporary, "executed.ipynb");
  const { status, stderr } = spawnSync(
    jupyter,
    ["nbconvert", "--to", "notebook", "--execute", "--output", output, notebook],
    { env: environment, encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  return check(outputsOf((await readNotebook(output)).cells));
}

/** Starts a server, opens a session for the notebook as a browser does, runs its cells over the web socket. */
async function server(command: Command, root: string, path: string): Promise<string> {
  const port = await freePort();
  const token = randomUUID();
  const process_ = spawn(
    jupyter,
    [command, "--allow-root", "--no-browser", "--ip=127.0.0.1", `--port=${port}`],
    { cwd: root, env: { ...environment, JUPYTER_TOKEN: token }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  process_.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise((resolve) => process_.once("close", resolve));
  const call = (method: string, place: string, body?: object) =>
    fetch(`http://127.0.0.1:${port}/api/${place}`, {
      method,
      headers: { Authorization: `token ${token}`, "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  try {
    await until(
      async () => (await call("GET", "status").catch(() => undefined))?.ok === true,
      () => log,
    );
    const specs = (await (await call("GET", "kernelspecs")).json()) as { kernelspecs: object };
    assert.ok(kernelName in specs.kernelspecs, "the kernel is not in the server's list");
    const opened = await call("POST", "sessions", {
      path,
      name: basename(path),
      type: "notebook",
      kernel: { name: kernelName },
    });
    assert.equal(opened.status, 201, await opened.clone().text());
    const session = (await opened.json()) as { id: string; kernel: { id: string } };
    const shown = await overWebSocket(
      `ws://127.0.0.1:${port}/api/kernels/${session.kernel.id}/channels?token=${token}`,
    );
    const result = check(shown);
    assert.equal((await call("DELETE", `sessions/${session.id}`)).status, 204);
    return result;
  } finally {
    process_.kill("SIGTERM");
    await ended;
  }
}

interface SocketMessage {
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: Record<string, unknown>;
}

async function overWebSocket(address: string): Promise<Output[][]> {
  const socket = new WebSocket(address, { maxPayload: 2 ** 28 });
  const session = randomUUID();
  let receive: (message: SocketMessage) => void = () => {};
  socket.on("message", (data) => receive(JSON.parse(data.toString()) as SocketMessage));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const ask = (type: string, content: object, seconds: number) =>
    new Promise<Output[] | undefined>((resolve, reject) => {
      const id = randomUUID();
      const outputs: Output[] = [];
      let replied = false;
      let idle = false;
      const timer = setTimeout(() => resolve(undefined), seconds * 1000);
      receive = ({ header, parent_header, content: part }) => {
        if (parent_header.msg_id !== id) return;
        if (header.msg_type === "stream") addStream(outputs, String(part.text));
        if (header.msg_type === "display_data")
          outputs.push({ output_type: "display_data", ...part } as Output);
        if (header.msg_type.endsWith("_reply")) replied = true;
        if (part.status === "error") reject(new Error(JSON.stringify(outputs)));
        if (header.msg_type === "status" && part.execution_state === "idle") idle = true;
        if (!replied || !idle) return;
        clearTimeout(timer);
        resolve(outputs);
      };
      const header = { msg_id: id, msg_type: type, session, username: "", version: "5.3", date: new Date() };
      socket.send(
        JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: "shell", buffers: [] }),
      );
    });
  const ready = async () => (await ask("kernel_info_request", {}, 1)) !== undefined;
  await until(ready, () => "the kernel does not answer");
  const all: Output[][] = [];
  for (const code of sources) {
    const outputs = await ask("execute_request", { code, silent: false, store_history: true }, 60);
    assert.ok(outputs, `the cell did not end within 60 s: ${code}`);
    all.push(outputs);
  }
  socket.close();
  return all;
}

function addStream(outputs: Output[], text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === "stream") outputs[outputs.length - 1] = { ...last, text: last.text + text };
  else outputs.push({ output_type: "stream", name: "stdout", text });
}

async function until(done: () => Promise<boolean>, why: () => string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) if (await done()) return;
  assert.fail(`not within 60 s: ${why()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Kernels that still run with a connection file of this script (Linux only: elsewhere none are seen). */
function kernelsLeft(): number {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(environment.JUPYTER_RUNTIME_DIR)).length;
}

const has = (command: string) =>
  spawnSync(jupyter, [command, "--version"], { env: environment }).status === 0;
const inRoot = `notebooks/${basename(notebook)}`;
const servers: Command[] = ["lab", "server", "notebook"];
const ways: { name: string; needs?: string; run: () => Promise<string> }[] = [
  { name: "our runner", run: ourRunner },
  ...servers.flatMap((needs) => [
    { name: `jupyter ${needs}, opened at the root`, needs, run: () => server(needs, inPackage(), inRoot) },
    {
      name: `jupyter ${needs}, opened in notebooks/`,
      needs,
      run: () => server(needs, folder, basename(notebook)),
    },
  ]),
  { name: "jupyter nbconvert --execute", needs: "nbconvert", run: nbconvert },
];

let failed = 0;
try {
  await installKernelSpec(environment.JUPYTER_DATA_DIR);
  await writeNotebook(notebook, {
    cells: sources.map((source, index) => ({
      cell_type: "code",
      id: `cell-${index}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
    metadata: { kernelspec: { name: kernelName, display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
  for (const way of ways) {
    if (way.needs !== undefined && !has(way.needs)) {
      console.log(`skipped  ${way.name}: there is no \`${jupyter} ${way.needs}\` here`);
      continue;
    }
    const started = Date.now();
    try {
      const result = await way.run();
      console.log(`ok       ${way.name} (${((Date.now() - started) / 1000).toFixed(1)} s): ${result}`);
    } catch (error) {
      failed++;
      console.log(`FAILED   ${way.name}: ${(error as Error).message}`);
    }
  }
  const left = kernelsLeft();
  console.log(`${left} kernels left running`);
  if (left > 0) failed++;
} finally {
  removeMade();
}
process.exitCode = failed === 0 ? 0 : 1;
