import { InputError } from "../../base/errors.js";
import type { Candidate, Match } from "../sets/candidate.js";
import type { Vocabulary } from "../sets/classes.js";
import { PhraseTable } from "./phraseTable.js";
import { words } from "./words.js";

/** A class or other thing that a text names, with the phrase that named it. */
export interface Named {
  readonly kind: "class" | "other";
  readonly id: string;
  readonly term: string;
}

/** Finds what a text names. */
export interface Matcher {
  /** Classes and other things named in any text, each once, in the order of the text. */
  inText(text: string): Named[];
  /** The label of an icon: its name decides; only if that names nothing, its aliases. */
  ofCandidate(candidate: Candidate): Match;
}

interface Value {
  readonly kind: "class" | "other" | "before" | "otherThing";
  readonly id: string;
}

interface Context {
  /** The icon set, for terms that it uses otherwise. */
  readonly set?: string;
  /** Words of the icon's name beside an alias: a `without` word counts there too. */
  readonly name?: readonly string[];
}

/**
 * The label matcher of the corpus. A text is read as words (see `words`), and at each place the longest known
 * phrase counts. Terms match in the singular, in the regular or irregular plural of their last word, and with
 * their words run together (`light bulb`, `lightbulbs`); no stemming beyond that, so `booking` is no book.
 *
 * - A phrase under a class's `otherThings` uses its words up and names that other thing: `paper plane` is no
 *   plane. If the same phrase is a class's term, it names that class.
 * - A class counts as another thing if one of its `without` words stands anywhere outside the phrases that
 *   named it: beside `dropper` an `eye` is none.
 * - In a set listed under a class's `exceptIn` the term there names nothing.
 * - In the sets of `headLast` a class must be the last thing named.
 * - An icon is ambiguous if its name holds two classes, or a class and another thing; `others` whose position
 *   is `before` count only ahead of the last class, where icon names put their subject.
 * - Categories are not read: they are as broad as `Weather`.
 *
 * Pure; a few microseconds a name.
 * @throws InputError if two classes claim one phrase
 */
export function createMatcher(vocabulary: Vocabulary): Matcher {
  const table = phraseTable(vocabulary);
  const without = new Map(vocabulary.classes.map((one) => [one.id, tableOf(one.without)]));
  const headLast = new Set(vocabulary.headLast);
  const exceptions = new Set(
    vocabulary.classes.flatMap(({ id, exceptIn = [] }) =>
      exceptIn.flatMap(({ term, sets }) => sets.map((set) => `${set} ${id} ${term}`)),
    ),
  );

  function inWords(text: readonly string[], context: Context = {}): Named[] {
    let found = table.findAll(text);
    if (context.set !== undefined)
      found = found.filter(({ value, phrase }) => !exceptions.has(`${context.set} ${value.id} ${phrase}`));
    if (headLast.has(context.set ?? "")) {
      const end = text.findLastIndex((word) => /\p{L}/u.test(word)) + 1;
      found = found.filter((one) => one.value.kind !== "class" || one.end === end);
    }
    const lastClass = found.findLastIndex(({ value }) => value.kind === "class");
    const named: Named[] = [];
    for (const [place, { value, phrase }] of found.entries()) {
      if (named.some(({ id }) => id === value.id)) continue;
      if (value.kind === "before" && place > lastClass) continue;
      let kind: Named["kind"] = value.kind === "class" ? "class" : "other";
      if (kind === "class") {
        const rest = text.slice();
        for (const same of found) if (same.value === value) rest.fill("", same.start, same.end);
        if (context.name !== undefined) rest.push("", ...context.name);
        if (without.get(value.id)!.findAll(rest).length > 0) kind = "other";
      }
      named.push({ kind, id: value.id, term: phrase });
    }
    return named;
  }

  function judge(named: readonly Named[], field: "name" | "alias"): Match {
    const [first] = named;
    if (!named.some(({ kind }) => kind === "class")) return { kind: "none" };
    if (named.length > 1) return { kind: "ambiguous", classIds: named.map(({ id }) => id) };
    return { kind: "class", classId: first!.id, term: first!.term, field };
  }

  return {
    inText: (text) => inWords(words(text)),
    ofCandidate(candidate) {
      const name = words(candidate.name);
      const { set } = candidate;
      const named = inWords(name, { set });
      if (named.length > 0) return judge(named, "name");
      const byAlias = candidate.aliases.flatMap((alias) => inWords(words(alias), { set, name }));
      return judge([...new Map(byAlias.map((one) => [one.id, one])).values()], "alias");
    },
  };
}

function phraseTable({ classes, others }: Vocabulary): PhraseTable<Value> {
  const table = new PhraseTable<Value>();
  const claim = (value: Value, terms: readonly string[]) => {
    for (const term of terms) {
      const taken = table.add(term, value);
      if (taken !== undefined)
        throw new InputError(`"${term}" names both ${taken.value.id} ("${taken.phrase}") and ${value.id}`);
    }
  };
  for (const { id, terms } of classes) claim({ kind: "class", id }, terms);
  for (const { id, position, terms } of others)
    claim({ kind: position === "before" ? "before" : "other", id }, terms);
  for (const { id, otherThings } of classes) {
    for (const phrase of otherThings) {
      const taken = table.add(phrase, { kind: "otherThing", id: phrase.replaceAll(" ", "-") });
      if (taken?.value.id === id)
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
