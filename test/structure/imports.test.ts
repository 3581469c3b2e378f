import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

/** One-way data flow: a folder may import from itself and from those above it in this list. */
const order = [
  "base",
  "stats",
  "testsets",
  "record",
  "published",
  "corpus",
  "examples",
  "engine",
  "models",
  "objectives",
  "zeroshot",
  "evaluate",
  "train",
  "experiments",
  "sweep",
  "figures",
  "notebook",
  "cli",
];

/** Folders that could be packages of their own: they may use base and nothing else of ours. */
const standalone = new Set(["engine", "notebook"]);

const lib = inPackage("lib");
const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
);

function importsOf(file: string): string[] {
  const source = readFileSync(join(lib, file), "utf8");
  return [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) =>
    relative(lib, resolve(dirname(join(lib, file)), match[1]!)),
  );
}

test("every folder of lib stands in the list", () => {
  const folders = new Set(files.filter((file) => file.includes(sep)).map((file) => file.split(sep)[0]!));
  for (const folder of folders) assert.ok([...order, "shims"].includes(folder), `lib/${folder} has no place`);
});

test("imports run one way", () => {
  const backwards = files.flatMap((file) => {
    const from = file.split(sep)[0]!;
    if (!file.includes(sep)) return []; // index.ts is the door to all of them
    return importsOf(file)
      .map((target) => target.split(sep)[0]!)
      .filter((to) => to !== from)
      .filter((to) => order.indexOf(to) > order.indexOf(from) || (standalone.has(from) && to !== "base"))
      .map((to) => `lib/${file} imports from ${to}`);
  });
  assert.deepEqual(backwards, []);
});
