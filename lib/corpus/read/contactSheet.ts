import sharp from "sharp";
import { Random } from "../../base/random.js";
import { type SplitName, splitNames } from "../build/splits.js";
import { renderSize, smallSize } from "../images/render.js";
import type { Family } from "../sets/sources.js";
import type { Corpus } from "./openCorpus.js";

/** One icon on a contact sheet. `number`, printed below the picture, is its place in the list, from 1. */
interface SheetEntry {
  readonly number: number;
  readonly id: string;
  readonly split: SplitName;
  readonly classId: string;
  readonly title: string;
}

const columns = 10;
const perPage = 100;
const cell = { width: 104, height: 100 };

/**
 * Samples `sample` labelled icons of a family at random from all splits, without replacement, so that their labels
 * can be judged by eye. Returns all of them if the family has fewer.
 */
export function sampleLabelled(
  corpus: Corpus,
  options: { readonly family: Family; readonly sample: number; readonly seed: number },
): SheetEntry[] {
  const all = splitNames.flatMap((name) => {
    const { families, labels, ids, captions } = corpus.split(name);
    return [...labels.keys()]
      .filter((row) => labels[row]! >= 0 && families[row] === options.family)
      .map((row) => ({
        id: ids[row]!,
        split: name,
        classId: corpus.classes[labels[row]!]!,
        title: captions[row]!.title,
      }));
  });
  const drawn = new Random(options.seed)
    .stream(options.family)
    .sample(all, Math.min(options.sample, all.length));
  return drawn.map((entry, at) => ({ number: at + 1, ...entry }));
}

/** Draws contact sheets as PNG files. Each has up to 100 icons, with number and class below each picture. */
export async function drawSheets(corpus: Corpus, entries: readonly SheetEntry[]): Promise<Buffer[]> {
  const pictures = picturesOf(corpus, entries);
  const pages: Buffer[] = [];
  for (let from = 0; from < entries.length; from += perPage)
    pages.push(await drawPage(entries.slice(from, from + perPage), pictures));
  return pages;
}

/** RGB bytes by id, 64 × 64 pixels; 32 × 32 for icons of the web-like pool, which `drawPage` enlarges. */
function picturesOf(
  corpus: Corpus,
  entries: readonly SheetEntry[],
): Map<string, { size: number; rgb: Uint8Array }> {
  const found = new Map<string, { size: number; rgb: Uint8Array }>();
  for (const name of new Set(entries.map(({ split }) => split))) {
    const split = corpus.split(name);
    const size = name === "web" ? smallSize : renderSize;
    const images = split.images(size);
    const bytes = size * size * 3;
    const rowOf = new Map(split.ids.map((id, row) => [id, row]));
    for (const { id, split: of } of entries)
      if (of === name) {
        const from = rowOf.get(id)! * bytes;
        found.set(id, { size, rgb: images.slice(from, from + bytes) });
      }
  }
  return found;
}

async function drawPage(
  entries: readonly SheetEntry[],
  pictures: ReadonlyMap<string, { size: number; rgb: Uint8Array }>,
): Promise<Buffer> {
  const width = columns * cell.width;
  const height = Math.ceil(entries.length / columns) * cell.height;
  const place = (at: number) => ({
    left: (at % columns) * cell.width,
    top: Math.floor(at / columns) * cell.height,
  });
  const texts = entries.map(({ number, classId }, at) => {
    const { left, top } = place(at);
    return (
      `<rect x="${left + 0.5}" y="${top + 0.5}" width="${cell.width - 1}" height="${cell.height - 1}" fill="none" stroke="#bbb"/>` +
      `<text x="${left + cell.width / 2}" y="${top + 80}" text-anchor="middle">${classId}</text>` +
      `<text x="${left + cell.width / 2}" y="${top + 94}" text-anchor="middle" fill="#888">${number}</text>`
    );
  });
  const labels = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">${texts.join("")}</svg>`;
  const icons = await Promise.all(
    entries.map(async ({ id }, at) => {
      const { size, rgb } = pictures.get(id)!;
      const { left, top } = place(at);
      const input = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
        .resize(renderSize, renderSize, { kernel: "nearest" })
        .png()
        .toBuffer();
      return { input, left: left + (cell.width - renderSize) / 2, top: top + 2 };
    }),
  );
  return sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .composite([...icons, { input: Buffer.from(labels), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
