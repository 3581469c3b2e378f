// The doors of the package, as notebooks come in: what they load, and what tslab's compiler makes of them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inPackage } from "../lib/base/files.js";

const { exports: doors } = JSON.parse(readFileSync(inPackage("package.json"), "utf8")) as {
  exports: Record<string, { default: string }>;
};

/** Opens a door in a process of its own. */
function open(door: string): { readonly ms: number; readonly tensorflow: boolean; readonly names: string[] } {
  const program = `
    import { createRequire } from "node:module";
    const begun = performance.now();
    const door = await import(${JSON.stringify(inPackage(doors[door]!.default))});
    const ms = performance.now() - begun;
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    const tensorflow = loaded.some((path) => path.includes("@tensorflow"));
    console.log(JSON.stringify({ ms, tensorflow, names: Object.keys(door) }));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: inPackage(),
  });
  return JSON.parse(printed.toString());
}

test("tables, figures and causes are reached without TensorFlow.js", (t) => {
  for (const door of [".", "./causes", "./corpus"]) {
    const { ms, tensorflow } = open(door);
    assert.equal(tensorflow, false, `${door} loads TensorFlow.js`);
    t.diagnostic(`${door} opens in ${ms.toFixed(0)} ms`);
  }
  assert.equal(open("./miniature").tensorflow, true); // or the check above sees nothing
});

test("tslab's compiler knows the types behind every door, and completes names", () => {
  const require = createRequire(inPackage("package.json"));
  const { createConverter } = require("tslab/dist/converter.js") as typeof import("tslab/dist/converter.js");
  const before = process.cwd();
  process.chdir(inPackage("notebooks"));
  const converter = createConverter({ isJS: false, isBrowser: false });
  try {
    const imports =
      'import { published, figures } from "clip-robustness";\n' +
      'import { margins, size } from "clip-robustness/causes";\n' +
      'import { recipes } from "clip-robustness/miniature";\n' +
      'import * as corpus from "clip-robustness/corpus";\n';
    const good = converter.convert("", `${imports}const points: number = margins.closePoints;`);
    assert.deepEqual(good.diagnostics, []);
    for (const wrong of [
      "const text: string = margins.closePoints;",
      "published.loadNothing();",
      'size.isImageNetSubsample("no model");',
      "corpus.openCorpus(1);",
      "recipes.supervised(1);",
    ])
      assert.ok(converter.convert("", `${imports}${wrong}`).diagnostics.length > 0, wrong);
    for (const [start, expected] of [
      ["published.loadP", "loadPublished"],
      ["figures.drawPl", "drawPlane"],
      ["size.imageN", "imageNetSubsamples"],
      ["recipes.superv", "supervised"],
    ] as const) {
      const source = imports + start;
      const { candidates } = converter.complete("", source, source.length);
      assert.ok(candidates.includes(expected), `${start}: ${candidates.slice(0, 5).join(", ")}`);
    }
  } finally {
    converter.close();
    process.chdir(before);
  }
});
