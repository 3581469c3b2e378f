import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

test("Ctrl-C leaves the last whole report, a partial one beside it, an index, and says how to continue", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "reproduce-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const whole = join(folder, "00-effective-robustness.html");
  writeFileSync(whole, "the last whole report");
  const running = spawn(
    process.execPath,
    [inPackage("dist", "lib", "cli", "main.js"), "reproduce", "--only", "00", "--out", folder],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let stderr = "";
  let stopped = false;
  running.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    if (stopped || !/cell +1\//.test(stderr)) return;
    stopped = true;
    running.kill("SIGINT");
  });
  const code = await new Promise((resolve) => running.once("close", resolve));
  assert.equal(code, 130, stderr);
  assert.equal(readFileSync(whole, "utf8"), "the last whole report");
  const partial = readFileSync(join(folder, "00-effective-robustness.partial.html"), "utf8");
  assert.match(partial, /the run was stopped from outside/);
  assert.match(readFileSync(join(folder, "index.html"), "utf8"), /00-effective-robustness\.partial\.html/);
  assert.match(stderr, /To continue: the same command with --only 00$/m);
});
