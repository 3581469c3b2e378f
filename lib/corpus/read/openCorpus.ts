import { join } from "node:path";
import { InputError, oneOf } from "../../base/errors.js";
import { builtFolder, type Manifest, readManifest } from "../build/manifest.js";
import type { SplitAbout, SplitColumns } from "../build/splitPack.js";
import { type SplitName, splitNames } from "../build/splits.js";
import { Pack } from "../images/pack.js";
import { type renderSize, smallSize } from "../images/render.js";
import type { Caption } from "../sets/candidate.js";
import type { Family, ShiftRole } from "../sets/sources.js";

/** Side of the images in pixels. */
export type ImageSize = typeof smallSize | typeof renderSize;

/** One split of a built corpus. Rows of all lists belong together. */
export interface CorpusSplit {
  readonly name: SplitName;
  readonly count: number;
  readonly ids: readonly string[];
  /** [count], index into the corpus's classes, −1 for icons that only have a caption. */
  readonly labels: Int32Array;
  /** What each icon shows, whatever set drew it: its name's words without style, in alphabetical order. */
  readonly concepts: readonly string[];
  readonly captions: readonly Caption[];
  /** Language each caption was written in, `en`, `de`, … */
  readonly languages: readonly string[];
  /** Set of each icon, and the family it belongs to. */
  readonly sets: readonly string[];
  readonly families: readonly Family[];
  /**
   * The images as bytes [count, size, size, 3], red, green, blue, white background. Read anew at each call.
   *
   * @param size 32 (default) or 64; the web-like pool has 32 only
   * @throws InputError naming file and block if it is damaged, or there are no images of that size
   */
  images(size?: ImageSize): Uint8Array;
}

/** A built corpus. Splits are read when asked for and kept, without their images. */
export interface Corpus {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Ids of the label classes; labels index into this list. */
  readonly classes: readonly string[];
  /** @throws InputError if the name is unknown, or the file is missing, damaged or not the one the manifest names */
  split(name: SplitName): CorpusSplit;
  /**
   * Rows of a split whose label is one of the classes a natural shift is restricted to. On the test split
   * they are the shift's in-distribution counterpart.
   */
  rowsOfShift(split: SplitName, shift: ShiftRole): Int32Array;
}

/**
 * Opens a built corpus.
 *
 * @param folder default: where `robustness corpus build` puts it
 * @throws InputError if there is none or its manifest is damaged
 */
export async function openCorpus(folder: string = builtFolder): Promise<Corpus> {
  const manifest = await readManifest(folder);
  const familyOf = new Map(manifest.sources.map(({ set, family }) => [set, family]));
  const opened = new Map<SplitName, CorpusSplit>();
  const split = (name: SplitName): CorpusSplit => {
    if (!splitNames.includes(name)) throw new InputError(`no split "${name}"; expected ${oneOf(splitNames)}`);
    const known = opened.get(name);
    if (known) return known;
    const fresh = openSplit(folder, name, manifest, familyOf);
    opened.set(name, fresh);
    return fresh;
  };
  return {
    folder,
    manifest,
    classes: manifest.classes,
    split,
    rowsOfShift: (name, shift) => {
      const kept = new Set(manifest.shiftClasses[shift].map((id) => manifest.classes.indexOf(id)));
      const { labels } = split(name);
      return Int32Array.from(labels.keys()).filter((row) => kept.has(labels[row]!));
    },
  };
}

function openSplit(
  folder: string,
  name: SplitName,
  manifest: Manifest,
  familyOf: ReadonlyMap<string, Family>,
): CorpusSplit {
  const { files } = manifest.splits[name];
  const pack = (size: ImageSize): Pack<SplitAbout, SplitColumns> => {
    const built = files[size];
    if (!built) throw new InputError(`split ${name} has no images of ${size} pixels`);
    const opened = new Pack<SplitAbout, SplitColumns>(join(folder, built.file));
    // The pack of another split, or of another build, is whole in itself. Only the header is read for this: it has the
    // hashes of all sections, which are compared as they are read.
    if (opened.contentHash !== built.content)
      throw new InputError(
        `${opened.path}: is whole but not the file of this corpus; run corpus build to make it again`,
      );
    return opened;
  };
  const small = pack(smallSize);
  const { columns } = small;
  const sets = columns.id.map((id) => id.slice(0, id.indexOf(":")));
  return {
    name,
    count: small.count,
    ids: columns.id,
    labels: Int32Array.from(columns.label),
    concepts: columns.concept,
    captions: columns.title.map((title, row) => ({
      title,
      description: columns.description[row]!,
      tags: columns.tags[row]!,
      styleWords: columns.styleWords[row]!,
    })),
    languages: columns.language,
    sets,
    families: sets.map((set) => familyOf.get(set)!),
    images: (size = smallSize) => pack(size).rgb(),
  };
}
