import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import { relative, sep } from "node:path";
import { test } from "node:test";
import { buildSync } from "esbuild";
import { inPackage } from "../../lib/base/files.js";
import { widgetsScript } from "../../lib/notebook/export/pageScript.js";
import { widgetModules } from "../../lib/widgets/modules.js";

/** Folders of lib whose code runs in the reader's browser too. */
const allowed = [
  "base",
  "stats",
  "published",
  "robustness",
  "causes",
  "report",
  "figures",
  "widgets",
  "notebook",
];

for (const [kind, path] of Object.entries(widgetModules))
  test(`the browser's part of the widget "${kind}" imports nothing of Node and nothing that trains`, () => {
    const { metafile } = buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      metafile: true,
      logLevel: "silent",
    });
    const inputs = Object.keys(metafile.inputs);
    const own = inputs
      .map((input) => relative(inPackage("dist", "lib"), inPackage(input)).split(sep))
      .filter(([first]) => first !== "..")
      .map(([folder]) => folder!);
    assert.ok(own.length > 1);
    assert.deepEqual(
      own.filter((folder) => !allowed.includes(folder)),
      [],
    );
    const imported = inputs.flatMap((input) => metafile.inputs[input]!.imports.map(({ path: of }) => of));
    assert.deepEqual(
      imported.filter((of) => of.startsWith("node:") || builtinModules.includes(of)),
      [],
    );
  });

test("the script of widgets evaluates no text and holds no path of this machine", () => {
  const script = widgetsScript(widgetModules);
  assert.doesNotMatch(script, /\beval\(|\bnew Function\(|[^\w.]Function\(/);
  assert.equal(widgetsScript({ ...widgetModules }), script);
  assert.ok(!script.includes(inPackage()), "a path of this machine stands in the page");
});
