import type { TextMatcher } from "../names/textMatch.js";
import type { Corpus } from "../read/openCorpus.js";
import { type CaptionField, labelledTexts } from "./labelledTexts.js";
import { type LabelledText, type MatchQuality, matchesByClass, matchQuality } from "./matchQuality.js";

// Text matches as rows of tables. Precision and recall are fractions.

/** Formats of the columns of all tables here that have both shares, for `displayTable`. */
export const matchFormats = { precision: "percent", recall: "percent" } as const;

/** One row per rule: captions with a label, labels found, how many are right, and how many name another class. */
export function matchRows(
  texts: readonly LabelledText[],
  rules: Readonly<Record<string, TextMatcher>>,
): Record<string, string | number>[] {
  return Object.entries(rules).map(([rule, matcher]) => {
    const { matched, pairs, right, otherClass, precision, recall } = matchQuality(texts, matcher);
    return { rule, captions: matched, labels: pairs, right, "another class": otherClass, precision, recall };
  });
}

/** The same in short, from counts that were taken before. */
export function qualityRows(
  qualities: Readonly<Record<string, MatchQuality>>,
): Record<string, string | number>[] {
  return Object.entries(qualities).map(([rule, { pairs, right, precision, recall }]) => ({
    rule,
    "labels found": pairs,
    right,
    precision,
    recall,
  }));
}

/** One row per part of the captions of the web-like pool, searched alone. */
export function fieldRows(
  corpus: Corpus,
  matcher: TextMatcher,
  fields: readonly CaptionField[] = ["title", "tags", "description"],
): Record<string, string | number>[] {
  return fields.map((field) => {
    const { pairs, precision, recall } = matchQuality(labelledTexts(corpus, "web", [field]), matcher);
    return { field, labels: pairs, precision, recall };
  });
}

/**
 * The classes with the lowest precision, worst first, and the words that misled.
 * @param atLeast labels found; classes with fewer are left out
 * @param count rows at most
 */
export function worstClassRows(
  texts: readonly LabelledText[],
  matcher: TextMatcher,
  { atLeast, count }: { readonly atLeast: number; readonly count: number },
): Record<string, string | number>[] {
  return matchesByClass(texts, matcher)
    .filter(({ pairs }) => pairs >= atLeast)
    .sort((a, b) => a.precision - b.precision)
    .slice(0, count)
    .map(({ classId, pairs, right, precision, misleading }) => ({
      class: classId,
      labels: pairs,
      right,
      precision,
      "misled by": misleading.map(({ word, texts: times }) => `${word} (${times})`).join(", "),
    }));
}

/**
 * What each rule finds in single captions of the web-like pool.
 * @param ids of icons of the pool
 * @throws RangeError for an icon that the pool does not hold
 */
export function matchedExampleRows(
  corpus: Corpus,
  ids: readonly string[],
  rules: Readonly<Record<string, TextMatcher>>,
): Record<string, string | undefined>[] {
  const texts = labelledTexts(corpus, "web");
  const rowOf = new Map(corpus.split("web").ids.map((id, row) => [id, row]));
  return ids.map((id) => {
    const found = texts[rowOf.get(id) ?? -1];
    if (found === undefined) throw new RangeError(`icon "${id}": not in the web-like pool`);
    const labels = Object.entries(rules).map(([rule, matcher]) => [
      rule,
      matcher.classesIn(found.text).join(", "),
    ]);
    return { caption: found.text, label: found.classId, ...Object.fromEntries(labels) };
  });
}
