import { InputError } from "../../base/errors.js";
import type { Candidate, Match } from "../sets/candidate.js";
import type { Vocabulary } from "../sets/classes.js";
import { PhraseTable } from "./phraseTable.js";
import { words } from "./words.js";

/** A class or other thing named in a text, and the phrase that names it. */
export interface Named {
  readonly kind: "class" | "other";
  readonly id: string;
  readonly term: string;
}

/** Finds the classes and other things that a text names. */
export interface Matcher {
  /** Classes and other things named in a text, in order of appearance, without repeats. */
  inText(text: string): Named[];
  /**
   * The label of an icon, read from its name. Aliases are used only if the name names nothing.
   * @param base the name's words without style words; default: all words of the name
   */
  ofCandidate(candidate: Candidate, base?: readonly string[]): Match;
}

interface Value {
  readonly kind: "class" | "other" | "before" | "otherThing";
  readonly id: string;
}

interface Context {
  /** The icon set, for terms that it uses in another sense. */
  readonly set?: string;
  /** When an alias is read: the words of the icon's name, in which `without` words count too. */
  readonly name?: readonly string[];
}

/**
 * Creates the corpus's label matcher. A text is split into words (see `words`), and the longest known phrase at each
 * position wins. Terms match in the singular, in the regular or irregular plural of their last word, and with their
 * words joined (`light bulb`, `lightbulbs`). There is no other stemming, so `booking` does not match `book`.
 *
 * - A phrase in a class's `otherThings` consumes its words and names that other thing: `paper plane` is not a plane.
 *   If the phrase is also a term of some class, it names that class.
 * - A class counts as another thing if one of its `without` words occurs anywhere outside the phrases that named the
 *   class: next to `dropper`, `eye` is not an eye.
 * - In the sets listed under a class's `exceptIn`, the given term names nothing.
 * - In the sets listed in `headLast`, a class must be the last thing named.
 * - An icon is ambiguous if its name contains two classes, or a class and another thing. `others` with position
 *   `before` count only ahead of the last class, where icon names put their subject.
 * - Categories are ignored. They are too broad, e.g. `Weather`.
 * - Signs (classes that stand `alone`) come first: a name that says nothing but a sign, its frame and its style has the
 *   sign's label. `check-circle` is a check mark, `calendar-check` is a calendar.
 *
 * Pure. Takes a few microseconds per name.
 * @throws InputError if two classes claim one phrase
 */
export function createMatcher(vocabulary: Vocabulary): Matcher {
  const things = vocabulary.classes.filter(({ alone }) => !alone);
  const table = phraseTable({ ...vocabulary, classes: things });
  const signs = signTable(vocabulary);
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

  function signNamed(base: readonly string[], set: string): Match | undefined {
    const sign = signs.ofName(base);
    if (sign === undefined || exceptions.has(`${set} ${sign.id} ${sign.term}`)) return undefined;
    return { kind: "class", classId: sign.id, term: sign.term, field: "name" };
  }

  return {
    inText(text) {
      const all = words(text);
      const named = inWords(all);
      return [...named, ...signs.inWords(all).filter(({ id }) => !named.some((one) => one.id === id))];
    },
    ofCandidate(candidate, base) {
      const name = words(candidate.name);
      const { set } = candidate;
      const sign = signNamed(base ?? name, set);
      if (sign !== undefined) return sign;
      const named = inWords(name, { set });
      if (named.length > 0) return judge(named, "name");
      const byAlias = candidate.aliases.flatMap((alias) => inWords(words(alias), { set, name }));
      return judge([...new Map(byAlias.map((one) => [one.id, one])).values()], "alias");
    },
  };
}

/** Finds signs: as the whole of an icon's name, and anywhere in a text. @throws InputError if two signs claim one phrase */
function signTable({ classes, frames = [], topics = [] }: Vocabulary) {
  const signs = classes.filter(({ alone }) => alone);
  const table = new PhraseTable<{ readonly id: string }>();
  const byName = new Map<string, { readonly id: string; readonly term: string }>();
  for (const one of signs)
    for (const term of one.terms) {
      // A plural may be another sign: `user` is one person, `users` are several.
      const singular = words(term);
      const forms = [singular, [singular.join("")]];
      for (const form of forms) byName.set(form.join(" "), { id: one.id, term });
      const taken = table.add(term, one, forms);
      if (taken !== undefined)
        throw new InputError(`"${term}" names both ${taken.value.id} ("${taken.phrase}") and ${one.id}`);
    }
  const framing = new Set(frames);
  const openings = topics.map(words).sort((a, b) => b.length - a.length);
  const whole = (name: readonly string[]) => byName.get(name.join(" "));
  const ofName = (name: readonly string[]): { readonly id: string; readonly term: string } | undefined => {
    const spoken = name.filter((word) => !/^\p{N}/u.test(word));
    const bare = spoken.filter((word) => !framing.has(word));
    const found = whole(name) ?? whole(spoken) ?? whole(bare);
    if (found !== undefined) return found;
    const topic = openings.find(
      (one) => one.length < name.length && one.every((word, i) => word === name[i]),
    );
    return topic && ofName(name.slice(topic.length));
  };
  return {
    ofName,
    inWords: (text: readonly string[]): Named[] =>
      table.findAll(text).map(({ value, phrase }) => ({ kind: "class", id: value.id, term: phrase })),
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
