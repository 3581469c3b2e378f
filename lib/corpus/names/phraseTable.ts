import { spellings } from "./words.js";

/** A phrase found in a text, as word positions from `start` (inclusive) to `end` (exclusive). */
export interface Found<T> {
  readonly start: number;
  readonly end: number;
  readonly phrase: string;
  readonly value: T;
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  entry?: { readonly phrase: string; readonly value: T };
}

/** Phrases of one or more words, each with a value. Finds the longest phrase at each position of a text. */
export class PhraseTable<T> {
  readonly #root: Node<T> = { next: new Map() };

  /**
   * Adds a phrase.
   * @param forms the lists of words under which it is found; default: all its spellings (see `spellings`)
   * @returns the phrase that already has one of these spellings, if any; that entry is left unchanged
   */
  add(phrase: string, value: T, forms = spellings(phrase)): { phrase: string; value: T } | undefined {
    let taken: { phrase: string; value: T } | undefined;
    for (const form of forms) {
      let node = this.#root;
      for (const word of form) {
        let child = node.next.get(word);
        if (child === undefined) {
          child = { next: new Map() };
          node.next.set(word, child);
        }
        node = child;
      }
      if (node.entry === undefined) node.entry = { phrase, value };
      else if (node.entry.value !== value) taken ??= node.entry;
    }
    return taken;
  }

  /** All phrases in the text, left to right, the longest at each position. Phrases do not overlap. */
  findAll(text: readonly string[]): Found<T>[] {
    const found: Found<T>[] = [];
    for (let start = 0; start < text.length; ) {
      const longest = this.#longestAt(text, start);
      if (longest !== undefined) found.push(longest);
      start = longest?.end ?? start + 1;
    }
    return found;
  }

  #longestAt(text: readonly string[], start: number): Found<T> | undefined {
    let node: Node<T> | undefined = this.#root.next.get(text[start]!);
    let longest: Found<T> | undefined;
    for (let end = start + 1; node !== undefined; end++) {
      if (node.entry !== undefined) longest = { start, end, ...node.entry };
      node = end < text.length ? node.next.get(text[end]!) : undefined;
    }
    return longest;
  }
}
