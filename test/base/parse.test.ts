import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonValue } from "../../lib/base/parse.js";

test("JSON gives what JSON.parse gives", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      assert.deepEqual(jsonValue(text, "x.json"), JSON.parse(text));
    }),
  );
  assert.deepEqual(jsonValue('\uFEFF{"a":1}', "x.json"), { a: 1 }); // a byte order mark is no fault
});

test("a field named twice is refused, wherever and however it is written", () => {
  const twice = {
    '{"seed":1,"seed":2}': "seed",
    '{"a":{"b":[{"c":1,"d":"}\\"{","c":2}]}}': "c",
    '{"a":1,"\\u0061":2}': "a",
    '{ "__proto__" : 1 , "x": {"__proto__":2}, "__proto__" : 3 }': "__proto__",
  };
  for (const [text, name] of Object.entries(twice))
    assert.throws(() => jsonValue(text, "x.json"), {
      name: "InputError",
      message: `x.json: ${name}: named twice in one object`,
    });
  const once = '[{"a":1},{"a":2},{"b":{"a":"a","c":"a\\":"}},"a","a"]';
  assert.deepEqual(jsonValue(once, "x.json"), JSON.parse(once));
});

test("JSON that nests without end is refused before anything walks it", () => {
  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  jsonValue(nested(200), "x.json");
  for (const text of [nested(201), nested(100_000), `${'{"start":'.repeat(3000)}1${"}".repeat(3000)}`])
    assert.throws(() => jsonValue(text, "x.json"), { message: "x.json: nested deeper than 200 levels" });
});

test("text that is not JSON", () => {
  for (const text of ["", "{", "\0\0", "\uFEFF", "nul", '{"a":1}x'])
    assert.throws(() => jsonValue(text, "x.json"), { name: "InputError", message: /^x\.json: not JSON \(/ });
  // What is quoted of the file is written out: it may hold line ends and what a terminal obeys.
  for (const text of ['{"a":1,\n\n]', '["\u001b[31m"\n]x\n'])
    assert.throws(() => jsonValue(text, "x.json"), { message: /^x\.json: not JSON \(\P{Cc}*\)$/u });
});
