import { words } from "../corpus/names/words.js";

/** The words that a tagger predicts: the most frequent words in the training captions. */
export class TagWords {
  readonly words: readonly string[];
  /** Fraction of captions with each word, kept inside (0, 1) by adding half a caption with and half without it. */
  readonly frequencies: readonly number[];
  readonly #places: Map<string, number>;

  constructor(data: { readonly words: readonly string[]; readonly frequencies: readonly number[] }) {
    this.words = data.words;
    this.frequencies = data.frequencies;
    this.#places = new Map(data.words.map((word, at) => [word, at]));
  }

  /** Takes the most frequent words of texts. @param count maximum number of words; ties go to the one sorted first */
  static count(texts: readonly string[], count: number): TagWords {
    const found = new Map<string, number>();
    for (const text of texts)
      for (const word of new Set(words(text))) found.set(word, (found.get(word) ?? 0) + 1);
    const chosen = [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, count);
    return new TagWords({
      words: chosen.map(([word]) => word),
      frequencies: chosen.map(([, times]) => (times + 0.5) / (texts.length + 1)),
    });
  }

  /** 1 where a text contains a word, otherwise 0: [texts, words], row after row. */
  multiHot(texts: readonly string[]): Float32Array {
    const width = this.words.length;
    const hot = new Float32Array(texts.length * width);
    for (const [row, text] of texts.entries())
      for (const word of words(text)) {
        const place = this.#places.get(word);
        if (place !== undefined) hot[row * width + place] = 1;
      }
    return hot;
  }
}
