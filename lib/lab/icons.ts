import type { CaptionParts, LoadedTestSet } from "../examples/source.js";

// The icons of the lab: a fixed part of the corpus, small enough to stand in a page. A table describes them; their
// images are planes of bytes, one file a pool or test set.

/** Training pools of the lab. */
export const labPools = ["reference", "web"] as const;
export type LabPoolName = (typeof labPools)[number];

/** Title, description, tags and style words of an icon. */
type ShortCaption = readonly [
  title: string,
  description: string,
  tags: readonly string[],
  styleWords: readonly string[],
];

/**
 * The labelled icons of one pool. The lists have an entry for every labelled icon of the corpus, also for those without
 * an image in the page, so that a draw of a specification selects the same icons here and there.
 */
export interface LabPool {
  /** The pool's icon sets, and the family of each. */
  readonly sets: readonly string[];
  readonly families: readonly string[];
  /** The set of every icon, as a number in `sets`. */
  readonly set: readonly number[];
  /** Class numbers, and those found by text match (−1 for none). */
  readonly labels: readonly number[];
  readonly textMatch: readonly number[];
  /** The icons that have an image here, in ascending order, and their captions. */
  readonly shown: readonly number[];
  readonly captions: readonly ShortCaption[];
}

/** A test set, or the rows of another one. */
export type LabTest =
  | { readonly labels: readonly number[]; readonly classes?: readonly number[] | undefined }
  | { readonly of: string; readonly rows: readonly number[]; readonly classes: readonly number[] };

/** Everything about the icons except their images. */
export interface LabTable {
  /** Digest of the corpus that the icons come from. */
  readonly digest: string;
  /** Side of the images in pixels. */
  readonly size: number;
  readonly classNames: readonly string[];
  readonly pools: Readonly<Record<LabPoolName, LabPool>>;
  /** In the order of evaluation. */
  readonly tests: Readonly<Record<string, LabTest>>;
  /** For each pool and each test set with images: the channels of every image, "1" or "3". */
  readonly channels: Readonly<Record<string, string>>;
}

/** The table with its images: RGB bytes [count, size, size, 3] by pool or test set. */
export interface LabIcons {
  readonly table: LabTable;
  readonly images: Readonly<Record<string, Uint8Array>>;
}

/** The caption of a pool's icon. @param at its place among the icons that have an image */
export function captionOf({ captions }: LabPool, at: number): CaptionParts {
  const [title, description, tags, styleWords] = captions[at]!;
  return { title, description, tags, styleWords };
}

/** The test sets as a run takes them. */
export function testSetsOf({ table, images }: LabIcons): Record<string, LoadedTestSet> {
  return Object.fromEntries(
    Object.entries(table.tests).map(([name, test]): [string, LoadedTestSet] => [
      name,
      "of" in test
        ? { of: test.of, rows: Int32Array.from(test.rows), classes: test.classes }
        : {
            images: images[name]!,
            labels: Int32Array.from(test.labels),
            ...(test.classes && { classes: test.classes }),
          },
    ]),
  );
}

/**
 * Separates RGB images into planes. A grey image keeps one plane.
 * @param images bytes [count, pixels, 3]
 */
export function packPlanes(images: Uint8Array, pixels: number): { channels: string; planes: Uint8Array } {
  const count = images.length / (3 * pixels);
  let channels = "";
  const parts: Uint8Array[] = [];
  for (let image = 0; image < count; image++) {
    const from = images.subarray(image * 3 * pixels, (image + 1) * 3 * pixels);
    const kept = isGrey(from) ? 1 : 3;
    channels += kept;
    const planes = new Uint8Array(kept * pixels);
    for (let channel = 0; channel < kept; channel++)
      for (let at = 0; at < pixels; at++) planes[channel * pixels + at] = from[3 * at + channel]!;
    parts.push(planes);
  }
  const planes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    planes.set(part, to);
    to += part.length;
  }
  return { channels, planes };
}

/** The inverse of `packPlanes`. @throws Error if there are more or fewer bytes than the channels say */
export function unpackPlanes(planes: Uint8Array, channels: string, pixels: number): Uint8Array {
  const images = new Uint8Array(channels.length * 3 * pixels);
  let from = 0;
  let to = 0;
  for (const kept of channels) {
    const green = kept === "1" ? 0 : pixels;
    for (let at = from; at < from + pixels; at++) {
      images[to++] = planes[at]!;
      images[to++] = planes[at + green]!;
      images[to++] = planes[at + 2 * green]!;
    }
    from += kept === "1" ? pixels : 3 * pixels;
  }
  if (from !== planes.length) throw new Error(`icons: ${planes.length} bytes, expected ${from}`);
  return images;
}

function isGrey(image: Uint8Array): boolean {
  for (let at = 0; at < image.length; at += 3)
    if (image[at] !== image[at + 1] || image[at] !== image[at + 2]) return false;
  return true;
}
