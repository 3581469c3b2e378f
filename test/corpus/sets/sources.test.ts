import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { checkLicence, readIconSet } from "../../../lib/corpus/sets/iconSet.js";
import {
  families,
  permittedLicences,
  readSources,
  roles,
  type Source,
  selectSources,
} from "../../../lib/corpus/sets/sources.js";

const sources = readSources();

test("there are at least 60 sets, of every family and role, with permissive licences only", () => {
  assert.ok(sources.length >= 60, `${sources.length} sets`);
  assert.deepEqual(new Set(sources.map(({ family }) => family)), new Set(families));
  assert.deepEqual(new Set(sources.map(({ role }) => role)), new Set(roles));
  for (const licence of permittedLicences) assert.doesNotMatch(licence, /SA|NC|ND|GPL/);
  assert.ok(sources.filter(({ family }) => family === "emoji").length >= 4, "emoji of several vendors");
});

test("a set is read as published by its package", () => {
  const set = readIconSet(sources.find(({ set }) => set === "lucide")!);
  assert.equal(set.source.licence, "ISC");
  const house = set.candidates.findIndex(({ name }) => name === "house");
  assert.deepEqual(set.candidates[house], {
    id: "lucide:house",
    set: "lucide",
    name: "house",
    aliases: ["home"],
    categories: [],
  });
  assert.deepEqual(
    { ...set.drawings[house], body: set.drawings[house]!.body.includes("<path") },
    { body: true, left: 0, top: 0, width: 24, height: 24 },
  );
  const solar = readIconSet(sources.find(({ set }) => set === "solar")!).candidates;
  assert.deepEqual(solar.find(({ name }) => name === "rocket-bold")?.categories, ["Astronomy"]);
});

test("a licence that differs from the listed one is an error", () => {
  const source: Source = { set: "x", family: "emoji", role: "web", author: "A", licence: "MIT" };
  assert.throws(() => checkLicence(source, "CC-BY-SA-4.0"), {
    name: "InputError",
    message: '@iconify-json/x/info.json license.spdx: "CC-BY-SA-4.0" is not the listed licence "MIT"',
  });
  assert.throws(() => checkLicence({ ...source, licence: "GPL-3.0" }, "GPL-3.0"), {
    name: "InputError",
    message: /"GPL-3.0" is not permitted; expected MIT, /,
  });
});

test("a faulty list is an error that names the entry", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "sources-"));
  t.after(() => rm(folder, { recursive: true }));
  const good = { set: "lucide", family: "line-ui", role: "web", author: "A", licence: "ISC" };
  const cases: [object[], RegExp][] = [
    [[good, good], /set lucide is listed twice/],
    [[{ ...good, licence: "CC-BY-NC-4.0" }], /\[0\.licence\] licence "CC-BY-NC-4.0" is not one of MIT, /],
    [[{ ...good, role: "test" }], /\[0\.role\] /],
    [[good, { ...good, set: "ph", colour: 1 }], /\[1\] .*colour/],
  ];
  for (const [list, message] of cases) {
    const path = join(folder, "sources.json");
    await writeFile(path, JSON.stringify(list));
    assert.throws(() => readSources(path), { name: "InputError", message });
  }
  const path = join(folder, "sources.json");
  for (const text of [
    "",
    "[",
    "\0",
    "null",
    "{}",
    "7",
    '"x"',
    "[]",
    '[{"set":"a","set":"b"}]',
    "[".repeat(5000),
  ]) {
    await writeFile(path, text);
    const named = (error: unknown) => error instanceof InputError && error.message.startsWith(`${path}: `);
    assert.throws(() => readSources(path), named, text.slice(0, 30));
  }
  assert.throws(() => readSources(folder), { message: `${folder}: is a folder, expected a file (EISDIR)` });
  assert.throws(() => readSources(join(folder, "none")), { message: /none: no such file/ });
});

test("sets are selected by name; unknown sets are rejected and missing packages are named", () => {
  assert.deepEqual(
    selectSources(sources, ["ph", "lucide"]).map(({ set }) => set),
    ["lucide", "ph"],
  );
  assert.throws(() => selectSources(sources, ["nothing"]), {
    message: /^no set "nothing"; expected one of /,
  });
  const source: Source = { set: "not-there", family: "emoji", role: "web", author: "A", licence: "MIT" };
  assert.throws(() => readIconSet(source), {
    name: "InputError",
    message: /@iconify-json\/not-there is not installed/,
  });
});
