import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

/** The one file that may load onnxruntime's native library: it keeps it from reporting to its maker. */
const door = join("lib", "engine", "runtime.ts");
/** Its stand-in in pages: WebAssembly, which can send nothing, because the page's policy forbids every request. */
const doorOfPages = join("lib", "lab", "browser", "instead", "runtime.ts");

// from "…", import("…"), require("…"), and what createRequire(…) returns, called at once or under any name that says so.
const loads =
  /(?:\bfrom|\bimport|\brequire(?:\.resolve)?|\bload\w*|\))\s*\(?\s*\\?["'`]onnxruntime-(?:node|common|web)/;
// Types are gone when the program runs.
const typesOnly = /import type [^;]*? from "onnxruntime-node"|typeof import\("onnxruntime-node"\)/g;

/** Whether source text loads onnxruntime when it runs. */
const loadsRuntime = (source: string): boolean => loads.test(source.replace(typesOnly, ""));

function sources(): string[] {
  return ["lib", "test", "notebooks"].flatMap((folder) =>
    readdirSync(inPackage(folder), { recursive: true, encoding: "utf8" })
      .map((file) => join(folder, file))
      .filter((file) => /\.([cm]?[jt]s|ipynb)$/.test(file) && !file.includes(`node_modules${sep}`)),
  );
}

test("every way of loading onnxruntime is recognised", () => {
  for (const line of [
    'import * as ort from "onnxruntime-node";',
    'import { Tensor } from "onnxruntime-common";',
    'export * from "onnxruntime-node/dist/index.js";',
    'const ort = await import("onnxruntime-node");',
    "const ort = require('onnxruntime-node');",
    'createRequire(import.meta.url)("onnxruntime-node")',
    'import \\"onnxruntime-node\\";', // a notebook's cell
  ])
    assert.ok(loadsRuntime(line), line);
  for (const line of [
    'import type { InferenceSession } from "onnxruntime-node";',
    'type Runtime = typeof import("onnxruntime-node");',
    'const packagesThatCompute = ["onnxruntime-node"];',
  ])
    assert.ok(!loadsRuntime(line), line);
});

test("only lib/engine/runtime.ts loads onnxruntime", () => {
  const here = join("test", "structure", "privacy.test.ts"); // its examples above
  const others = sources()
    .filter((file) => ![door, doorOfPages, here].includes(file))
    .filter((file) => {
      const source = readFileSync(inPackage(file), "utf8");
      // The engine's own door, by its functions, is the way in for everybody else.
      return loadsRuntime(source.replaceAll(/loadRuntimeFile\("onnxruntime-node[^"]*"\)/g, ""));
    });
  assert.deepEqual(others, []);
});

test("no package we install brings onnxruntime in by another way", () => {
  const { packages } = JSON.parse(readFileSync(inPackage("package-lock.json"), "utf8")) as {
    packages: Record<string, Record<string, Record<string, string> | undefined>>;
  };
  const users = Object.entries(packages).filter(
    ([, { dependencies, optionalDependencies, peerDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).some((name) =>
        /^onnxruntime-(node|web)/.test(name),
      ),
  );
  assert.deepEqual(
    users.map(([path]) => path),
    [""],
  );
});
