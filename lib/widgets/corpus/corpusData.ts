// What the page of the corpus's widget holds, and what it says about a word.

/** Pools that models train on, in which neighbours are looked for. */
export const pools = ["train", "web"] as const;
export type PoolName = (typeof pools)[number];

/** A split, or the adversarially filtered part of one, beside what it stands for in ImageNet's world. */
export interface CorpusPart {
  readonly name: string;
  /** Where pictures of its counterpart can be seen. */
  readonly see: string;
}

/** The labelled icon of a pool that looks most like a test icon. */
export type PackedNearest = readonly [
  /** Index into the page's icons. */
  icon: number,
  /** Correlation of the thumbnails, thousandths. */
  thousandths: number,
  /** Bits in which the hashes differ. */
  bits: number,
];

/** What the page holds. Lists of icons hold indices into `icons`, lists of words indices into `words`. */
export interface CorpusData {
  /** Of the sample. */
  readonly seed: number;
  readonly parts: readonly CorpusPart[];
  /** Names of all classes, and what else names each. */
  readonly words: readonly { readonly name: string; readonly others: readonly string[] }[];
  /** Every icon of which there is a picture, a list for each property. A label is a word, or −1. */
  readonly icons: {
    readonly id: readonly string[];
    readonly label: readonly number[];
    readonly title: readonly string[];
    readonly description: readonly string[];
    readonly tags: readonly (readonly string[])[];
  };
  /** Per part and word: how many icons the corpus has, and those of the sample. */
  readonly counts: readonly (readonly number[])[];
  readonly sampled: readonly (readonly (readonly number[])[])[];
  /** Neighbours of test icons in each of `pools`, by the icon's id. */
  readonly nearest: Readonly<Record<string, readonly PackedNearest[]>>;
  /** Words of the strips. */
  readonly strips: readonly number[];
  /** All pictures in the order of the icons, in one WebP image. */
  readonly sprite: { readonly webp: string; readonly columns: number; readonly side: number };
}

/** An icon, as the widget shows it. */
export interface ShownIcon {
  /** Its place among the pictures. */
  readonly picture: number;
  readonly id: string;
  /** Undefined if it only has a caption. */
  readonly label: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** A neighbour of a test icon. */
export interface ShownNeighbour {
  readonly pool: PoolName;
  readonly icon: ShownIcon;
  /** Of the thumbnails, in [−1, 1]. */
  readonly correlation: number;
  /** Bits of 256 in which the hashes differ. */
  readonly bits: number;
}

/** The icons of one word in one part. */
export interface ShownPart {
  readonly part: CorpusPart;
  /** Number of icons in the corpus. */
  readonly count: number;
  readonly icons: readonly { readonly icon: ShownIcon; readonly neighbours: readonly ShownNeighbour[] }[];
}

function iconAt({ icons, words }: CorpusData, at: number): ShownIcon {
  return {
    picture: at,
    id: icons.id[at]!,
    label: words[icons.label[at]!]?.name,
    title: icons.title[at]!,
    description: icons.description[at]!,
    tags: icons.tags[at]!,
  };
}

/** What the page has of a word, part by part. @param most icons of a part */
export function partsOfWord(data: CorpusData, word: number, most = Number.POSITIVE_INFINITY): ShownPart[] {
  return data.parts.map((part, place) => ({
    part,
    count: data.counts[place]![word]!,
    icons: data.sampled[place]![word]!.slice(0, most).map((at) => ({
      icon: iconAt(data, at),
      neighbours: (data.nearest[data.icons.id[at]!] ?? []).map(([icon, thousandths, bits], pool) => ({
        pool: pools[pool]!,
        icon: iconAt(data, icon),
        correlation: thousandths / 1000,
        bits,
      })),
    })),
  }));
}

/** The strips: for each part the first icon of each of their words, or undefined. */
export function stripsOf(data: CorpusData): { part: CorpusPart; icons: (ShownIcon | undefined)[] }[] {
  return data.parts.map((part, place) => ({
    part,
    icons: data.strips.map((word) => {
      const at = data.sampled[place]![word]![0];
      return at === undefined ? undefined : iconAt(data, at);
    }),
  }));
}

/** What can be typed, each with its word: the name of each class, and what else names it, e.g. `plane (airplane)`. */
export function typedWords({ words }: CorpusData): Map<string, number> {
  const typed = new Map(words.map(({ name }, at) => [name, at]));
  for (const [at, { name, others }] of words.entries())
    for (const other of others) typed.set(`${other} (${name})`, at);
  return typed;
}
