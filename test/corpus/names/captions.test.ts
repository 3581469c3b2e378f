import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bareEmoji, readCaptionSources } from "../../../lib/corpus/names/captionSources.js";
import { captionText, createCaptioner, titleWithoutStyle } from "../../../lib/corpus/names/captions.js";
import { words } from "../../../lib/corpus/names/words.js";
import type { Candidate } from "../../../lib/corpus/sets/candidate.js";

const sources = await readCaptionSources();

function candidate(id: string, more: Partial<Candidate> = {}): Candidate {
  const [set, name] = id.split(":") as [string, string];
  return { id, set, name, aliases: [], categories: [], ...more };
}

describe("the caption sources", () => {
  it("contain search tags of lucide, tabler, Phosphor and Font Awesome", () => {
    for (const set of ["lucide", "tabler", "ph", "fa7-solid", "fa7-regular"]) {
      const tags = sources.searchTags.get(set)!;
      assert.ok(tags.size > 1000, set);
      assert.ok(tags.get("anchor")!.length > 0, `${set}: anchor`);
    }
    assert.ok(sources.searchTags.get("lucide")!.get("anchor")!.includes("ship"));
  });

  it("omit Phosphor's pseudo-tags", () => {
    for (const tags of sources.searchTags.get("ph")!.values()) assert.ok(!tags.includes("*new*"));
  });

  it("contain emoji names and keywords in more than 100 languages", () => {
    assert.ok(sources.annotations.size > 100);
    assert.equal(sources.emoji.get("twemoji")!.get("dog-face"), "🐶");
    assert.equal(sources.annotations.get("de")!.get("🐶")!.name, "Hundegesicht");
  });
});

describe("bareEmoji", () => {
  it("drops skin tones and presentation selectors", () => {
    assert.equal(bareEmoji("👍🏽"), "👍");
    assert.equal(bareEmoji("❤️"), "❤");
  });
});

describe("a caption", () => {
  const captioner = createCaptioner(sources, { seed: 7 });

  it("consists of the published name, categories, other names and tags", () => {
    const { caption, language } = captioner(
      candidate("tabler:plane-filled", {
        aliases: ["aeroplane-filled", "plane-filled"],
        categories: ["Vehicles", "Map"],
      }),
      { base: ["plane"], style: ["filled"] },
    );
    assert.equal(language, "en");
    assert.equal(caption.title, "plane filled");
    assert.equal(caption.description, "Vehicles, Map");
    assert.equal(caption.tags[0], "aeroplane filled");
    assert.ok(caption.tags.length > 1 && !caption.tags.includes("plane filled"));
    assert.deepEqual(caption.styleWords, ["filled"]);
  });

  it("has no description and no tags if the set publishes none", () => {
    const { caption } = captioner(candidate("cil:cat"), { base: ["cat"], style: [] });
    assert.deepEqual(caption, { title: "cat", description: "", tags: [], styleWords: [] });
    assert.equal(captionText(caption), "cat");
  });

  it("does not repeat tags, ignoring case", () => {
    const { caption } = captioner(
      candidate("cil:cat", { aliases: ["Kitten", "kitten", "CAT", "kitten-cat"] }),
      { base: ["cat"], style: [] },
    );
    assert.deepEqual(caption.tags, ["Kitten", "kitten cat"]);
  });

  it("of an emoji has a second one in another language for about the requested share, in many languages", () => {
    const emoji = [...sources.emoji.get("twemoji")!.keys()];
    const draw = (otherLanguages: number) => {
      const make = createCaptioner(sources, { seed: 3, otherLanguages });
      return emoji.map((name) => make(candidate(`twemoji:${name}`), { base: words(name), style: [] }));
    };
    const half = draw(0.5);
    assert.ok(half.every(({ language }) => language === "en"));
    assert.ok(draw(0).every(({ caption }) => caption.inOtherLanguage === undefined));
    const known = half.filter((_, i) => {
      const drawn = sources.emoji.get("twemoji")!.get(emoji[i]!)!;
      return sources.annotations.get("de")!.has(drawn);
    });
    const others = known.flatMap(({ caption }) => caption.inOtherLanguage?.language ?? []);
    assert.ok(Math.abs(others.length / known.length - 0.5) < 0.05, `${others.length} of ${known.length}`);
    assert.ok(new Set(others).size > 100 && !others.includes("en"));
    assert.deepEqual(half, draw(0.5));
  });

  it("in another language consists of CLDR's name and keywords in that language", () => {
    const make = createCaptioner(sources, { seed: 3, otherLanguages: 1 });
    const { caption } = make(candidate("noto:dog-face"), { base: ["dog", "face"], style: [] });
    const { language, title, tags } = caption.inOtherLanguage!;
    const { name, keywords } = sources.annotations.get(language)!.get("🐶")!;
    assert.notEqual(language, "en");
    assert.equal(title, name);
    assert.ok(tags.every((tag) => keywords.includes(tag)));
    assert.equal(caption.title, "dog face");
  });
});

describe("titleWithoutStyle", () => {
  const cases: [string, string[], string][] = [
    ["calendar add 24 filled", ["24", "filled"], "calendar add"],
    ["outline 3d glasses", ["outline"], "3d glasses"],
    ["traffic light light", ["light"], "traffic light"],
    ["round cat 24px", ["round", "24", "px"], "cat"],
    ["cat", [], "cat"],
  ];
  for (const [title, styleWords, expected] of cases) {
    it(`of "${title}" is "${expected}"`, () => {
      assert.equal(titleWithoutStyle({ title, styleWords, description: "", tags: [] }), expected);
    });
  }
});
