import { z } from "zod";
import { words } from "../corpus/names/words.js";

// A byte-pair tokenizer (Sennrich et al. 2016, algorithm 1), trained on the run's own captions. Texts are split into
// words at every character that is not a letter or digit. Each word ends in a marker, so that pieces record where words
// end. A text becomes [start, pieces …, end, padding …].

/** Tokens with a special meaning. lib/training/models/encoder.ts uses the same numbers; a test compares them. */
const special = { padding: 0, start: 1, end: 2, unknown: 3 } as const;
const firstPiece = 4;
const wordEnd = "\u0001";

export const tokenizerSchema = z.strictObject({
  /** Number of tokens per text, including padding. */
  length: z.int().min(3),
  /** Pieces in the order of their numbers, from 4 on: single characters, then one per merge. U+0001 ends a word. */
  pieces: z.array(z.string().min(1)),
  /** Pairs of piece numbers, in the order in which they are merged. */
  merges: z.array(z.tuple([z.int(), z.int()])),
});

/** A trained tokenizer as plain data. */
type TokenizerData = z.infer<typeof tokenizerSchema>;

/** A byte-pair tokenizer for texts of at most `length` tokens. */
export class Tokenizer {
  readonly data: TokenizerData;
  readonly #numbers: Map<string, number>;
  readonly #ranks: Map<string, number>;
  readonly #known = new Map<string, readonly number[]>();

  constructor(data: TokenizerData) {
    this.data = data;
    const single = data.pieces.slice(0, data.pieces.length - data.merges.length);
    this.#numbers = new Map(single.map((piece, at) => [piece, at + firstPiece]));
    this.#ranks = new Map(data.merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  }

  /** Number of distinct tokens, including the four special ones. */
  get vocabulary(): number {
    return firstPiece + this.data.pieces.length;
  }

  get length(): number {
    return this.data.length;
  }

  /**
   * Trains a tokenizer on texts. It starts from single characters and repeatedly merges the most frequent pair of
   * neighbours, until there are `vocabulary` tokens or no pair occurs twice. Ties go to the pair that sorts first, so
   * equal texts give equal tokenizers.
   * @param vocabulary wanted number of tokens, including the four special ones. There are more if the texts have more
   *   distinct characters.
   * @param length number of tokens per text
   */
  static train(
    texts: Iterable<string>,
    { vocabulary, length }: { vocabulary: number; length: number },
  ): Tokenizer {
    const counts = new Map<string, number>();
    for (const text of texts) for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const pieces = [...new Set(sorted.flatMap(([word]) => characters(word)))].sort();
    const numbers = new Map(pieces.map((piece, at) => [piece, at + firstPiece]));
    const list = sorted.map(([word, count]) => ({
      pieces: characters(word).map((character) => numbers.get(character)!),
      count,
    }));
    const pairs = new PairCounts(list);
    const merges: [number, number][] = [];
    while (firstPiece + pieces.length < vocabulary) {
      const best = pairs.mostFrequent((at) => pieces[at - firstPiece]!);
      if (best === undefined) break;
      const joined = pieces[best[0] - firstPiece]! + pieces[best[1] - firstPiece]!;
      pieces.push(joined);
      merges.push(best);
      pairs.join(best, firstPiece + pieces.length - 1);
    }
    return new Tokenizer({ length, pieces, merges });
  }

  /** Token numbers of a text, truncated or padded to `length`. The end token is always included. */
  encode(text: string): Int32Array {
    const tokens = new Int32Array(this.length); // padding is 0
    let at = 0;
    tokens[at++] = special.start;
    for (const word of words(text))
      for (const token of this.#word(word)) if (at < this.length - 1) tokens[at++] = token;
    tokens[at] = special.end;
    return tokens;
  }

  /** Encodes many texts into one array: [texts, length], row after row. */
  encodeAll(texts: readonly string[]): Int32Array {
    const all = new Int32Array(texts.length * this.length);
    for (const [row, text] of texts.entries()) all.set(this.encode(text), row * this.length);
    return all;
  }

  /** Converts tokens back to text: words separated by spaces, `?` for unknown characters. */
  decode(tokens: ArrayLike<number>): string {
    let text = "";
    for (const token of Array.from(tokens)) {
      if (token === special.unknown) text += "?";
      if (token >= firstPiece) text += this.data.pieces[token - firstPiece] ?? "?";
    }
    return text.replaceAll(wordEnd, " ").trim();
  }

  #word(word: string): readonly number[] {
    let tokens = this.#known.get(word);
    if (tokens === undefined) {
      tokens = this.#merged(characters(word).map((piece) => this.#numbers.get(piece) ?? special.unknown));
      this.#known.set(word, tokens);
    }
    return tokens;
  }

  /** Merges pairs in the order in which training merged them. */
  #merged(tokens: number[]): number[] {
    for (;;) {
      let rank = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < tokens.length; at++)
        rank = Math.min(rank, this.#ranks.get(`${tokens[at]} ${tokens[at + 1]}`) ?? rank);
      if (rank === Number.POSITIVE_INFINITY) return tokens;
      const pair = this.data.merges[rank]!;
      const joined = firstPiece + this.data.pieces.length - this.data.merges.length + rank;
      joinIn(tokens, pair, joined);
    }
  }
}

