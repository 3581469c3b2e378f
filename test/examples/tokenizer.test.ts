import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { words } from "../../lib/corpus/names/words.js";
import { captionText } from "../../lib/examples/captionText.js";
import { Tokenizer } from "../../lib/examples/tokenizer.js";
import { specialTokens } from "../../lib/training/models/encoder.js";

const { padding, start, end, unknown } = specialTokens;
const mark = "\u0001";

test("training by hand: the most frequent pairs, in order", () => {
  // low ×3, lot ×2: pairs l-o 5, o-w. 3, o-t. 2 (a point for the mark of a word's end); then lo-w. 3, lo-t. 2.
  const tokenizer = Tokenizer.train(["low low", "lot, LOW", "lot"], { vocabulary: 10, length: 8 });
  assert.deepEqual(tokenizer.data.pieces, ["l", "o", `t${mark}`, `w${mark}`, "lo", `low${mark}`]);
  assert.deepEqual(tokenizer.data.merges, [
    [4, 5],
    [8, 7],
  ]);
  assert.deepEqual(Array.from(tokenizer.encode("lot low x")), [
    start,
    8,
    6,
    9,
    unknown,
    end,
    padding,
    padding,
  ]);
  assert.equal(tokenizer.decode(tokenizer.encode("lot low x")), "lot low ?");
  assert.equal(tokenizer.vocabulary, 10);
});

test("nothing that occurs once is joined", () => {
  const tokenizer = Tokenizer.train(["abc"], { vocabulary: 100, length: 6 });
  assert.deepEqual(tokenizer.data.merges, []);
});

test("a long text is cut, and still ends", () => {
  const tokenizer = Tokenizer.train(["a b c d"], { vocabulary: 20, length: 4 });
  assert.deepEqual(Array.from(tokenizer.encode("a b c d")).slice(-1), [end]);
  assert.deepEqual(Array.from(tokenizer.encode("")), [start, end, padding, padding]);
});

const captions = [
  "calendar add outline",
  "calendar remove filled 24",
  "calender-week",
  "add circle",
  "circle outline",
  "Fahrrad",
  "自転車 自転車",
  "add add added adder",
];

test("what was trained on is decoded as it was, in any script; equal texts give equal tokenizers", () => {
  const options = { vocabulary: 80, length: 40 };
  const tokenizer = Tokenizer.train(captions, options);
  for (const caption of captions)
    assert.equal(tokenizer.decode(tokenizer.encode(caption)), words(caption).join(" "));
  assert.deepEqual(Tokenizer.train([...captions].reverse(), options).data, tokenizer.data);
  const restored = new Tokenizer(JSON.parse(JSON.stringify(tokenizer.data)) as typeof tokenizer.data);
  assert.deepEqual(restored.encodeAll(captions), tokenizer.encodeAll(captions));
});

test("training agrees with counting all pairs anew at each step", () => {
  const random = new Random("texts");
  const texts = Array.from({ length: 60 }, () =>
    Array.from({ length: 3 }, () =>
      Array.from({ length: 1 + random.integer(7) }, () => "abcd"[random.integer(4)]).join(""),
    ).join(" "),
  );
  const { pieces } = Tokenizer.train(texts, { vocabulary: 60, length: 8 }).data;
  const list = texts.flatMap((text) =>
    words(text).map((word) => [...word.slice(0, -1), `${word.at(-1)}${mark}`]),
  );
  const slow = [...new Set(list.flat())].sort();
  while (slow.length + 4 < 60) {
    const counts = new Map<string, number>();
    for (const word of list)
      for (let at = 0; at + 1 < word.length; at++) {
        const pair = `${word[at]} ${word[at + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]!;
    const [left, right] = best.split(" ") as [string, string];
    slow.push(left + right);
    for (const word of list)
      for (let at = 0; at + 1 < word.length; at++)
        if (word[at] === left && word[at + 1] === right) word.splice(at, 2, left + right);
  }
  assert.deepEqual(pieces, slow);
});

const parts = {
  title: "Calendar-Add outline",
  description: "a day planner",
  tags: ["date", "outline", "schedule"],
  styleWords: ["outline"],
};

test("caption text: fields in order, style words kept or left out, tags drawn", () => {
  const random = new Random(1);
  const text = (config: Parameters<typeof captionText>[0], className?: string) =>
    captionText(config, parts, className, random);
  assert.equal(text({ kind: "text", fields: ["title"], styleWords: true }), "calendar add outline");
  assert.equal(
    text({ kind: "text", fields: ["title", "description", "tags"], styleWords: false }),
    "calendar add a day planner date schedule",
  );
  const seen = new Set<string>();
  for (let draw = 0; draw < 60; draw++)
    seen.add(text({ kind: "text", fields: ["tags"], styleWords: true, tags: 2 }));
  assert.equal(seen.size, 6); // ordered pairs of three
  const templates = ["{} icon", "a {}"];
  const labels = new Set(Array.from({ length: 30 }, () => text({ kind: "label", templates }, "Wall clock")));
  assert.deepEqual([...labels].sort(), ["a wall clock", "wall clock icon"]);
  assert.equal(text({ kind: "label", templates }), "");
});

test("caption text: another language on request, and the class word where it is missing", () => {
  const random = new Random(1);
  const emoji = {
    ...parts,
    inOtherLanguage: { language: "de", title: "Kalender", tags: ["Datum", "Termin"] },
  };
  const config = { kind: "text", fields: ["title", "tags"], styleWords: false } as const;
  assert.equal(captionText(config, emoji, "calendar", random), "calendar add date schedule");
  const german = { ...config, otherLanguages: true } as const;
  assert.equal(captionText(german, emoji, "calendar", random), "kalender datum termin");
  assert.equal(captionText(german, parts, "calendar", random), "calendar add date schedule");
  const sure = { ...german, classWord: true } as const;
  assert.equal(captionText(sure, emoji, "calendar", random), "calendar kalender datum termin");
  assert.equal(
    captionText({ ...config, classWord: true }, parts, "calendar", random),
    "calendar add date schedule",
  );
  assert.equal(captionText(sure, parts, "wall calendar", random), "wall calendar calendar add date schedule");
  assert.equal(captionText(sure, emoji, undefined, random), "kalender datum termin");
});
