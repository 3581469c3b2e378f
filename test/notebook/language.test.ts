import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelOf } from "../../lib/notebook/language.js";
import type { Metadata } from "../../lib/notebook/nbformat.js";
import { makeNotebook } from "./makeNotebook.js";

const of = (metadata: Metadata) => kernelOf({ ...makeNotebook([]), metadata }, "n.ipynb");

test("the kernelspec decides, then language_info; a notebook that names nothing is TypeScript", () => {
  assert.equal(of({}), "tslab");
  assert.equal(of({ kernelspec: { name: "tslab" } }), "tslab");
  assert.equal(of({ kernelspec: { name: "jslab", display_name: "JavaScript" } }), "jslab");
  assert.equal(of({ kernelspec: { name: "mine", language: "typescript" } }), "tslab");
  assert.equal(of({ language_info: { name: "javascript" } }), "jslab");
  assert.equal(of({ kernelspec: { name: "tslab" }, language_info: { name: "python" } }), "tslab");
});

test("a notebook for another kernel is refused by the kernel's name", () => {
  const cases: [Metadata, RegExp][] = [
    [{ kernelspec: { name: "python3", language: "python" } }, /the kernel "python3" \(python\)/],
    [{ kernelspec: { name: "python3" } }, /the kernel "python3" \(python\)/],
    [{ kernelspec: { name: "ir", language: "R" }, language_info: { name: "typescript" } }, /"ir" \(R\)/],
    [{ language_info: { name: "python" } }, /the language python/],
    [{ kernelspec: { name: "deno", language: "typescript" } }, /the kernel "deno"/],
    [{ kernelspec: { name: "my-env" } }, /the kernel "my-env"/],
  ];
  for (const [metadata, message] of cases) assert.throws(() => of(metadata), { name: "InputError", message });
});
