import { type Corpus, openCorpus } from "../corpus/read/openCorpus.js";
import { drawRows } from "../examples/draw.js";
import { classesOf, pictograms } from "../examples/pictograms.js";
import { dataSchema, type LabelledImages } from "../examples/source.js";
import { labSeed } from "./choices.js";
import { type LabIcons, type LabPool, type LabPoolName, type LabTest, packPlanes } from "./icons.js";

/** How many labelled icons of each pool the lab has: those that a draw with data seed `labSeed` takes first. */
export const poolIcons = 7_500;
/** How many icons of a class a test set of the lab has at most: the first of the corpus's test set. */
export const testIcons = 8;

const size = 32;

/** The icons of the lab, and for each test set which icons of the corpus's they are. */
export interface CollectedIcons extends LabIcons {
  /** One number per icon of the corpus's test set, ordered as records order them: 1 if the lab has it. */
  readonly kept: Readonly<Record<string, Uint8Array>>;
}

/**
 * The part of the built corpus that the lab has: `poolIcons` labelled icons of either pool, and `testIcons` of each class of
 * the reference test and of the shifts.
 * @throws InputError if there is no corpus
 */
export async function collectIcons(folder?: string): Promise<CollectedIcons> {
  const corpus = await openCorpus(folder);
  const { classNames, textLabels } = await classesOf(corpus);
  const source = await pictograms(folder);
  const { tests } = await source.load(dataSchema.parse({ train: [{ pool: "reference", images: 2 }] }));

  const pools = {
    reference: poolOf(corpus, "reference", textLabels(corpus.split("train"))),
    web: poolOf(corpus, "web", textLabels(corpus.split("web"))),
  };
  const images: Record<string, Uint8Array> = mapValues(pools, (pool) => pool.images);
  const rows: Record<string, number[]> = {};
  const kept: Record<string, Uint8Array> = {};
  const shownTests: Record<string, LabTest> = {};
  for (const [name, test] of Object.entries(tests)) {
    if (name.startsWith("webTest")) continue; // no plane of the lab has its axis
    if ("of" in test) {
      const place = new Map(rows[test.of]!.map((row, at) => [row, at]));
      const own = [...test.rows].filter((row) => place.has(row));
      const labels = (tests[test.of] as LabelledImages).labels;
      kept[name] = inRecordOrder([...test.rows], labels, new Set(own));
      shownTests[name] = { of: test.of, rows: own.map((row) => place.get(row)!), classes: test.classes };
    } else {
      rows[name] = firstOfEachClass(test.labels);
      kept[name] = inRecordOrder([...test.labels.keys()], test.labels, new Set(rows[name]));
      images[name] = imagesAt(test.images as Uint8Array, rows[name]);
      shownTests[name] = { labels: rows[name].map((row) => test.labels[row]!), classes: test.classes };
    }
  }
  return {
    table: {
      digest: source.digest!,
      size,
      classNames,
      pools: mapValues(pools, ({ pool }) => pool),
      tests: shownTests,
      channels: mapValues(images, (rgb) => packPlanes(rgb, size ** 2).channels),
    },
    images,
    kept,
  };
}

/** The rows of the first `testIcons` icons of each class, in ascending order. */
function firstOfEachClass(labels: Int32Array): number[] {
  const taken = new Map<number, number>();
  return [...labels.keys()].filter((row) => {
    const before = taken.get(labels[row]!) ?? 0;
    taken.set(labels[row]!, before + 1);
    return before < testIcons;
  });
}

/** 1 for the rows that are kept and 0 for the others, by class and within a class by row, as in lib/record/correctIcons.ts. */
function inRecordOrder(rows: readonly number[], labels: Int32Array, kept: ReadonlySet<number>): Uint8Array {
  const byClass = rows.toSorted((one, other) => labels[one]! - labels[other]! || one - other);
  return Uint8Array.from(byClass, (row) => (kept.has(row) ? 1 : 0));
}

/** The labelled icons of a pool's split, with images of those that a draw with the lab's seed takes first. */
function poolOf(
  corpus: Corpus,
  name: LabPoolName,
  textMatch: Int32Array,
): { readonly pool: LabPool; readonly images: Uint8Array } {
  const split = corpus.split(name === "reference" ? "train" : "web");
  const rows = [...split.labels.keys()].filter((row) => split.labels[row]! >= 0);
  const setOf = rows.map((row) => split.sets[row]!);
  const sets = [...new Set(setOf)];
  const labels = rows.map((row) => split.labels[row]!);
  const matched = rows.map((row) => textMatch[row]!);
  const draw = dataSchema.parse({
    train: [{ pool: name, images: Math.min(poolIcons, rows.length) }],
    seed: labSeed,
  });
  const drawn = drawRows(draw, { [name]: { sets: setOf, labels: { class: labels, textMatch: matched } } });
  const shown = drawn.map(({ row }) => row);
  return {
    pool: {
      sets,
      families: sets.map((set) => split.families[split.sets.indexOf(set)]!),
      set: setOf.map((set) => sets.indexOf(set)),
      labels,
      textMatch: matched,
      shown,
      captions: shown.map((place) => {
        const { title, description, tags, styleWords } = split.captions[rows[place]!]!;
        return [title, description, tags, styleWords];
      }),
    },
    images: imagesAt(
      split.images(size),
      shown.map((place) => rows[place]!),
    ),
  };
}

/** Some of the images [count, size, size, 3], in the order of the rows. */
function imagesAt(all: Uint8Array, rows: readonly number[]): Uint8Array {
  const bytes = 3 * size ** 2;
  const images = new Uint8Array(rows.length * bytes);
  for (const [at, row] of rows.entries())
    images.set(all.subarray(row * bytes, (row + 1) * bytes), at * bytes);
  return images;
}

function mapValues<Key extends string, From, To>(
  values: Readonly<Record<Key, From>>,
  to: (value: From) => To,
): Record<Key, To> {
  return Object.fromEntries(Object.entries<From>(values).map(([key, value]) => [key, to(value)])) as Record<
    Key,
    To
  >;
}
