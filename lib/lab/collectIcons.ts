import { type Corpus, openCorpus } from "../corpus/read/openCorpus.js";
import { drawRows } from "../examples/draw.js";
import { classesOf, pictograms } from "../examples/pictograms.js";
import { dataSchema } from "../examples/source.js";
import { type LabIcons, type LabPool, packPlanes } from "./icons.js";

/** How many icons of the web-like pool the lab has: those that a draw with data seed 1 takes first. */
export const webIcons = 9_000;
export const dataSeed = 1;

const size = 32;

/**
 * The part of the built corpus that the lab has: every labelled icon of the reference, `webIcons` labelled icons of the
 * web-like pool, and every test icon.
 * @throws InputError if there is no corpus
 */
export async function collectIcons(folder?: string): Promise<LabIcons> {
  const corpus = await openCorpus(folder);
  const { classNames, textLabels } = await classesOf(corpus);
  const source = await pictograms(folder);
  const { tests } = await source.load(dataSchema.parse({ train: [{ pool: "reference", images: 2 }] }));

  const reference = poolOf(corpus, "train", textLabels(corpus.split("train")), () => true);
  const webText = textLabels(corpus.split("web"));
  const labelled = poolOf(corpus, "web", webText, () => true);
  const first = drawRows(
    dataSchema.parse({
      train: [{ pool: "web", images: Math.min(webIcons, labelled.pool.labels.length) }],
      seed: dataSeed,
    }),
    {
      web: {
        sets: labelled.pool.set.map((number) => labelled.pool.sets[number]!),
        labels: { class: labelled.pool.labels, textMatch: labelled.pool.textMatch },
      },
    },
  );
  const drawn = new Set(first.map(({ row }) => row));
  const web = poolOf(corpus, "web", webText, (row) => drawn.has(row));

  const images: Record<string, Uint8Array> = { reference: reference.images, web: web.images };
  for (const [name, test] of Object.entries(tests))
    if ("images" in test && test.images instanceof Uint8Array) images[name] = test.images;
  return {
    table: {
      digest: source.digest!,
      size,
      classNames,
      pools: { reference: reference.pool, web: web.pool },
      tests: Object.fromEntries(
        Object.entries(tests).map(([name, test]) => [
          name,
          "of" in test
            ? { of: test.of, rows: [...test.rows], classes: test.classes }
            : { labels: [...test.labels], classes: test.classes },
        ]),
      ),
      channels: Object.fromEntries(
        Object.entries(images).map(([name, rgb]) => [name, packPlanes(rgb, size ** 2).channels]),
      ),
    },
    images,
  };
}

/** The labelled icons of a split as a pool. @param shows whether the labelled icon of this number gets an image */
function poolOf(
  corpus: Corpus,
  name: "train" | "web",
  textMatch: Int32Array,
  shows: (row: number) => boolean,
): { readonly pool: LabPool; readonly images: Uint8Array } {
  const split = corpus.split(name);
  const rows = [...split.labels.keys()].filter((row) => split.labels[row]! >= 0);
  const sets = [...new Set(rows.map((row) => split.sets[row]!))];
  const shown = [...rows.keys()].filter(shows);
  const all = split.images(size);
  const bytes = 3 * size ** 2;
  const images = new Uint8Array(shown.length * bytes);
  for (const [at, place] of shown.entries())
    images.set(all.subarray(rows[place]! * bytes, (rows[place]! + 1) * bytes), at * bytes);
  return {
    pool: {
      sets,
      families: sets.map((set) => split.families[split.sets.indexOf(set)]!),
      set: rows.map((row) => sets.indexOf(split.sets[row]!)),
      labels: rows.map((row) => split.labels[row]!),
      textMatch: rows.map((row) => textMatch[row]!),
      shown,
      captions: shown.map((place) => {
        const { title, description, tags, styleWords } = split.captions[rows[place]!]!;
        return [title, description, tags, styleWords];
      }),
    },
    images,
  };
}
