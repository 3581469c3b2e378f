import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeLibraryDigests } from "../../lib/engine/native/digests.js";

const { checkWhole } = createRequire(import.meta.url)("@tensorflow/tfjs-node/whole.cjs") as {
  checkWhole: (folder: string) => void;
};

test("a library that was changed, cut or removed is named before it is loaded", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "native-"));
  t.after(() => rm(folder, { recursive: true }));
  const addon = join(folder, "lib", "napi-v8", "tfjs_binding.node");
  const library = join(folder, "deps", "lib", "libtensorflow.so.2.16.1");
  await mkdir(join(addon, ".."), { recursive: true });
  await mkdir(join(library, ".."), { recursive: true });
  const whole = Buffer.alloc(5e6, "code"); // longer than the parts that are read
  await writeFile(addon, whole);
  await writeFile(library, "");
  await truncate(library, 40e6); // larger than what is read at every start; a hole on disk
  assert.throws(() => checkWhole(folder), {
    message: /digests\.json: no such file; run npm run engine:native again/,
  });
  await writeLibraryDigests(folder);
  checkWhole(folder);
  await utimes(library, new Date(), new Date(2e12)); // copied, say
  checkWhole(folder);

  for (const at of [0, 4_194_304, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] = changed[at]! ^ 1;
    await writeFile(addon, changed);
    assert.throws(() => checkWhole(folder), {
      message: /tfjs_binding\.node: was changed after it was built; run/,
    });
  }
  await truncate(addon, 100);
  assert.throws(() => checkWhole(folder), {
    message: /tfjs_binding\.node: has 100 bytes, expected 5000000; run/,
  });
  await writeFile(addon, whole);
  const changed = Buffer.alloc(40e6);
  changed[20e6] = 1;
  await writeFile(library, changed);
  assert.throws(() => checkWhole(folder), {
    message: /libtensorflow\.so\.2\.16\.1: was changed after it was built/,
  });
  await rm(library);
  assert.throws(() => checkWhole(folder), { message: /libtensorflow\.so\.2\.16\.1: no such file; run/ });
  for (const text of ["", "{}", "null", "[]"]) {
    await writeFile(join(folder, "digests.json"), text);
    assert.throws(() => checkWhole(folder), {
      message: /digests\.json: .*; run npm run engine:native again/,
    });
  }
});
