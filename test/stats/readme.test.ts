import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

const readme = await readFile(inPackage("lib", "stats", "README.md"), "utf8");

test("the README's example runs and prints the numbers it states", async (t) => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const stated = /console\.log\(.*\/\/ (.*)$/m.exec(example)![1]!;
  const folder = await mkdtemp(inPackage("dist", "readme-"));
  t.after(() => rm(folder, { recursive: true }));
  const placed = example
    .replace('"../base/', '"../lib/base/')
    .replace('"./index.js"', '"../lib/stats/index.js"');
  const script = join(folder, "example.mjs"); // the example has no type annotations, so it is JavaScript too
  await writeFile(script, placed);
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  assert.equal(stdout, `${stated}\n`, stderr);
});

test("the README's table names functions of index.ts and the files that hold them", async () => {
  const rows = [...readme.matchAll(/^\|[^|]*\| (`[^|]*`) \| `([^|]*)` \|$/gm)];
  assert.ok(rows.length >= 8);
  const index = await readFile(inPackage("lib", "stats", "index.ts"), "utf8");
  for (const [, functions, file] of rows)
    for (const [, name] of functions!.matchAll(/`(\w+)`/g)) {
      assert.match(index, new RegExp(`\\b${name}\\b[^;]*from "./${file!.replace(/ts$/, "js")}"`));
    }
});
