import type { z } from "zod";
import { InputError } from "../base/errors.js";
import { parsed } from "../base/parse.js";
import { Random } from "../base/random.js";
import type { SplitName } from "../corpus/build/splits.js";
import { words } from "../corpus/names/words.js";
import type { Corpus } from "../corpus/read/openCorpus.js";
import { captionSchema, captionText } from "./captionText.js";

/** The words that a text encoder reads for one icon. */
export interface IconWords {
  readonly words: readonly string[];
  /** The words among them that describe how the icon is drawn. */
  readonly style: ReadonlySet<string>;
  readonly classId: string;
  readonly set: string;
}

/**
 * The words in the captions of a split's labelled icons.
 * @param captions caption config; missing fields get their defaults
 * @param seed seed for sampling tags
 * @throws InputError if there is no such split, or if a field of the caption config is invalid
 */
export function wordsOfIcons(
  corpus: Corpus,
  split: SplitName,
  captions: z.input<typeof captionSchema>,
  seed = 1,
): IconWords[] {
  const config = parsed(captionSchema, captions, "captions");
  const { labels, captions: parts, sets } = corpus.split(split);
  const random = new Random(seed).stream("caption words");
  return parts.flatMap((part, row): IconWords[] => {
    const classId = corpus.classes[labels[row]!];
    if (classId === undefined) return [];
    return [
      {
        words: captionText(config, part, classId, random).split(" "),
        style: new Set(part.styleWords.flatMap(words)),
        classId,
        set: sets[row]!,
      },
    ];
  });
}

/** How much a word in a caption reveals about the icon's class and about its set. */
export interface WordInformation {
  readonly word: string;
  /** Number of captions that contain the word. */
  readonly captions: number;
  /** Whether it is a style word in most of them. */
  readonly style: boolean;
  /** Information about the class and about the set, in bits; see `wordInformation`. */
  readonly classBits: number;
  readonly setBits: number;
}

/**
 * The information that frequent words carry: the Kullback–Leibler divergence D(p(class | word) ‖ p(class)) in bits. It
 * is 0 if the word is uninformative, and log₂ of the number of classes if it names one of many equally frequent
 * classes. Sets are treated in the same way. With n captions and k classes, the estimate is too high by about
 * (k − 1) / (2n ln 2) bits at most, so rare words are left out.
 * @param fewest minimum number of captions that contain a word
 * @returns words by frequency, most frequent first
 * @throws InputError if no word occurs in that many captions
 */
export function wordInformation(icons: readonly IconWords[], fewest: number): WordInformation[] {
  const byWord = new Map<string, IconWords[]>();
  for (const icon of icons)
    for (const word of new Set(icon.words)) byWord.set(word, [...(byWord.get(word) ?? []), icon]);
  const classes = countBy(icons, ({ classId }) => classId);
  const sets = countBy(icons, ({ set }) => set);
  const frequent = [...byWord].filter(([, having]) => having.length >= fewest);
  if (frequent.length === 0)
    throw new InputError(`caption words: no word occurs in at least ${fewest} of ${icons.length} captions`);
  return frequent
    .map(([word, having]) => ({
      word,
      captions: having.length,
      style: having.filter(({ style }) => style.has(word)).length > having.length / 2,
      classBits: divergence(
        countBy(having, ({ classId }) => classId),
        classes,
      ),
      setBits: divergence(
        countBy(having, ({ set }) => set),
        sets,
      ),
    }))
    .sort((a, b) => b.captions - a.captions || (a.word < b.word ? -1 : 1));
}

/** How much of the text is about style. */
export interface StyleShare {
  readonly captions: number;
  /** Fraction of captions with a style word, and fraction of all words that are style words. */
  readonly ofCaptions: number;
  readonly ofWords: number;
}

/** Measures how much of the captions is about style. @throws InputError if there are no captions */
export function styleShare(icons: readonly IconWords[]): StyleShare {
  if (icons.length === 0) throw new InputError("caption words: no caption");
  const isStyle = icons.map(({ words: all, style }) => all.filter((word) => style.has(word)).length);
  const total = icons.reduce((sum, { words: all }) => sum + all.length, 0);
  return {
    captions: icons.length,
    ofCaptions: isStyle.filter((count) => count > 0).length / icons.length,
    ofWords: isStyle.reduce((sum, count) => sum + count, 0) / total,
  };
}

type TextCaptions = Extract<z.input<typeof captionSchema>, { kind: "text" }>;

/**
 * One row per split and kind of captions: the fraction of captions with a word of style, and of all words that are
 * words of style, if those words are left in.
 * @param captions name of the kind → caption config
 * @throws InputError as `wordsOfIcons`, and if a split has no labelled icon
 */
export function styleShareRows(
  corpus: Corpus,
  splits: readonly SplitName[],
  captions: Readonly<Record<string, TextCaptions>>,
): { pool: SplitName; captions: string; "with a style word": number; "of all words": number }[] {
  return splits.flatMap((pool) =>
    Object.entries(captions).map(([name, kind]) => {
      const { ofCaptions, ofWords } = styleShare(wordsOfIcons(corpus, pool, { ...kind, styleWords: true }));
      return { pool, captions: name, "with a style word": ofCaptions, "of all words": ofWords };
    }),
  );
}

/**
 * Labelled icons of a split, spread evenly over it, and what each kind of caption says of them.
 * @param captions name of the kind → caption config
 * @param count number of icons
 * @throws InputError as `wordsOfIcons`; RangeError if the split has fewer labelled icons
 */
export function captionExampleRows(
  corpus: Corpus,
  split: SplitName,
  captions: Readonly<Record<string, z.input<typeof captionSchema>>>,
  count: number,
): Record<string, string>[] {
  const texts = Object.entries(captions).map(
    ([name, kind]) => [name, wordsOfIcons(corpus, split, kind)] as const,
  );
  const icons = texts[0]?.[1] ?? [];
  if (icons.length < count)
    throw new RangeError(`${split}: ${icons.length} labelled icons, expected at least ${count}`);
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(((at + 0.5) * icons.length) / count);
    const { classId, set } = icons[row]!;
    const said = texts.map(([name, all]) => [name, all[row]!.words.join(" ")]);
    return { class: classId, set, ...Object.fromEntries(said) };
  });
}

function divergence(given: ReadonlyMap<string, number>, all: ReadonlyMap<string, number>): number {
  const [total, everything] = [sumOf(given), sumOf(all)];
  return [...given].reduce((bits, [key, count]) => {
    const share = count / total;
    return bits + share * Math.log2(share / (all.get(key)! / everything));
  }, 0);
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function countBy(icons: readonly IconWords[], keyOf: (icon: IconWords) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const icon of icons) counts.set(keyOf(icon), (counts.get(keyOf(icon)) ?? 0) + 1);
  return counts;
}
