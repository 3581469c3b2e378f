import { differences } from "./compare.js";
import type { Messages } from "./messages.js";
import { withParticles } from "./particles.js";

/** A placeholder ends with its sentence, and one that stays as it is with its part of a label. */
const endOfSentence = String.raw`<br|[.?!]["”)]? +["“(*]*[\p{Lu}\p{N}ρΔ]`;
const withinSentence = `((?:(?!${endOfSentence}).)+?)`;
const withinLabel = `((?:(?!${endOfSentence}| · | − |: |; ).)+?)`;

const numberPattern = String.raw`[+−-]?\d+(?:[.,]\d+)*(?:e[+−-]?\d+)?%?`;

/** Between lines and around tags, between sentences, between the parts of a list and of a label. */
const separators = [
  /(\n+|<[^>]*>)/,
  /((?<=[.?!]["”)]?) +(?=["“(*]*[\p{Lu}\p{N}ρΔ]))/u,
  /(; )/,
  /(: )/,
  /( · )/,
  /( − )/,
  /( \(|\))/,
  /(, )/,
];

interface Pattern {
  readonly matches: RegExp;
  readonly names: readonly string[];
  readonly translation: string;
}

/** Translates what code writes: labels, heads of tables, sentences with numbers. Runs in readers' browsers too. */
export class Catalogue {
  readonly #entries: ReadonlyMap<string, string>;
  readonly #exact = new Map<string, string>();
  readonly #patterns: readonly Pattern[];
  readonly #known = new Map<string, string | undefined>();
  /** Texts with words in them that no entry fits. */
  readonly missing = new Set<string>();
  readonly #page: Readonly<Record<string, string>>;

  constructor(messages: Messages) {
    const entries = Object.values(messages).flatMap((group) => Object.entries(group));
    this.#entries = new Map(entries);
    for (const [english, translation] of entries)
      if (!isPattern(english)) this.#exact.set(english, translation);
    this.#patterns = entries
      .filter(([english]) => isPattern(english))
      .sort(([a], [b]) => literals(b) - literals(a))
      .map(([english, translation]) => pattern(english, translation));
    this.#page = messages.page ?? {};
  }

  /** What the scripts of a page say. */
  get page(): Readonly<Record<string, string>> {
    return this.#page;
  }

  /**
   * The translation of a text: as a whole, else line by line, sentence by sentence, and by the parts of a label. What no
   * entry fits stays, and is noted in `missing` if it has words.
   */
  translate = (text: string): string => this.#translate(text, hasWords);

  /** The same for data, such as names of icons, which have words of their own: only sentences are missed. */
  translateData = (text: string): string => this.#translate(text, hasSentence);

  /** An entry as it stands in the messages, with its places for numbers and texts; for a text without one, its translation. */
  entry = (english: string): string => this.#entries.get(english) ?? this.translate(english);

  #translate(text: string, matters: (text: string) => boolean): string {
    const core = text.trim();
    if (!/\p{L}/u.test(core)) return text;
    const found = this.#find(core, matters);
    if (found !== undefined) return text.replace(core, () => found);
    for (const separator of separators) {
      const pieces = core.split(separator);
      if (pieces.length > 1)
        return text.replace(core, () =>
          pieces.map((piece, at) => (at % 2 === 0 ? this.#translate(piece, matters) : piece)).join(""),
        );
    }
    if (matters(core)) this.missing.add(core);
    return text;
  }

  #find(text: string, matters: (text: string) => boolean): string | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    const found = this.#exact.get(text) ?? this.#byPattern(text, matters);
    this.#known.set(text, found);
    return found;
  }

  #byPattern(text: string, matters: (text: string) => boolean): string | undefined {
    for (const { matches, names, translation } of this.#patterns) {
      const match = matches.exec(text);
      if (!match) continue;
      const values = match.slice(1).map((value, at) => {
        const name = names[at]!;
        if (name.startsWith("=") && hasPhrase(value)) this.missing.add(value);
        return name === "#" || name.startsWith("=") ? value : this.#translate(value, matters);
      });
      return fill(translation, names, values);
    }
    return undefined;
  }
}

function isPattern(text: string): boolean {
  return /#|\{=?\w+\}/.test(text);
}

function literals(text: string): number {
  return text.replace(/#|\{=?\w+\}/g, "").length;
}

function pattern(english: string, translation: string): Pattern {
  const names: string[] = [];
  const source = english
    .split(/(#|\{=?\w+\})/)
    .map((part, at) => {
      if (at % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      names.push(part === "#" ? "#" : part.slice(1, -1));
      return part === "#" ? `(${numberPattern})` : part.startsWith("{=") ? withinLabel : withinSentence;
    })
    .join("");
  return { matches: new RegExp(`^${source}$`, "u"), names, translation };
}

function fill(translation: string, names: readonly string[], values: readonly string[]): string {
  const numbers = values.filter((_, at) => names[at] === "#");
  let next = 0;
  const filled = translation.replace(/#(\d+)?|\{(=?\w+)\}/g, (all, place?: string, name?: string) =>
    name !== undefined
      ? (values[names.indexOf(name)] ?? all)
      : (numbers[place === undefined ? next++ : Number(place) - 1] ?? all),
  );
  return withParticles(filled);
}

/** Two words in a row, or one of four letters and more: more than a unit or a symbol. */
function hasWords(text: string): boolean {
  return /[a-z]{2,} [a-z]{2,}|^[A-Z]?[a-z]{3,}$/.test(text);
}

/** A word that only sentences and phrases have. */
function hasSentence(text: string): boolean {
  return /(?:^|\s)(?:the|of|is|are|was|were|from|that|this|not|without|than|each|which|where|it|its)\s/.test(
    text,
  );
}

/** What a name, which stays as it is, does not have. */
function hasPhrase(text: string): boolean {
  return hasSentence(text) || /(?:^|\s)(?:a|an|and|on|in|with|by|for|to|points|mean)\s/.test(`${text} `);
}

/**
 * What an entry's translation must share with its English: the same placeholders, and the same numbers, links and code.
 * @returns one line per difference
 */
export function catalogueDifferences(messages: Messages): string[] {
  const places = (text: string) =>
    [...text.matchAll(/\{(=?\w+)\}|#/g)].map(([place, name]) => name ?? place).sort();
  const rest = (text: string) => text.replace(/\{=?\w+\}|#\d*/g, " ");
  return Object.values(messages).flatMap((group) =>
    Object.entries(group).flatMap(([english, translation]) => {
      const faults = differences(rest(english), rest(translation));
      if (places(english).join() !== places(translation).join()) faults.unshift("other placeholders");
      return faults.map((fault) => `"${english}" and "${translation}": ${fault}`);
    }),
  );
}
