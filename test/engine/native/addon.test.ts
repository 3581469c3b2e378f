// The addon's build, with the real compiler, of a small addon in a folder whose path make cannot read.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildAddon, findTools, type Tools } from "../../../lib/engine/native/addon.js";

const root = mkdtempSync(join(tmpdir(), "addon-"));
after(() => rmSync(root, { recursive: true }));

let tools: Tools | undefined;
let missing = "";
try {
  tools = await findTools("python3");
} catch (error) {
  missing = (error as Error).message;
}

const source = `
#include <node_api.h>
#include "answer.h"
static napi_value init(napi_env env, napi_value exports) {
  napi_value value;
  napi_create_int32(env, ANSWER, &value);
  napi_set_named_property(env, exports, "answer", value);
  return exports;
}
NAPI_MODULE(small, init)
`;
const gyp = {
  targets: [
    {
      target_name: "tfjs_binding",
      sources: ["small.cc"],
      include_dirs: ["<(module_root_dir)/deps/include"],
    },
    {
      target_name: "place",
      type: "none",
      dependencies: ["tfjs_binding"],
      copies: [{ files: ["<(PRODUCT_DIR)/tfjs_binding.node"], destination: "<(module_path)" }],
    },
  ],
};

for (const name of ["plain", "with a space", "it's $5 #1"])
  test(`an addon is built in a folder called ${name}`, { skip: missing !== "" && missing }, async () => {
    const folder = join(root, name, "package");
    mkdirSync(join(folder, "deps", "include"), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "small", version: "1.0.0" }));
    writeFileSync(join(folder, "binding.gyp"), JSON.stringify(gyp));
    writeFileSync(join(folder, "small.cc"), source);
    writeFileSync(join(folder, "deps", "include", "answer.h"), "#define ANSWER 42\n");
    const before = temporary();
    await buildAddon(folder, tools!);
    const addon = createRequire(import.meta.url)(join(folder, "lib", "napi-v8", "tfjs_binding.node"));
    assert.equal((addon as { answer: number }).answer, 42);
    assert.deepEqual(temporary(), before, "nothing is left behind");
  });

const temporary = () =>
  readdirSync(tmpdir()).filter((file) => file.startsWith(`native-`) && file.includes(`-${process.pid}-`));
