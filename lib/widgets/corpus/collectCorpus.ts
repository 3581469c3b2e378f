import { Random } from "../../base/random.js";
import { type SplitName, testSplits } from "../../corpus/build/splits.js";
import { fingerprintOf, fingerprintsOf } from "../../corpus/duplicates/fingerprint.js";
import { type Nearest, nearestAmong } from "../../corpus/duplicates/nearest.js";
import type { Picture } from "../../corpus/images/picture.js";
import { spriteOf } from "../../corpus/images/sprite.js";
import type { Corpus } from "../../corpus/read/openCorpus.js";
import { smallPictures } from "../../corpus/read/smallPictures.js";
import type { CorpusClass } from "../../corpus/sets/classes.js";
import type { Adversarial } from "../../examples/adversarial.js";
import { type CorpusData, type PackedNearest, pools } from "./corpusData.js";
import { counterparts } from "./counterparts.js";

/** Tags of an icon that the page keeps. */
const mostTags = 6;

/** How much of the corpus a page holds. */
export interface CorpusSampleOptions {
  readonly seed: number;
  /** Pictures in all, neighbours included. Each costs some 300 to 400 bytes of the page. */
  readonly pictures: number;
  /** Icons of a word in a part. */
  readonly perWord: number;
  /** Words of the strips. */
  readonly strips: number;
}

/** An icon by its split and row. */
interface Place {
  readonly split: SplitName;
  readonly row: number;
}

const keyOf = ({ split, row }: Place): string => `${split} ${row}`;

/** Labelled icons of a part, at random within each word. */
interface PartRows {
  readonly name: string;
  readonly split: SplitName;
  readonly byWord: readonly (readonly number[])[];
}

/**
 * Takes a sample of a corpus that a page can hold: for as many words as fit, one icon from each part that has one; then
 * the neighbours of test icons, a test icon of each word in turn; then further icons of words. A neighbour is the labelled
 * icon of a whole pool whose thumbnail, computed from 32 pixels, correlates most with the test icon's.
 * @param vocabulary names of the classes; a class without an entry goes by its id
 * @param adversarial the frozen shift, a part of `matched`; without it there is none
 * @returns what the page holds, and its pictures in the order of the icons
 */
export async function collectCorpus(
  corpus: Corpus,
  vocabulary: readonly Pick<CorpusClass, "id" | "name" | "terms">[],
  adversarial: Pick<Adversarial, "icons"> | undefined,
  options: CorpusSampleOptions,
): Promise<{ readonly data: CorpusData; readonly pictures: readonly Picture[] }> {
  const parts = partsOf(corpus, adversarial, options.seed);
  const order = new Random(options.seed).stream("words").shuffled([...corpus.classes.keys()]);
  const neighbours = new Neighbours(corpus);
  const page = new Page(options.pictures);
  const sampled = parts.map(({ byWord }) => byWord.map((): number[] => []));

  const take = (part: number, word: number, nth: number): void => {
    const { split, byWord } = parts[part]!;
    const row = byWord[word]![nth];
    if (row !== undefined && page.add([{ split, row }])) sampled[part]![word]!.push(row);
  };
  const nearest = new Map<string, readonly (readonly [Place, Nearest])[]>();
  const takeNeighbours = (part: number, word: number, nth: number): void => {
    const { split } = parts[part]!;
    const row = sampled[part]![word]![nth];
    if (row === undefined || !isTest(split) || !page.hasRoomFor(pools.length)) return;
    const found = neighbours.of({ split, row });
    if (page.add(found.map(([place]) => place))) nearest.set(keyOf({ split, row }), found);
  };
  const places = [...parts.keys()];
  for (const word of order) for (const part of places) take(part, word, 0);
  // In turn, each word beginning with another part: wherever the page is full, no part has more than the others.
  for (const turn of places)
    for (const [at, word] of order.entries()) takeNeighbours((turn + at) % parts.length, word, 0);
  for (let nth = 1; nth < options.perWord; nth++)
    for (const word of order)
      for (const part of places) {
        take(part, word, nth);
        takeNeighbours(part, word, nth);
      }

  const pictures = picturesOf(corpus, page.places);
  const shown = page.places
    .map((place) => ({ place, picture: pictures.get(keyOf(place))! }))
    .sort((a, b) => a.picture.channels - b.picture.channels); // grey ones side by side take fewer bytes
  const indexOf = new Map(shown.map(({ place }, at) => [keyOf(place), at]));
  const columns = shown.map(({ place: { split, row } }) => {
    const { ids, labels, captions } = corpus.split(split);
    return { id: ids[row]!, label: labels[row]!, ...captions[row]! };
  });
  const data: CorpusData = {
    seed: options.seed,
    parts: parts.map(({ name }) => ({ name, see: counterparts.get(name)!.see })),
    words: wordsOf(corpus, vocabulary),
    icons: {
      id: columns.map(({ id }) => id),
      label: columns.map(({ label }) => label),
      title: columns.map(({ title }) => title),
      description: columns.map(({ description }) => description),
      tags: columns.map(({ tags }) => tags.slice(0, mostTags)),
    },
    counts: parts.map(({ byWord }) => byWord.map((rows) => rows.length)),
    sampled: sampled.map((ofPart, part) =>
      ofPart.map((rows) => rows.map((row) => indexOf.get(keyOf({ split: parts[part]!.split, row }))!)),
    ),
    nearest: Object.fromEntries(
      [...nearest].map(([key, found]) => [
        columns[indexOf.get(key)!]!.id,
        found.map(
          ([place, { correlation, distance }]): PackedNearest => [
            indexOf.get(keyOf(place))!,
            Math.round(1000 * correlation),
            distance,
          ],
        ),
      ]),
    ),
    strips: stripWords(sampled, order, options.strips),
    sprite: await spriteOf(shown.map(({ picture }) => picture)),
  };
  return { data, pictures: shown.map(({ picture }) => picture) };
}