/** The characters of a word. The last one carries the end-of-word marker. */
function characters(word: string): string[] {
  const list = Array.from(word);
  list[list.length - 1] += wordEnd;
  return list;
}

/** Replaces each occurrence of a pair by `joined`, from left to right, in place. */
function joinIn(tokens: number[], [left, right]: readonly [number, number], joined: number): void {
  let to = 0;
  for (let from = 0; from < tokens.length; from++) {
    if (tokens[from] === left && tokens[from + 1] === right) {
      tokens[to++] = joined;
      from++;
    } else tokens[to++] = tokens[from]!;
  }
  tokens.length = to;
}

interface CountedWord {
  readonly pieces: number[];
  readonly count: number;
}

/** How often each pair of neighbours occurs, and in which words. A merge updates only the words with that pair. */
class PairCounts {
  readonly #words: readonly CountedWord[];
  readonly #pairs = new Map<string, { count: number; readonly words: Set<number> }>();

  constructor(words: readonly CountedWord[]) {
    this.#words = words;
    for (const at of words.keys()) this.#count(at, 1);
  }

  #count(at: number, sign: 1 | -1): void {
    const { pieces, count } = this.#words[at]!;
    for (let place = 0; place + 1 < pieces.length; place++) {
      const key = `${pieces[place]} ${pieces[place + 1]}`;
      let pair = this.#pairs.get(key);
      if (pair === undefined) {
        pair = { count: 0, words: new Set() };
        this.#pairs.set(key, pair);
      }
      pair.count += sign * count;
      if (sign > 0) pair.words.add(at);
      if (pair.count === 0) this.#pairs.delete(key);
    }
  }

  /** The most frequent pair that occurs at least twice. Ties go to the pair whose text sorts first. */
  mostFrequent(pieceOf: (token: number) => string): [number, number] | undefined {
    let best: { key: string; count: number; text: string } | undefined;
    for (const [key, { count }] of this.#pairs) {
      if (count < 2 || (best !== undefined && count < best.count)) continue;
      const [left, right] = numbersOf(key);
      const text = `${pieceOf(left)} ${pieceOf(right)}`;
      if (best === undefined || count > best.count || text < best.text) best = { key, count, text };
    }
    return best === undefined ? undefined : numbersOf(best.key);
  }

  join(pair: [number, number], joined: number): void {
    const found = this.#pairs.get(`${pair[0]} ${pair[1]}`)!;
    for (const at of [...found.words]) {
      this.#count(at, -1);
      joinIn(this.#words[at]!.pieces, pair, joined);
      this.#count(at, 1);
    }
  }
}

function numbersOf(key: string): [number, number] {
  const [left, right] = key.split(" ");
  return [Number(left), Number(right)];
}
