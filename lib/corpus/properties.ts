import type { Caption } from "./candidate.js";
import { captionText } from "./captions.js";
import { words } from "./words.js";

/** One image of a captions data set. */
export interface CaptionedImage {
  readonly caption: Caption;
  /** The image's class, or `undefined` if it has none. */
  readonly classId?: string | undefined;
  /** Where the image comes from: an icon set, a web site. */
  readonly set?: string | undefined;
}

/** What the property table needs to know beside the images. */
export interface PropertyTools {
  /** Language code of a text, `en` for English, `und` if it cannot be told. */
  readonly language: (text: string) => string;
  /** Classes whose names stand in a text. */
  readonly classesIn: (text: string) => readonly string[];
}

/** Where something is said: one of the caption's parts, or anywhere in it. */
export type Field = "title" | "description" | "tags" | "all";

/** Distribution of a count over images, classes or sets. Quantiles are order statistics, never interpolated. */
export interface Spread {
  readonly items: number;
  readonly mean: number;
  readonly min: number;
  readonly q05: number;
  readonly median: number;
  readonly q95: number;
  readonly max: number;
}

/** The properties Fang et al. report of ImageNet-Captions. Shares are fractions in [0, 1]. */
export interface CaptionProperties {
  readonly images: number;
  readonly labelled: number;
  /** Images with anything in the field. */
  readonly present: Readonly<Record<Field, number>>;
  /** Share in English among the captions whose language can be told. */
  readonly englishShare: number;
  /** Captions by language, most frequent first. */
  readonly languages: readonly { readonly language: string; readonly captions: number }[];
  /** Share of the labelled images whose field holds a name of the image's own class. */
  readonly labelShare: Readonly<Record<Field, number>>;
  /** Words in the field, over the images that have it. */
  readonly lengths: Readonly<Record<Field, Spread>>;
  /** Different words in the captions of a class, over classes. */
  readonly wordsPerClass: Spread;
  readonly imagesPerClass: Spread;
  readonly imagesPerSet: Spread;
}

const fields: readonly Field[] = ["title", "description", "tags", "all"];

/**
 * The property table of a captions data set: languages, class names in the text, lengths, images per class.
 * Pure. Shares over nothing (no labelled image, no telling language) are NaN, spreads over nothing too.
 */
export function captionProperties(
  images: Iterable<CaptionedImage>,
  { language, classesIn }: PropertyTools,
): CaptionProperties {
  let count = 0;
  let labelled = 0;
  const holdsLabel = countersFor(fields);
  const lengths: Record<Field, number[]> = { title: [], description: [], tags: [], all: [] };
  const byLanguage = new Map<string, number>();
  const byClass = new Map<string, number>();
  const bySet = new Map<string, number>();
  const vocabulary = new Map<string, Set<string>>();

  for (const { caption, classId, set } of images) {
    count++;
    const all = captionText(caption);
    const texts: Record<Field, string> = {
      title: caption.title,
      description: caption.description,
      tags: caption.tags.join(" , "),
      all,
    };
    for (const field of fields) {
      const length = words(texts[field]).length;
      if (length > 0) lengths[field].push(length);
    }
    increase(byLanguage, language(all));
    if (set !== undefined) increase(bySet, set);
    if (classId === undefined) continue;
    labelled++;
    increase(byClass, classId);
    const known = vocabulary.get(classId) ?? new Set();
    for (const word of words(all)) known.add(word);
    vocabulary.set(classId, known);
    const held = {
      title: classesIn(texts.title).includes(classId),
      description: classesIn(texts.description).includes(classId),
      tags: caption.tags.some((tag) => classesIn(tag).includes(classId)),
    };
    for (const field of ["title", "description", "tags"] as const) if (held[field]) holdsLabel[field]++;
    if (held.title || held.description || held.tags) holdsLabel.all++;
  }

  const told = count - (byLanguage.get("und") ?? 0);
  byLanguage.delete("und");
  return {
    images: count,
    labelled,
    present: mapFields((field) => lengths[field].length),
    englishShare: (byLanguage.get("en") ?? 0) / told,
    languages: [...byLanguage]
      .map(([code, captions]) => ({ language: code, captions }))
      .sort((a, b) => b.captions - a.captions || (a.language < b.language ? -1 : 1)),
    labelShare: mapFields((field) => holdsLabel[field] / labelled),
    lengths: mapFields((field) => spread(lengths[field])),
    wordsPerClass: spread([...vocabulary.values()].map((known) => known.size)),
    imagesPerClass: spread([...byClass.values()]),
    imagesPerSet: spread([...bySet.values()]),
  };
}

/** Mean, extremes and quantiles of some counts; all NaN if there are none. */
export function spread(counts: readonly number[]): Spread {
  const sorted = [...counts].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return {
    items: sorted.length,
    mean: sorted.reduce((sum, x) => sum + x, 0) / sorted.length,
    min: at(0),
    q05: at(0.05),
    median: at(0.5),
    q95: at(0.95),
    max: at(1),
  };
}

function mapFields<T>(of: (field: Field) => T): Record<Field, T> {
  return { title: of("title"), description: of("description"), tags: of("tags"), all: of("all") };
}

function countersFor(names: readonly Field[]): Record<Field, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Field, number>;
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
