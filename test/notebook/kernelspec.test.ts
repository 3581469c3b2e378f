import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { installKernelSpec, jupyterDataFolder, makeKernelSpec } from "../../lib/notebook/kernelspec.js";

test("the kernelspec starts this tslab with the preload", () => {
  const { argv, language, interrupt_mode } = makeKernelSpec();
  assert.equal(argv[0], process.execPath);
  assert.deepEqual(argv.slice(-3), ["kernel", "--config-path", "{connection_file}"]);
  assert.equal(argv[1], "-r");
  for (const file of [argv[2]!, argv[3]!]) assert.ok(existsSync(file), file);
  assert.deepEqual([language, interrupt_mode], ["typescript", "signal"]);
});

test("the data folder is Jupyter's own on each platform", () => {
  assert.equal(jupyterDataFolder({ JUPYTER_DATA_DIR: "/d" }, "linux", "/h"), "/d");
  assert.equal(jupyterDataFolder({}, "linux", "/h"), join("/h", ".local", "share", "jupyter"));
  assert.equal(jupyterDataFolder({ XDG_DATA_HOME: "/x" }, "linux", "/h"), join("/x", "jupyter"));
  assert.equal(jupyterDataFolder({}, "darwin", "/h"), join("/h", "Library", "Jupyter"));
  assert.equal(jupyterDataFolder({ APPDATA: "/a" }, "win32", "/h"), join("/a", "jupyter"));
});

test("our spec is written over, somebody else's only when told", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "jupyter-data-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = await installKernelSpec(folder);
  assert.equal(path, join(folder, "kernels", "tslab", "kernel.json"));
  assert.deepEqual(JSON.parse(await readFile(path, "utf8")), makeKernelSpec());
  await installKernelSpec(folder);
  await writeFile(
    path,
    JSON.stringify({ argv: ["tslab"], display_name: "TypeScript", language: "typescript" }),
  );
  await assert.rejects(installKernelSpec(folder), { name: "InputError", message: /by something else/ });
  await installKernelSpec(folder, { replace: true });
  assert.deepEqual(JSON.parse(await readFile(path, "utf8")), makeKernelSpec());
});
