import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createMatcher } from "../../../lib/corpus/names/match.js";
import type { Candidate, Match } from "../../../lib/corpus/sets/candidate.js";
import { loadClasses, type Vocabulary } from "../../../lib/corpus/sets/classes.js";

const vocabulary = await loadClasses();
const matcher = createMatcher(vocabulary);

function candidate(name: string, more: Partial<Candidate> = {}): Candidate {
  return { id: `set:${name}`, set: "set", name, aliases: [], categories: [], ...more };
}

/** The match in a word: a class, `ambiguous: …`, or `none`. */
function inShort(match: Match): string {
  if (match.kind === "class") return match.classId;
  return match.kind === "none" ? "none" : `ambiguous: ${match.classIds.join(", ")}`;
}

const table: Record<string, [string, string][]> = {
  "plain names and style words": [
    ["camera", "camera"],
    ["baseline-camera", "camera"],
    ["calendar-add-24-regular", "calendar"],
    ["lock-off-duotone", "lock"],
    ["star-half-outline-rounded", "star"],
  ],
  plurals: [
    ["leaves", "leaf"],
    ["books-2", "book"],
    ["paint-brushes", "brush"],
    ["keys", "key"],
    ["buses", "bus"],
  ],
  synonyms: [
    ["plane", "airplane"],
    ["aeroplane-landing", "airplane"],
    ["bike", "bicycle"],
    ["automobile", "car"],
    ["garbage-can", "trash"],
    ["lorry", "truck"],
    ["lady-beetle", "bug"],
    ["penguin", "bird"],
    ["smartphone", "smartphone"],
  ],
  "words run together": [
    ["lightbulb", "lightbulb"],
    ["creditcards", "credit-card"],
    ["creditcard", "credit-card"],
    ["icecream", "ice-cream"],
  ],
  "other things that hold the word": [
    ["paper-plane-landing", "none"],
    ["hot-dog", "none"],
    ["mouse-pointer-big-red", "none"],
    ["phone-book", "none"],
    ["tree-structure-old", "none"],
    ["bug-report", "none"],
    ["baseball-bat", "none"],
    ["eye-dropper-left", "none"],
  ],
  "signs, which stand alone but for a frame, a style and a number": [
    ["check", "check-mark"],
    ["check-circle-filled", "check-mark"],
    ["interface-essential-check-2", "check-mark"],
    ["user", "user"],
    ["users", "users"],
    ["file-star", "document"],
    ["arrow-left", "arrow-left"],
    ["keyboard-arrow-down", "chevron-down"],
    ["hamburger-menu", "menu"],
    ["cloud-sun", "partly-cloudy"],
    ["paper-plane", "send"],
    ["check-in-counter", "none"],
    ["fact-check", "checklist"],
    ["calendar-check", "calendar"],
  ],
  "nothing of ours": [
    ["booking", "none"],
    ["scarf", "none"],
    ["zebra", "none"],
    ["carbon", "none"],
    ["starfish", "none"],
    ["keyhole", "none"],
    ["", "none"],
  ],
  "two things": [
    ["home-heart", "ambiguous: house, heart"],
    ["calendar-clock", "ambiguous: calendar, clock"],
    ["paper-plane-lock", "ambiguous: paper-plane, lock"],
    ["search-heart", "ambiguous: search-words, heart"],
  ],
  "a subject, then a modifier": [
    ["heart-search", "heart"],
    ["book-text", "book"],
    ["shield-wifi", "shield"],
  ],
  "phrases of emoji": [
    ["clinking-beer-mugs", "beer"],
    ["spiral-calendar", "calendar"],
    ["flag-united-states", "none"],
    ["mantelpiece-clock", "clock"],
    ["woman-running", "running"],
  ],
};

