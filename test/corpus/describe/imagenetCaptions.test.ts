import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  asCaptionedImage,
  loadImagenetNames,
  readImagenetCaptions,
} from "../../../lib/corpus/describe/imagenetCaptions.js";
import { loadLanguageDetector } from "../../../lib/corpus/names/language.js";
import { isProfane } from "../../../lib/corpus/names/profanity.js";
import { captionProperties } from "../../../lib/corpus/names/properties.js";
import { createTextMatcher } from "../../../lib/corpus/names/textMatch.js";
import { synset } from "../wordnet.js";

const names = await loadImagenetNames();

/** Captions made up for this test, in the format of the released file. */
const records = [
  {
    filename: "n01440764_1.JPEG",
    wnid: "n01440764",
    title: "My first tench of the year",
    description: "Caught it at the old mill pond just after sunrise.",
    tags: ["fishing", "tench", "pond"],
  },
  {
    filename: "n02085620_2.JPEG",
    wnid: "n02085620",
    title: "Pepe schläft",
    description: "Unser kleiner Hund schläft den ganzen Tag auf dem Sofa im Wohnzimmer",
    tags: ["Chihuahua", "Hund"],
  },
  { filename: "n02123045_3.JPEG", wnid: "n02123045", title: "DSC_0077", description: "", tags: [] },
  {
    filename: "n02123045_4.JPEG",
    wnid: "n02123045",
    title: "this fucking tabby again",
    description: "",
    tags: ["cat"],
  },
];

describe("names of ImageNet's classes", () => {
  it("are 1000 synsets in index order, with WordNet's lemmas", () => {
    const wnids = [...names.keys()];
    assert.equal(wnids.length, 1000);
    assert.deepEqual(wnids, wnids.toSorted());
    for (const [wnid, held] of names) {
      const lemmas = synset(wnid.slice(1))!.lemmas.map((lemma) => lemma.replaceAll("_", " "));
      assert.deepEqual(held.slice(0, lemmas.length), lemmas, wnid);
      assert.ok(held.length <= lemmas.length + 1, wnid);
    }
  });

  it("include the edited class names at the same index", () => {
    assert.deepEqual(names.get("n01440764"), ["tench", "Tinca tinca"]);
    assert.deepEqual(names.get("n01514668"), ["cock", "rooster"]);
  });
});

describe("ImageNet-Captions", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "captions-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function file(content: unknown): Promise<string> {
    const path = join(folder, "captions.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  it("is read and passes through the corpus's own steps", async () => {
    const read = await readImagenetCaptions(await file(records), names);
    assert.deepEqual(read, records);
    const images = read.map(asCaptionedImage);
    assert.deepEqual(
      images.map(({ caption }) => isProfane(caption)),
      [false, false, false, true],
    );
    const detector = await loadLanguageDetector();
    const table = captionProperties(images.slice(0, 3), {
      language: (text) => detector.detect(text),
      classesIn: createTextMatcher(names, "word").classesIn,
    });
    assert.equal(table.labelled, 3);
    assert.deepEqual(table.labelShare, { title: 1 / 3, description: 0, tags: 2 / 3, all: 2 / 3 });
    assert.ok(table.languages.some(({ language }) => language === "de"));
    assert.equal(table.lengths.all.max, 19);
  });

  const bad: [string, unknown, RegExp][] = [
    ["not JSON", "[{]", /captions\.json: not JSON/],
    ["no list", { images: [] }, /captions\.json: expected a list of .*, found an object$/],
    ["a missing field", [records[0], { ...records[1], title: undefined }], /captions\.json: \[1\] title: /],
    ["tags that are no list", [{ ...records[0], tags: "fish" }], /\[0\] tags: .*expected array/],
    ["a tag that is no text", [{ ...records[0], tags: ["fish", 3] }], /\[0\] tags\.1: .*expected string/],
    ["a malformed wnid", [{ ...records[0], wnid: "1440764" }], /\[0\] wnid: expected n and eight digits/],
    ["an unknown wnid", [{ ...records[0], wnid: "n00000001" }], /\[0\] wnid: "n00000001" is not one of/],
  ];
  for (const [name, content, message] of bad) {
    it(`with ${name} is rejected, naming the place`, async () => {
      await assert.rejects(readImagenetCaptions(await file(content), names), { name: "InputError", message });
    });
  }
});
