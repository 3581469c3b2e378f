// The commands of the package's README, run as a reader would.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

test("every command of the README runs, on its notebook, in a folder of its own", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const readme = readFileSync(inPackage("lib", "notebook", "README.md"), "utf8");
  const block = (language: string) => readme.split(`\`\`\`${language}\n`)[1]!.split("```")[0]!;
  writeFileSync(join(folder, "rain.ipynb"), block("json"));
  const outputs = block("sh")
    .trim()
    .split("\n")
    .map((line) => {
      const [name, ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
      assert.equal(name, "robustness");
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [inPackage("dist", "lib", "cli", "main.js"), ...args],
        { cwd: folder, encoding: "utf8" },
      );
      assert.equal(status, 0, `${line}\n${stderr}`);
      return stdout + stderr;
    });
  assert.equal(outputs.length, 9);
  assert.match(outputs[0]!, /city: string \(default "Bergen"\)\n {6}where it rains/);
  assert.match(readFileSync(join(folder, "rain.html"), "utf8"), /Oslo: 3 mm/);
  assert.match(outputs[4]!, /there is nothing to resume/);
  assert.match(readFileSync(join(folder, "executed.md"), "utf8"), /```text\nBergen: 49 mm\n```/);
  assert.match(readFileSync(join(folder, "executed.slides.html"), "utf8"), /class="slides"/);
  // Of the last run that was executed: 12 + 0 + 3 + 8 + 21 + 5 + 0.
  assert.match(readFileSync(join(folder, "again.html"), "utf8"), /Bergen: 49 mm/);
});
