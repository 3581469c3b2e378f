import type { Caption } from "../sets/candidate.js";
import { captionText } from "./captions.js";
import { words } from "./words.js";

/** One image of a captioned data set. */
export interface CaptionedImage {
  readonly caption: Caption;
  /** The image's class, or `undefined` if it has none. */
  readonly classId?: string | undefined;
  /** Where the image comes from: an icon set, a web site. */
  readonly set?: string | undefined;
}

/** What the property table needs in addition to the images. */
interface PropertyTools {
  /** Language code of a text: `en` for English, `und` if undetermined. */
  readonly language: (text: string) => string;
  /** Classes whose names occur in a text. */
  readonly classesIn: (text: string) => readonly string[];
}

/** A part of the caption, or all of it. */
export type Field = "title" | "description" | "tags" | "all";

/** Distribution of a count over images, classes or sets. Quantiles are order statistics without interpolation. */
interface Spread {
  readonly items: number;
  readonly mean: number;
  readonly min: number;
  readonly q05: number;
  readonly median: number;
  readonly q95: number;
  readonly max: number;
}

/** The properties that Fang et al. report for ImageNet-Captions. Shares are fractions in [0, 1]. */
export interface CaptionProperties {
  readonly images: number;
  readonly labelled: number;
  /** Number of images whose field is not empty. */
  readonly present: Readonly<Record<Field, number>>;
  /** Share of English among the captions whose language was detected. */
  readonly englishShare: number;
  /** Captions by language, most frequent first. */
  readonly languages: readonly { readonly language: string; readonly captions: number }[];
  /** Share of the labelled images whose field contains a name of the image's own class. */
  readonly labelShare: Readonly<Record<Field, number>>;
  /** Words in the field, over the images whose field is not empty. */
  readonly lengths: Readonly<Record<Field, Spread>>;
  /** Distinct words in the captions of a class, over classes. */
  readonly wordsPerClass: Spread;
  readonly imagesPerClass: Spread;
  readonly imagesPerSet: Spread;
}

const fields: readonly Field[] = ["title", "description", "tags", "all"];

/** What the property table takes from one image. */
export interface CaptionFacts {
  readonly classId: string | undefined;
  readonly set: string | undefined;
  readonly language: string;
  /** Words in each field. */
  readonly lengths: Readonly<Record<Field, number>>;
  /** Labelled images only: the caption's distinct words, and the fields that name the image's class. */
  readonly label:
    | { readonly words: readonly string[]; readonly held: Readonly<Record<Field, boolean>> }
    | undefined;
}

/** Extracts what the property table needs from one image's caption. Pure. */
export function captionFacts(
  { caption, classId, set }: CaptionedImage,
  { language, classesIn }: PropertyTools,
): CaptionFacts {
  const all = captionText(caption);
  const wordsOfAll = words(all);
  const names = (text: string) => classId !== undefined && classesIn(text).includes(classId);
  const held = { title: false, description: false, tags: false, all: false };
  if (classId !== undefined) {
    held.title = names(caption.title);
    held.description = names(caption.description);
    held.tags = caption.tags.some(names);
    held.all = held.title || held.description || held.tags;
  }
  return {
    classId,
    set,
    language: language(all),
    lengths: {
      title: words(caption.title).length,
      description: words(caption.description).length,
      tags: words(caption.tags.join(" , ")).length,
      all: wordsOfAll.length,
    },
    label: classId === undefined ? undefined : { words: [...new Set(wordsOfAll)], held },
  };
}

/**
 * Computes the property table of a captioned data set: languages, class names in the text, lengths, images per class.
 * Pure. Shares and spreads over no items (no labelled image, no detected language) are NaN.
 */
export function captionProperties(images: Iterable<CaptionedImage>, tools: PropertyTools): CaptionProperties {
  return propertiesOf(Array.from(images, (image) => captionFacts(image, tools)));
}

/** Computes the property table from facts already extracted by `captionFacts`. Pure. */
export function propertiesOf(images: Iterable<CaptionFacts>): CaptionProperties {
  let count = 0;
  let labelled = 0;
  const holdsLabel = countersFor(fields);
  const lengths: Record<Field, number[]> = { title: [], description: [], tags: [], all: [] };
  const byLanguage = new Map<string, number>();
  const byClass = new Map<string, number>();
  const bySet = new Map<string, number>();
  const vocabulary = new Map<string, Set<string>>();

  for (const image of images) {
    count++;
    for (const field of fields) if (image.lengths[field] > 0) lengths[field].push(image.lengths[field]);
    increase(byLanguage, image.language);
    if (image.set !== undefined) increase(bySet, image.set);
    if (image.classId === undefined || image.label === undefined) continue;
    labelled++;
    increase(byClass, image.classId);
    const known = vocabulary.get(image.classId) ?? new Set();
    for (const word of image.label.words) known.add(word);
    vocabulary.set(image.classId, known);
    for (const field of fields) if (image.label.held[field]) holdsLabel[field]++;
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

/** Mean, extremes and quantiles of counts. All are NaN if there are none. */
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
