import type { WrittenCaption } from "../names/captions.js";
import { createSetReaders } from "../names/setReader.js";
import type { Candidate } from "../sets/candidate.js";
import type { Source } from "../sets/sources.js";
import type { Shard } from "./shard.js";
import { isUsable, type NamedIcon } from "./splits.js";

/** What the icon names of one set say, in published order. */
export interface NamedSet {
  readonly icons: readonly NamedIcon[];
  /** Caption of an icon by its index in the set. */
  readonly captionOf: (icon: number) => WrittenCaption;
}

/** Reads the names of any set's icons. */
export interface NameReader {
  /** Ids of the label classes, sorted. */
  readonly classes: readonly string[];
  /** Ids of the classes whose terms occur in a text. */
  readonly classesIn: (text: string) => string[];
  readonly read: (source: Source, candidates: readonly Candidate[]) => NamedSet;
}

/** Loads classes and caption sources, which takes about a second, and returns a reader for the names of sets. */
export async function createNameReader(): Promise<NameReader> {
  const { vocabulary, readerOf, classesIn } = await createSetReaders();
  return {
    classes: vocabulary.classes.map(({ id }) => id).sort(),
    classesIn,
    read: ({ set, role }, candidates) => {
      const reader = readerOf(set, candidates);
      return {
        icons: candidates.map((candidate) => {
          const match = reader.match(candidate);
          return {
            id: candidate.id,
            role,
            classId: match.kind === "class" ? match.classId : undefined,
            named: match.kind !== "none",
            concept: reader.concept(candidate),
          };
        }),
        captionOf: (icon) => reader.caption(candidates[icon]!),
      };
    },
  };
}

/** All icons that have a picture, in the order of the sets. */
export interface NamedIcons {
  readonly icons: readonly NamedIcon[];
  /** For each kept picture, in the order of the shards, the index of its icon. */
  readonly pictured: readonly number[];
  /** Caption of an icon by its index. Captions are written on first use. */
  readonly captionOf: (icon: number) => WrittenCaption;
}

/** Collects the icons of all sets that rendering did not skip. @param shards one per set, in the same order */
export function gatherIcons(sets: readonly NamedSet[], shards: readonly Shard[]): NamedIcons {
  const icons: NamedIcon[] = [];
  const pictured: number[] = [];
  const writers: (() => WrittenCaption)[] = [];
  for (const [at, set] of sets.entries()) {
    const skipped = new Set(shards[at]!.about.skipped.map(({ id }) => id));
    for (const [place, icon] of set.icons.entries()) {
      if (skipped.has(icon.id)) continue;
      if (isUsable(icon)) pictured.push(icons.length);
      icons.push(icon);
      writers.push(() => set.captionOf(place));
    }
  }
  const captions = new Array<WrittenCaption | undefined>(icons.length);
  const captionOf = (icon: number): WrittenCaption => {
    const known = captions[icon] ?? writers[icon]!();
    captions[icon] = known;
    return known;
  };
  return { icons, pictured, captionOf };
}
