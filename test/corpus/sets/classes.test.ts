import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createMatcher } from "../../../lib/corpus/names/match.js";
import { createStyleReader, readDeclaredStyles } from "../../../lib/corpus/names/styleWords.js";
import { words } from "../../../lib/corpus/names/words.js";
import { loadClasses } from "../../../lib/corpus/sets/classes.js";
import { readIconSet } from "../../../lib/corpus/sets/iconSet.js";
import { readSources } from "../../../lib/corpus/sets/sources.js";
import { pathTo, sense, synset } from "../wordnet.js";

const vocabulary = await loadClasses();

describe("the label classes", () => {
  it("are at least 400 with distinct senses", () => {
    assert.ok(vocabulary.classes.length >= 400);
    assert.equal(new Set(vocabulary.classes.map(({ sense: id }) => id)).size, vocabulary.classes.length);
    const synsets = vocabulary.classes.flatMap(({ synset: id }) => id ?? []);
    assert.equal(new Set(synsets).size, synsets.length);
  });

  it("are noun senses of WordNet 3.0, with the hypernym path of its first hypernyms, where they name a synset", () => {
    for (const { id, sense: named, senseKey, synset: numbered, path } of vocabulary.classes) {
      if (numbered === undefined || senseKey === undefined || path === undefined) continue;
      const [lemma, number] = named.split("#") as [string, string];
      assert.deepEqual(sense(senseKey), { offset: numbered.slice(0, 8), number }, id);
      const here = synset(numbered.slice(0, 8));
      assert.ok(
        here?.lemmas.some((one) => one.toLowerCase() === lemma),
        `${id}: ${lemma} is no lemma of ${numbered}`,
      );
      assert.deepEqual(path, pathTo(numbered.slice(0, 8)), id);
      assert.equal(path[0], "entity", id);
    }
  });

  it("are in alphabetical order, and the terms of each thing with a synset include its own name or the synset's", () => {
    const ids = vocabulary.classes.map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted());
    for (const { id, name, synset: numbered, alone, terms } of vocabulary.classes) {
      if (numbered === undefined || alone) continue;
      const lemmas = synset(numbered.slice(0, 8))!.lemmas.map((lemma) =>
        words(lemma.replaceAll("_", " ")).join(" "),
      );
      assert.ok(
        [name, ...lemmas].some((one) => terms.some((term) => ` ${term} `.includes(` ${one} `))),
        `${id}: neither ${name} nor ${lemmas.join(", ")} is in a term`,
      );
    }
  });

  it("have icons: 100 or more in at least 250 classes, and at least 15 of 8 sets in every class", () => {
    const matcher = createMatcher(vocabulary);
    const found = new Map(vocabulary.classes.map(({ id }) => [id, { icons: 0, sets: new Set<string>() }]));
    for (const source of readSources()) {
      const { candidates } = readIconSet(source);
      const readName = createStyleReader(
        candidates.map(({ name }) => name),
        readDeclaredStyles(source.set),
      );
      for (const candidate of candidates) {
        const match = matcher.ofCandidate(candidate, readName(candidate.name).base);
        if (match.kind !== "class") continue;
        const of = found.get(match.classId)!;
        of.icons++;
        of.sets.add(source.set);
      }
    }
    assert.ok([...found.values()].filter(({ icons }) => icons >= 100).length >= 250);
    for (const [id, { icons, sets }] of found)
      assert.ok(icons >= 15 && sets.size >= 8, `${id} has only ${icons} icons of ${sets.size} sets`);
  });

  it("list exceptions only for known sets and for the class's own terms", () => {
    const sets = new Set(readSources().map(({ set }) => set));
    for (const { id, terms, exceptIn = [] } of vocabulary.classes) {
      for (const { term, sets: excepted } of exceptIn) {
        assert.ok(terms.includes(term), `${id}: ${term}`);
        for (const set of excepted) assert.ok(sets.has(set), `${id}: ${term}: no source ${set}`);
      }
    }
  });
});

describe("a class file", () => {
  const good = {
    id: "cat",
    name: "cat",
    sense: "cat#1",
    senseKey: "cat%1:05:00::",
    synset: "02121620-n",
    path: ["entity", "cat"],
    terms: ["cat"],
    otherThings: [],
    without: [],
  };
  const cases: [string, unknown, RegExp][] = [
    ["is JSON", "{", /classes\.json: not JSON/],
    ["has classes", { note: "", others: [] }, /classes\.json: classes: /],
    [
      "has terms in lower case",
      { note: "", classes: [{ ...good, terms: ["Cat"] }], others: [] },
      /classes\.0\.terms\.0: expected lower-case words/,
    ],
    [
      "has no unknown field",
      { note: "", classes: [{ ...good, colour: "black" }], others: [] },
      /classes\.0: .*colour/,
    ],
    ["has each class once", { note: "", classes: [good, good], others: [] }, /"cat" is declared twice/],
  ];
  for (const [name, content, message] of cases) {
    it(`${name}, or an error names the place`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "classes-"));
      try {
        const path = join(folder, "classes.json");
        await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
        await assert.rejects(loadClasses(path), { name: "InputError", message });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
