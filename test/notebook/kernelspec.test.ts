import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  findShadow,
  installKernelSpec,
  jupyterDataFolder,
  makeKernelSpec,
} from "../../lib/notebook/kernelspec.js";

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

test("a kernel of the same name that Jupyter takes first is found; a name of our own stands beside it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "jupyter-data-"));
  t.after(() => rm(folder, { recursive: true }));
  const environment = join(folder, "venv");
  const stock = join(environment, "share", "jupyter", "kernels", "tslab", "kernel.json");
  await mkdir(join(environment, "bin"), { recursive: true });
  await mkdir(join(stock, ".."), { recursive: true });
  await writeFile(join(environment, "bin", "jupyter"), "");
  await writeFile(join(environment, "pyvenv.cfg"), "");
  const ours = await installKernelSpec(join(folder, "user"));
  assert.equal(await findShadow(ours, "tslab", { VIRTUAL_ENV: environment }), undefined, "nothing is there");
  await writeFile(stock, '{"argv": ["tslab"]}');
  const shadow = { file: stock, dataFolder: join(environment, "share", "jupyter") };
  assert.deepEqual(await findShadow(ours, "tslab", { VIRTUAL_ENV: environment }), shadow);
  assert.deepEqual(await findShadow(ours, "tslab", { PATH: join(environment, "bin") }), shadow);
  assert.deepEqual(await findShadow(ours, "tslab", { JUPYTER_PATH: shadow.dataFolder }), shadow);
  assert.equal(await findShadow(ours, "tslab", {}), undefined);
  const beside = await installKernelSpec(join(folder, "user"), { name: "tslab-complete" });
  assert.equal(await findShadow(beside, "tslab-complete", { VIRTUAL_ENV: environment }), undefined);
  await installKernelSpec(shadow.dataFolder, { replace: true });
  assert.equal(await findShadow(ours, "tslab", { VIRTUAL_ENV: environment }), undefined, "ours is there too");
  await assert.rejects(installKernelSpec(folder, { name: "../x" }), /kernel name "\.\.\/x"/);
});
