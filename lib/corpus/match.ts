import { InputError } from "../base/errors.js";
import type { Candidate, Match } from "./candidate.js";
import type { Vocabulary } from "./classes.js";
import { PhraseTable } from "./phraseTable.js";
import { words } from "./words.js";

/** A class or other thing that a text names, with the phrase that named it. */
export interface Named {
  readonly id: string;
  readonly term: string;
}

/** Finds what a text names. */
export interface Matcher {
  /** Classes (and other things) named in any text, each once, in the order of the text. */
  inText(text: string): Named[];
  /** The label of an icon: its name decides; only if that names nothing, its aliases. */
  ofCandidate(candidate: Candidate): Match;
}

type Value =
  | { readonly kind: "class" | "other" | "before"; readonly id: string }
  | { readonly kind: "blocked" };

/**
 * The label matcher of the corpus. A text is read as words (see `words`), and at each place the longest known
 * phrase counts. Terms match in the singular, in the regular or irregular plural of their last word, and with
 * their words run together (`light bulb`, `lightbulbs`); no stemming beyond that, so `booking` is no book.
 *
 * - A phrase under a class's `otherThings` uses its words up and names nothing: `paper plane` is no plane. If
 *   the same phrase is another class's term, it names that class.
 * - A class is dropped if one of its `without` words stands anywhere outside the phrase that named it.
 * - Two classes, or a class and one of the `others`, make an icon ambiguous; others whose position is
 *   `before` count only ahead of the class.
 *
 * Pure; about a microsecond a word.
 * @throws InputError if two classes claim one phrase
 */
export function createMatcher(vocabulary: Vocabulary): Matcher {
  const table = phraseTable(vocabulary);
  const without = new Map(vocabulary.classes.map((one) => [one.id, tableOf(one.without)]));

  function inWords(text: readonly string[]): Named[] {
    const found = table.findAll(text);
    const named: Named[] = [];
    let lastClass = -1;
    for (const [place, { value }] of found.entries()) if (value.kind === "class") lastClass = place;
    for (const [place, { value, phrase }] of found.entries()) {
      if (value.kind === "blocked" || named.some(({ id }) => id === value.id)) continue;
      if (value.kind === "before" && place > lastClass) continue;
      if (value.kind === "class") {
        const rest = text.slice();
        for (const other of found) {
          if (other.value === value) rest.fill("", other.start, other.end);
        }
        if (without.get(value.id)!.findAll(rest).length > 0) continue;
      }
      named.push({ id: value.id, term: phrase });
    }
    return named;
  }

  const classIds = new Set(vocabulary.classes.map(({ id }) => id));
  function judge(named: readonly Named[], field: "name" | "alias"): Match {
    if (!named.some(({ id }) => classIds.has(id))) return { kind: "none" };
    if (named.length > 1) return { kind: "ambiguous", classIds: named.map(({ id }) => id) };
    const [only] = named;
    return { kind: "class", classId: only!.id, term: only!.term, field };
  }

  return {
    inText: (text) => inWords(words(text)),
    ofCandidate(candidate) {
      const named = inWords(words(candidate.name));
      if (named.length > 0) return judge(named, "name");
      const byAlias = candidate.aliases.flatMap((alias) => inWords(words(alias)));
      return judge([...new Map(byAlias.map((one) => [one.id, one])).values()], "alias");
    },
  };
}

function phraseTable({ classes, others }: Vocabulary): PhraseTable<Value> {
  const table = new PhraseTable<Value>();
  const claim = (id: string, kind: "class" | "other" | "before", terms: readonly string[]) => {
    const value: Value = { kind, id };
    for (const term of terms) {
      const taken = table.add(term, value);
      if (taken !== undefined && taken.value.kind !== "blocked")
        throw new InputError(`"${term}" names both ${taken.value.id} ("${taken.phrase}") and ${id}`);
    }
  };
  for (const { id, terms } of classes) claim(id, "class", terms);
  for (const { id, position, terms } of others) claim(id, position === "before" ? "before" : "other", terms);
  const blocked: Value = { kind: "blocked" };
  for (const { id, otherThings } of classes) {
    for (const phrase of otherThings) {
      const taken = table.add(phrase, blocked)?.value;
      if (taken !== undefined && taken.kind !== "blocked" && taken.id === id)
        throw new InputError(`"${phrase}" of ${id} is both a term and another thing`);
    }
  }
  return table;
}

function tableOf(phrases: readonly string[]): PhraseTable<true> {
  const table = new PhraseTable<true>();
  for (const phrase of phrases) table.add(phrase, true);
  return table;
}
