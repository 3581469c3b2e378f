import { createHash } from "node:crypto";
import type { Term } from "../export/annotations.js";
import { differences } from "./compare.js";
import type { TranslatedTerm } from "./edition.js";
import { markOf, type Parts, type Translation } from "./parts.js";

/**
 * What is wrong with a translation: parts without one, parts of a text that has changed since, parts of no text, and
 * parts whose numbers, formulas, links, code or headings differ from the original's.
 * @returns one line each, to be read after the name of the file
 */
export function checkTranslation(original: Parts, translation: Translation): string[] {
  return [
    ...[...original].flatMap(([key, text]) => {
      const found = translation.get(key);
      if (!found) return [`${key} is not translated ("${beginning(text)}")`];
      const mark = markOf(text);
      const stale =
        found.of === mark
          ? []
          : [`${key} has changed since it was translated; what it says now has the mark ${mark}`];
      return [...stale, ...differences(text, found.text).map((difference) => `${key}: ${difference}`)];
    }),
    ...[...translation.keys()]
      .filter((key) => !original.has(key))
      .map((key) => `${key} belongs to no text of the original`),
  ];
}

/** The same for a glossary. */
export function checkTerms(original: readonly Term[], translated: readonly TranslatedTerm[]): string[] {
  return [
    ...original.flatMap((term) => {
      const found = translated.find(({ id }) => id === term.id);
      if (!found) return [`${term.id} is not translated`];
      const mark = termMark(term);
      const stale =
        found.of === mark
          ? []
          : [`${term.id} has changed since it was translated; what it says now has the mark ${mark}`];
      return [...stale, ...differences(term.meaning, found.meaning).map((one) => `${term.id}: ${one}`)];
    }),
    ...translated
      .filter(({ id }) => !original.some((term) => term.id === id))
      .map(({ id }) => `${id} is no term of the original`),
  ];
}

/** The mark of a term: of its words and its meaning. */
export function termMark({ words, meaning }: Term): string {
  return createHash("sha256")
    .update(JSON.stringify([words, meaning]))
    .digest("hex")
    .slice(0, 8);
}

/** The translation with the marks of the texts as they are now: whoever writes them has read what changed. */
export function withMarks(original: Parts, translation: Translation): Translation {
  const keys = [...original.keys(), ...translation.keys()].filter((key) => translation.has(key));
  return new Map(
    [...new Set(keys)].map((key) => {
      const text = original.get(key);
      const part = translation.get(key)!;
      return [key, { ...part, of: text === undefined ? part.of : markOf(text) }];
    }),
  );
}

function beginning(text: string): string {
  const line = text.split("\n")[0]!;
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
