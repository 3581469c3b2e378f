// The kernel never outlives the process that runs it, however that one ends.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { inPackage } from "../../lib/base/files.js";
import { preloadPath } from "../../lib/notebook/kernelProcess.js";
import { endsWithin, isRunning } from "./processes.js";

const kernelModule = pathToFileURL(inPackage("dist", "lib", "notebook", "kernel.js")).href;

/** A process that starts a kernel, says its pid, and leaves it in an endless loop. */
async function startParent(temporary: string): Promise<{ parent: ChildProcess; kernelPid: number }> {
  const script = `
    const { Kernel } = await import(${JSON.stringify(kernelModule)});
    const kernel = await Kernel.start({ cwd: ${JSON.stringify(inPackage("dist"))} });
    kernel.execute("console.log(1); for (;;);", () => console.log(kernel.pid));
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: temporary },
  });
  const kernelPid = await new Promise<number>((resolve, reject) => {
    parent.stdout!.once("data", (data: Buffer) => resolve(Number(data.toString().trim())));
    parent.once("exit", () => reject(new Error("the parent ended early")));
  });
  return { parent, kernelPid };
}

test("SIGKILL, SIGTERM and SIGINT to the parent end a kernel that is in an endless loop", async (t) => {
  const check = async (signal: NodeJS.Signals, leavesFolder: boolean) => {
    const temporary = mkdtempSync(join(tmpdir(), "l-"));
    t.after(() => rmSync(temporary, { recursive: true, force: true }));
    const { parent, kernelPid } = await startParent(temporary);
    assert.ok(isRunning(kernelPid));
    const ended = new Promise((resolve) => parent.once("exit", (_code, by) => resolve(by)));
    parent.kill(signal);
    assert.equal(await ended, signal, "the signal keeps its meaning");
    assert.ok(await endsWithin(kernelPid, 10_000), `the kernel still runs after ${signal}`);
    assert.equal(readdirSync(temporary).length > 0, leavesFolder);
  };
  // kill -9 leaves no time to tidy up.
  await Promise.all([check("SIGKILL", true), check("SIGTERM", false), check("SIGINT", false)]);
});

test("a tslab that the preload does not fit is refused with a sentence", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "l-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const place = (name: string, content: string) => {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    writeFileSync(join(folder, "node_modules", name), content);
  };
  place("zeromq/index.js", "exports.Publisher = class {}; exports.Router = class {};");
  const start = () => {
    const main = join(folder, "tslab");
    writeFileSync(main, "process.exit(0);");
    return spawnSync(process.execPath, ["-r", preloadPath, main, "kernel"], {
      cwd: folder,
      encoding: "utf8",
    });
  };
  const whole = {
    ZmqServer: "class { async init() {} }",
    JupyterHandlerImpl: "class { createWriteToIopub() {} }",
    lastWriteDisplayData: "null",
  };
  place("tslab/dist/jupyter.js", "");
  assert.match(start().stderr, /does not fit this tslab: it has no @tslab\/typescript-for-tslab/);
  place("@tslab/typescript-for-tslab/index.js", "exports.createWatchCompilerHost = () => ({});");
  for (const [missing, complaint] of [
    ["ZmqServer", /does not fit this tslab: ZmqServer has no init\(\)\. It is written for tslab 1\.0\.22/],
    ["JupyterHandlerImpl", /JupyterHandlerImpl has no createWriteToIopub\(\)/],
    ["lastWriteDisplayData", /has no lastWriteDisplayData/],
    ["nothing", /^$/],
  ] as const) {
    const parts = Object.entries(whole).filter(([name]) => name !== missing);
    place("tslab/dist/jupyter.js", parts.map(([name, code]) => `exports.${name} = ${code};`).join("\n"));
    const { status, stderr } = start();
    assert.match(stderr, complaint);
    assert.equal(status, missing === "nothing" ? 0 : 1);
  }
});
