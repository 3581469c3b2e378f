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
type ImageSize = typeof smallSize | typeof renderSize;

/** One split of a built corpus. Row i of every list describes the same icon. */
export interface CorpusSplit {
  readonly name: SplitName;
  readonly count: number;
  readonly ids: readonly string[];
  /** [count], indices into the corpus's classes; −1 for icons that only have a caption. */
  readonly labels: Int32Array;
  /** What each icon shows: the words of its name without style words, in alphabetical order. */
  readonly concepts: readonly string[];
  readonly captions: readonly Caption[];
  /** Language of each caption: `en`, `de`, … */
  readonly languages: readonly string[];
  /** The set of each icon, and that set's family. */
  readonly sets: readonly string[];
  readonly families: readonly Family[];
  /**
   * The images as RGB bytes [count, size, size, 3] on a white background. Every call reads them from the file.
   *
   * @param size 32 (default) or 64; the web-like pool has only 32
   * @throws InputError naming file and block if a block is damaged, or if there are no images of that size
   */
  images(size?: ImageSize): Uint8Array;
}

/** A built corpus. Splits are read on first use and kept in memory, without their images. */
export interface Corpus {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Ids of the label classes. Labels are indices into this list. */
  readonly classes: readonly string[];
  /** @throws InputError if the name is unknown, or the file is missing, damaged or not the one the manifest names */
  split(name: SplitName): CorpusSplit;
  /**
   * Rows of a split whose label is one of the classes of a natural shift. For the test split, these rows are the
   * shift's in-distribution counterpart.
   */
  rowsOfShift(split: SplitName, shift: ShiftRole): Int32Array;
}

/**
 * Opens a built corpus.
 *
 * @param folder default: the folder in which `robustness corpus build` writes
 * @throws InputError if there is no corpus or its manifest is damaged
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
    // A pack of another split or another build is intact, so only its content hash gives it away. This reads no more
    // than the header, which has the hashes of all sections; each section is checked against its hash when it is read.
    if (opened.contentHash !== built.content)
      throw new InputError(
        `${opened.path}: is intact but does not belong to this corpus; run corpus build to rebuild it`,
      );
    return opened;
  };
  const small = pack(smallSize);
  const { columns } = small;
  const sets = columns.id.map((id) => id.slice(0, id.indexOf(":")));
  const other = new Map(columns.otherRow.map((row, at) => [row, columns.other[at]!]));
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
      ...(other.has(row) ? { inOtherLanguage: other.get(row)! } : {}),
    })),
    languages: columns.language,
    sets,
    families: sets.map((set) => familyOf.get(set)!),
    images: (size = smallSize) => pack(size).rgb(),
  };
}
