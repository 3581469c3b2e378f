import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../lib/base/random.js";
import { readCaptionSources } from "../../../lib/corpus/names/captionSources.js";
import { loadLanguageDetector } from "../../../lib/corpus/names/language.js";

const detector = await loadLanguageDetector();
const { annotations } = await readCaptionSources();
const random = new Random("language test");

/** Fraction of CLDR texts (name and keywords) whose language is detected correctly. */
function shareRight(language: string, texts: number): number {
  const drawn = random.stream(language).sample([...annotations.get(language)!.values()], texts);
  const right = drawn.filter(
    ({ name, keywords }) => detector.detect([name, ...keywords].join(" ")) === language,
  );
  return right.length / texts;
}

describe("the language detector", () => {
  it("detects the language of plain sentences", () => {
    assert.equal(detector.detect("A small red boat on the lake near our house"), "en");
    assert.equal(detector.detect("Ein kleines rotes Boot auf dem See bei unserem Haus"), "de");
    assert.equal(detector.detect("湖に浮かぶ小さな赤い舟"), "ja");
  });

  it("returns `und` for a text without letters", () => {
    assert.equal(detector.detect(""), "und");
    assert.equal(detector.detect("123 – 456"), "und");
  });

  it("detects English in at least 97% of English emoji texts", () => {
    const share = shareRight("en", 500);
    assert.ok(share >= 0.97, String(share));
  });

  it("is right for at least 85% of texts in other languages, on average over 25", () => {
    const languages = "de fr es it pt nl ru ja zh ko ar hi tr pl sv da fi cs el hu th uk vi ro bg".split(" ");
    const mean = languages.reduce((sum, language) => sum + shareRight(language, 40), 0) / languages.length;
    assert.ok(mean >= 0.85, String(mean));
  });
});