describe("the matcher", () => {
  for (const [rule, cases] of Object.entries(table)) {
    describe(rule, () => {
      for (const [name, expected] of cases) {
        it(`"${name}" is ${expected}`, () => {
          assert.equal(inShort(matcher.ofCandidate(candidate(name))), expected);
        });
      }
    });
  }

  it("names the term and the field", () => {
    assert.deepEqual(matcher.ofCandidate(candidate("bikes-2")), {
      kind: "class",
      classId: "bicycle",
      term: "bike",
      field: "name",
    });
  });

  it("uses aliases only if the name names nothing", () => {
    const alias = { aliases: ["bike-fast"] };
    assert.deepEqual(matcher.ofCandidate(candidate("velocipede", alias)), {
      kind: "class",
      classId: "bicycle",
      term: "bike",
      field: "alias",
    });
    assert.equal(inShort(matcher.ofCandidate(candidate("camera", alias))), "camera");
    assert.equal(inShort(matcher.ofCandidate(candidate("hot-dog", alias))), "none");
  });

  it("ignores an alias if the name contains a without-word", () => {
    assert.equal(inShort(matcher.ofCandidate(candidate("casino-floor", { aliases: ["chip"] }))), "none");
  });

  it("respects sets that use a term in another sense", () => {
    assert.equal(inShort(matcher.ofCandidate(candidate("mouse", { set: "lucide" }))), "mouse");
    assert.equal(inShort(matcher.ofCandidate(candidate("mouse", { set: "twemoji" }))), "none");
    assert.equal(inShort(matcher.ofCandidate(candidate("computer-mouse", { set: "twemoji" }))), "mouse");
  });

  it("looks for the thing at the end of the name in sets of noun phrases", () => {
    const set = "game-icons";
    assert.equal(inShort(matcher.ofCandidate(candidate("lightning-bow", { set }))), "none");
    assert.equal(inShort(matcher.ofCandidate(candidate("focused-lightning", { set }))), "lightning");
    assert.equal(inShort(matcher.ofCandidate(candidate("heart-shield-2", { set }))), "shield");
  });

  it("treats a class next to one of its without-words as another thing", () => {
    assert.equal(inShort(matcher.ofCandidate(candidate("landmark-flag"))), "none");
    assert.equal(inShort(matcher.ofCandidate(candidate("landmark-flag-star"))), "ambiguous: flag, star");
  });

  it("reads any text, such as a caption", () => {
    assert.deepEqual(
      matcher.inText("My old Bike, beside two buses.").map(({ id }) => id),
      ["bicycle", "arrangement", "bus"],
    );
  });

  it("finds every term in its class, in the singular and the plural", () => {
    for (const { id, terms, without } of vocabulary.classes) {
      for (const term of terms) {
        if (without.some((word) => term.split(" ").includes(word))) continue;
        assert.equal(inShort(matcher.ofCandidate(candidate(term.replaceAll(" ", "-")))), id, term);
      }
    }
  });

  it("ignores case and the characters between words", () => {
    const names = vocabulary.classes.flatMap(({ terms, otherThings }) => [...terms, ...otherThings]);
    const word = fc.constantFrom(...names, "outline", "24", "add", "user", "with");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("-", "_", " "),
        (parts, gap) => {
          const plain = parts.join("-").replaceAll(" ", "-");
          const other = parts.join(" ").replaceAll(" ", gap).toUpperCase();
          assert.deepEqual(matcher.ofCandidate(candidate(other)), matcher.ofCandidate(candidate(plain)));
        },
      ),
    );
  });

  it("never throws, and names only known classes", () => {
    const ids = new Set(vocabulary.classes.map(({ id }) => id));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const match = matcher.ofCandidate(candidate(name));
        if (match.kind === "class") assert.ok(ids.has(match.classId));
        if (match.kind === "ambiguous") assert.ok(match.classIds.length > 1);
      }),
    );
  });

  it("matches 200,000 names within seconds", () => {
    const names = Array.from({ length: 200_000 }, (_, i) =>
      candidate(`calendar-star-${i}-off-outline-rounded`),
    );
    const { user: before } = process.cpuUsage();
    for (const one of names) matcher.ofCandidate(one);
    const seconds = (process.cpuUsage().user - before) / 1e6;
    // Below 1.8 s on a slow machine, processor time. A search through the vocabulary for each name would take minutes.
    assert.ok(seconds < 4, `${seconds.toFixed(1)} s`);
  });
});

describe("a vocabulary", () => {
  const one: Vocabulary["classes"][number] = {
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
  it("must not assign a phrase to two classes", () => {
    const classes = [one, { ...one, id: "lion", terms: ["lion", "cats"] }];
    assert.throws(() => createMatcher({ note: "", classes, others: [] }), {
      name: "InputError",
      message: '"cats" names both cat ("cat") and lion',
    });
  });
  it("must not exclude a class's own term", () => {
    const classes = [{ ...one, otherThings: ["cat"] }];
    assert.throws(() => createMatcher({ note: "", classes, others: [] }), {
      name: "InputError",
      message: '"cat" of cat is both a term and another thing',
    });
  });
});
