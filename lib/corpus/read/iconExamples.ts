import { Random } from "../../base/random.js";
import type { SplitName } from "../build/splits.js";
import { pngOfRgb } from "../images/png.js";
import { renderSize, smallSize } from "../images/render.js";
import type { Caption } from "../sets/candidate.js";
import type { Corpus } from "./openCorpus.js";

/** An icon of a split, for display. */
export interface IconExample {
  readonly id: string;
  readonly set: string;
  /** Undefined for icons that only have a caption. */
  readonly classId: string | undefined;
  readonly caption: Caption;
  /** 64 × 64 pixels; 32 × 32 in the web-like pool. */
  readonly png: Uint8Array;
}

/** Samples icons of a split at random, taking one from each set in turn so that many sets are represented. */
export function randomIcons(
  corpus: Corpus,
  split: SplitName,
  options: { readonly count: number; readonly seed: number },
): Promise<IconExample[]> {
  const { count, sets } = corpus.split(split);
  const rows = shuffled(count, options.seed, split);
  const bySet = new Map<string, number[]>();
  for (const row of rows) bySet.set(sets[row]!, [...(bySet.get(sets[row]!) ?? []), row]);
  const chosen: number[] = [];
  for (let round = 0; chosen.length < Math.min(options.count, count); round++)
    for (const ofSet of bySet.values())
      if (chosen.length < options.count && round < ofSet.length) chosen.push(ofSet[round]!);
  return examples(corpus, split, chosen);
}

/** Samples one icon of each class at random. The entry is undefined if the split has none. */
export async function iconsOfClasses(
  corpus: Corpus,
  split: SplitName,
  options: { readonly classes: readonly string[]; readonly seed: number },
): Promise<(IconExample | undefined)[]> {
  const { count, labels } = corpus.split(split);
  const rows = shuffled(count, options.seed, split);
  const chosen = options.classes.map((id) => {
    const label = corpus.classes.indexOf(id);
    return rows.find((row) => labels[row] === label && label >= 0);
  });
  const found = await examples(
    corpus,
    split,
    chosen.filter((row) => row !== undefined),
  );
  return chosen.map((row) => (row === undefined ? undefined : found.shift()));
}

/** The icons with these ids, in the same order. Ids that are not in the split are left out. */
export function iconsNamed(corpus: Corpus, split: SplitName, ids: readonly string[]): Promise<IconExample[]> {
  const rowOf = new Map(corpus.split(split).ids.map((id, row) => [id, row]));
  return examples(
    corpus,
    split,
    ids.map((id) => rowOf.get(id)).filter((row) => row !== undefined),
  );
}

function shuffled(count: number, seed: number, split: SplitName): number[] {
  return new Random(seed).stream(split).shuffled(Array.from({ length: count }, (_, row) => row));
}

function examples(corpus: Corpus, split: SplitName, rows: readonly number[]): Promise<IconExample[]> {
  const { ids, sets, labels, captions, images } = corpus.split(split);
  const size = split === "web" ? smallSize : renderSize;
  const bytes = size * size * 3;
  const all = images(size);
  return Promise.all(
    rows.map(async (row) => ({
      id: ids[row]!,
      set: sets[row]!,
      classId: corpus.classes[labels[row]!],
      caption: captions[row]!,
      png: await pngOfRgb(all.slice(row * bytes, (row + 1) * bytes), size),
    })),
  );
}
