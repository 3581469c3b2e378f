import type { Manifest } from "../build/manifest.js";
import { type SplitName, splitNames } from "../build/splits.js";

/** Labelled icons and classes of a split. */
type Counts = readonly [labelled: number, classes: number];

/**
 * Counts of the first edition, which had 152 classes; its commit before the second edition rebuilds it (data/corpus/DATASHEET.md
 * has the same table). It held no icons out of the pool.
 */
const firstEdition: Readonly<Record<Exclude<SplitName, "webTest">, Counts>> = {
  train: [7262, 152],
  validation: [678, 141],
  test: [2379, 151],
  web: [15_300, 152],
  matched: [4030, 132],
  "hand-drawn": [1238, 91],
  renditions: [2325, 112],
  contexts: [1438, 83],
};

/** A split in both editions; null where the first had none. */
export interface EditionRow {
  readonly split: SplitName;
  /** Labelled icons and classes. */
  readonly "first: labelled": number | null;
  readonly "first: classes": number | null;
  readonly "second: labelled": number;
  readonly "second: classes": number;
  /** As many equally frequent classes would be as diverse: the inverse of Simpson's index. */
  readonly effective: number;
}

/** Labelled icons and classes of each split beside those of the first edition, and its effective number of classes. */
export function editionRows({ splits }: Pick<Manifest, "splits">): EditionRow[] {
  return splitNames.map((split) => {
    const { labelled, classes, effectiveClasses } = splits[split];
    const before = split === "webTest" ? undefined : firstEdition[split];
    return {
      split,
      "first: labelled": before?.[0] ?? null,
      "first: classes": before?.[1] ?? null,
      "second: labelled": labelled,
      "second: classes": classes,
      effective: effectiveClasses,
    };
  });
}
