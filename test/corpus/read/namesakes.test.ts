import assert from "node:assert/strict";
import { test } from "node:test";
import { namesakes } from "../../../lib/corpus/read/namesakes.js";

test("icons of the same name in two sets, in the first set's order; other sets and splits do not count", () => {
  const ids: Readonly<Record<string, readonly string[]>> = {
    "hand-drawn": ["pen:bell", "pen:cup", "pen:pen", "pen-bold:key", "other:bell"],
    web: ["ink:pen", "ink:bell", "ink-bold:cup", "ink:key"],
  };
  const corpus = { split: (name: string) => ({ ids: ids[name] ?? [] }) };
  const pairs = namesakes(corpus, { split: "hand-drawn", set: "pen" }, { split: "web", set: "ink" });
  assert.deepEqual(pairs, [
    ["pen:bell", "ink:bell"],
    ["pen:pen", "ink:pen"],
  ]);
});