function isTest(split: SplitName): boolean {
  return (testSplits as readonly SplitName[]).includes(split);
}

/** The parts of a corpus with their labelled rows by word, in random order. */
function partsOf(
  corpus: Corpus,
  adversarial: Pick<Adversarial, "icons"> | undefined,
  seed: number,
): PartRows[] {
  const hard = new Set(adversarial?.icons);
  return [...counterparts.keys()]
    .filter((name) => name !== "adversarial" || adversarial !== undefined)
    .map((name) => {
      const split = (name === "adversarial" ? "matched" : name) as SplitName;
      const { ids, labels, count } = corpus.split(split);
      const byWord = corpus.classes.map((): number[] => []);
      const rows = new Random(seed).stream(name).shuffled(Array.from({ length: count }, (_, row) => row));
      for (const row of rows)
        if (labels[row]! >= 0 && (name !== "adversarial" || hard.has(ids[row]!)))
          byWord[labels[row]!]!.push(row);
      return { name, split, byWord };
    });
}

/** What names each class: its name, and its other terms. */
function wordsOf(
  { classes }: Corpus,
  vocabulary: readonly Pick<CorpusClass, "id" | "name" | "terms">[],
): CorpusData["words"] {
  const byId = new Map(vocabulary.map((one) => [one.id, one]));
  return classes.map((id) => {
    const { name = id, terms = [] } = byId.get(id) ?? {};
    return { name, others: terms.filter((term) => term !== name) };
  });
}

/** The words with icons in the most parts, the first of the order among equals. */
function stripWords(
  sampled: readonly (readonly (readonly number[])[])[],
  order: readonly number[],
  count: number,
): number[] {
  const partsWith = (word: number) => sampled.filter((ofPart) => ofPart[word]!.length > 0).length;
  return [...order].sort((a, b) => partsWith(b) - partsWith(a)).slice(0, count);
}

/** The icons whose pictures go into the page. */
class Page {
  readonly #places = new Map<string, Place>();

  constructor(readonly most: number) {}

  get places(): Place[] {
    return [...this.#places.values()];
  }

  hasRoomFor(count: number): boolean {
    return this.#places.size + count <= this.most;
  }

  /** Adds all of them, or none if there is no room. */
  add(places: readonly Place[]): boolean {
    const fresh = places.filter((place) => !this.#places.has(keyOf(place)));
    if (!this.hasRoomFor(fresh.length)) return false;
    for (const place of fresh) this.#places.set(keyOf(place), place);
    return true;
  }
}

/** Finds what looks most like an icon in the pools. A split is read when it is first asked. */
class Neighbours {
  readonly #prints = new Map<SplitName, ReturnType<typeof printsOfLabelled>>();

  constructor(readonly corpus: Corpus) {}

  of({ split, row }: Place): (readonly [Place, Nearest])[] {
    const own = fingerprintsOf([this.#of(split).prints.get(row)!]);
    return pools.map((pool) => {
      const { rows, nearest } = this.#of(pool);
      const found = nearest(own)[0]!;
      return [{ split: pool, row: rows[found.at]! }, found] as const;
    });
  }

  #of(split: SplitName): ReturnType<typeof printsOfLabelled> {
    const known = this.#prints.get(split) ?? printsOfLabelled(this.corpus, split);
    this.#prints.set(split, known);
    return known;
  }
}

/** Fingerprints of a split's labelled icons by row, from 32 pixels. */
function printsOfLabelled(corpus: Corpus, split: SplitName) {
  const { labels } = corpus.split(split);
  const pictures = smallPictures(
    corpus,
    split,
    [...labels.keys()].filter((row) => labels[row]! >= 0),
  );
  const prints = new Map([...pictures].map(([row, picture]) => [row, fingerprintOf(picture)]));
  return { prints, rows: [...prints.keys()], nearest: nearestAmong(fingerprintsOf([...prints.values()])) };
}

function picturesOf(corpus: Corpus, places: readonly Place[]): Map<string, Picture> {
  const found = new Map<string, Picture>();
  for (const split of new Set(places.map((place) => place.split))) {
    const rows = places.filter((place) => place.split === split).map(({ row }) => row);
    for (const [row, picture] of smallPictures(corpus, split, rows))
      found.set(keyOf({ split, row }), picture);
  }
  return found;
}
