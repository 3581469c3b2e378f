import { type JudgedPair, ruleQuality } from "../../corpus/duplicates/judgedPairs.js";
import type { DuplicateRule } from "../../corpus/duplicates/nearDuplicates.js";
import type { CorpusSplit } from "../../corpus/read/openCorpus.js";
import { type Expected, expectNumber } from "../../report/answerInWords.js";

// Exercises on the icons and their captions.

/** Number of languages in which captions of a split were written: English, and those of second captions. */
export function languagesWritten({ captions }: Pick<CorpusSplit, "captions">): Expected {
  const others = captions.flatMap(({ inOtherLanguage }) => inOtherLanguage?.language ?? []);
  return expectNumber({ value: new Set(["en", ...others]).size, tolerance: 0, unit: "languages" });
}

/** Share of the labelled icons of a split that have a second caption in another language, in per cent. */
export function labelledInOtherLanguages({
  captions,
  labels,
}: Pick<CorpusSplit, "captions" | "labels">): Expected {
  const labelled = captions.filter((_, row) => labels[row]! >= 0);
  const others = labelled.filter(({ inOtherLanguage }) => inOtherLanguage !== undefined).length;
  return expectNumber({ value: (100 * others) / labelled.length, tolerance: 0.1, unit: "per cent" });
}

/** Number of judged pairs that share a noun, are the same drawing and are not taken by a rule. */
export function leaks(judged: readonly JudgedPair[], rule: DuplicateRule): Expected {
  const pairs = judged.filter(({ sample, same }) => sample === "sameNoun" && same);
  const value = pairs.length - ruleQuality(pairs, rule).right;
  return expectNumber({ value, tolerance: 0, unit: "pairs" });
}
