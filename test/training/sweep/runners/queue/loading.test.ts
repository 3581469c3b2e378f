// Commands that use no queue start as fast as without one: bullmq and ioredis are loaded only on demand.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../../../../lib/base/files.js";

const queue = join("training", "sweep", "runners", "queue") + sep;
const sources = readdirSync(inPackage("lib"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(inPackage("lib", file), "utf8") }));

/** What a file loads as soon as it is loaded itself: not types, and not `import(…)`. */
const loadedAtOnce = (text: string) =>
  [...text.matchAll(/^(?:import|export)(?! type)[^;]*? from "([^"]+)"/gm)].map((match) => match[1]!);

test("only the queue's folder loads bullmq and ioredis", () => {
  const users = sources.filter(({ text }) =>
    /(?:from|import|require)\s*\(?\s*"(?:bullmq|ioredis)"/.test(text),
  );
  assert.ok(users.length > 0);
  assert.deepEqual(
    users.map(({ file }) => file).filter((file) => !file.startsWith(queue)),
    [],
  );
});

test("nothing outside loads the queue's folder at once", () => {
  const others = sources.filter(({ file }) => !file.startsWith(queue));
  const loaders = others.filter(({ text }) =>
    loadedAtOnce(text).some((path) => path.includes("runners/queue/")),
  );
  assert.deepEqual(
    loaders.map(({ file }) => file),
    [],
  );
  assert.ok(others.some(({ text }) => /import\("[^"]*runners\/queue\/queueRunner\.js"\)/.test(text)));
});
