import { encodePack } from "../images/pack.js";
import { halved, type Picture } from "../images/picture.js";
import { renderSize, smallSize } from "../images/render.js";
import type { Caption, OtherCaption } from "../sets/candidate.js";
import type { SplitName } from "./splits.js";

/** The description in a split's pack. */
export interface SplitAbout {
  readonly split: SplitName;
}

/** The table of a split: one array per column, one row per icon. */
export interface SplitColumns {
  readonly id: readonly string[];
  /** Index into the manifest's classes; −1 for icons without a label. */
  readonly label: readonly number[];
  readonly concept: readonly string[];
  /** Language of the caption, as a CLDR code. */
  readonly language: readonly string[];
  readonly title: readonly string[];
  readonly description: readonly string[];
  readonly tags: readonly (readonly string[])[];
  readonly styleWords: readonly (readonly string[])[];
  /** The captions in other languages, and the rows that have one. */
  readonly otherRow: readonly number[];
  readonly other: readonly OtherCaption[];
}

/** One row of a split's table: an icon with its label and caption. */
export interface SplitRow {
  readonly id: string;
  readonly label: number;
  readonly concept: string;
  readonly language: string;
  readonly caption: Caption;
}

/** Encodes the small images and the table. @param pictures at `renderSize` or `smallSize`, in the order of the rows */
export function encodeSmall(
  split: SplitName,
  rows: readonly SplitRow[],
  pictures: readonly Picture[],
): Promise<Uint8Array> {
  const columns: SplitColumns = {
    id: rows.map(({ id }) => id),
    label: rows.map(({ label }) => label),
    concept: rows.map(({ concept }) => concept),
    language: rows.map(({ language }) => language),
    title: rows.map(({ caption }) => caption.title),
    description: rows.map(({ caption }) => caption.description),
    tags: rows.map(({ caption }) => caption.tags),
    styleWords: rows.map(({ caption }) => caption.styleWords),
    otherRow: [...rows.keys()].filter((row) => rows[row]!.caption.inOtherLanguage !== undefined),
    other: rows.flatMap(({ caption }) => caption.inOtherLanguage ?? []),
  };
  const about: SplitAbout = { split };
  return encodePack({
    about,
    columns,
    size: smallSize,
    pictures: pictures.map((picture) => (picture.size === smallSize ? picture : halved(picture))),
  });
}

/** Encodes the large images, with the ids as the only column. */
export function encodeLarge(
  split: SplitName,
  rows: readonly SplitRow[],
  pictures: readonly Picture[],
): Promise<Uint8Array> {
  const about: SplitAbout = { split };
  const columns = { id: rows.map(({ id }) => id) };
  return encodePack({ about, columns, size: renderSize, pictures });
}
