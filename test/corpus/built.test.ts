// Checks of the whole corpus. They are skipped unless it is built (`npm run robustness -- corpus build`).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileExists, inPackage } from "../../lib/base/files.js";
import { attribution } from "../../lib/corpus/build/attribution.js";
import { builtFolder, readManifest } from "../../lib/corpus/build/manifest.js";
import { expectedPath, recordOf } from "../../lib/corpus/build/verify.js";
import { findLeaks, printsOfSplit, printsOfTests } from "../../lib/corpus/read/leaks.js";
import { openCorpus } from "../../lib/corpus/read/openCorpus.js";
import { readSources } from "../../lib/corpus/sets/sources.js";

const built = await fileExists(join(builtFolder, "manifest.json"));
const skip = built ? false : "the corpus is not built here: robustness corpus build";
const attributionPath = inPackage("data", "corpus", "ATTRIBUTION.md");

test("no test icon has a near-duplicate in train or validation", { skip }, async (t) => {
  const corpus = await openCorpus();
  const tests = printsOfTests(corpus);
  for (const name of ["train", "validation"] as const) {
    const training = printsOfSplit(corpus, name);
    assert.deepEqual(findLeaks(training, tests), []);
    t.diagnostic(`${name}: ${training.ids.length} icons, none similar to ${tests.ids.length} test icons`);
  }
  // The check can fail: it finds a test icon that is added to the training icons.
  const own = { ids: tests.ids.slice(0, 1), prints: { ...tests.prints, count: 1 } };
  assert.deepEqual(findLeaks(own, tests), [{ training: tests.ids[0], test: tests.ids[0] }]);
});

test("no set of a shift is in a training pool, and no icon is in two splits", { skip }, async () => {
  const corpus = await openCorpus();
  const seen = new Map<string, string>();
  const setsOf = new Map<string, Set<string>>();
  for (const name of [
    "train",
    "validation",
    "test",
    "web",
    "webTest",
    "matched",
    "hand-drawn",
    "renditions",
    "contexts",
  ] as const) {
    const { ids, sets } = corpus.split(name);
    for (const id of ids) {
      assert.equal(seen.get(id), undefined, `${id} is in ${seen.get(id)} and ${name}`);
      seen.set(id, name);
    }
    setsOf.set(name, new Set(sets));
  }
  for (const shift of ["matched", "hand-drawn", "renditions", "contexts"])
    for (const pool of ["train", "validation", "web"])
      for (const set of setsOf.get(shift)!)
        assert.ok(!setsOf.get(pool)!.has(set), `${set}: ${shift}, ${pool}`);
});

test("the corpus matches the committed record, and the attribution file is up to date", {
  skip,
}, async (t) => {
  const manifest = await readManifest(builtFolder);
  const expected = JSON.parse(await readFile(expectedPath, "utf8"));
  if (manifest.inputs !== expected.inputs) return t.skip("built from other inputs than the recorded ones");
  assert.deepEqual(recordOf(manifest), expected);
  assert.equal(await readFile(attributionPath, "utf8"), attribution(manifest));
});

test("the committed attribution lists every set with author, licence and installed version", async () => {
  const text = await readFile(attributionPath, "utf8");
  const rows = text.split("\n").filter((line) => /^\| [a-z0-9]/.test(line) && !line.startsWith("| set "));
  const sources = readSources();
  assert.equal(rows.length, sources.length);
  for (const [at, { set, author, licence, family, role }] of sources.entries()) {
    const { version } = JSON.parse(
      await readFile(inPackage("node_modules", "@iconify-json", set, "package.json"), "utf8"),
    );
    const cells = rows[at]!.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    assert.deepEqual(cells.slice(3, 8), [author, licence, version, family, role], set);
    assert.equal(cells[1], set);
  }
  assert.doesNotMatch(rows.join("\n"), /\b(NC|SA|ND|GPL)\b/);
});
