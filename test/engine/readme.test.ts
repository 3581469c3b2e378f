import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

test("the README's example compiles, runs and prints what it says", async (t) => {
  const readme = await readFile(inPackage("lib", "engine", "README.md"), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const said = /console\.log\(.*\/\/ (.*)$/m.exec(example)![1]!;
  const folder = await mkdtemp(inPackage("dist", "readme-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "example.ts"), example.replace("./capture.js", "../lib/engine/capture.js"));
  const compiler = inPackage("node_modules", "typescript", "bin", "tsc");
  const options = [
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--strict",
    "--skipLibCheck",
    "--ignoreConfig",
    "--types",
    "node",
  ];
  const compiled = spawnSync(process.execPath, [compiler, ...options, "example.ts"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(compiled.status, 0, compiled.stdout);
  const script = join(folder, "example.js");
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  assert.equal(stdout, `${said}\n`, stderr);
  assert.equal(stderr, "");
});
