import type { SplitName } from "../corpus/build/splits.js";
import { type IconExample, iconsNamed, iconsOfClasses } from "../corpus/read/iconExamples.js";
import type { Corpus } from "../corpus/read/openCorpus.js";
import { displayGallery } from "../notebook/display.js";
import type { GalleryItem, GalleryOptions } from "../notebook/gallery.js";

/** A line of icons to be looked at. */
export interface IconRow {
  readonly title: string;
  readonly split: SplitName;
  readonly ids: readonly string[];
}

function itemOf({ png }: IconExample, line: string): GalleryItem {
  return { pictures: [png], lines: [line] };
}

/** What a reader calls a split: the training split is the reference. */
function titleOf(split: SplitName): string {
  return split === "train" ? "reference" : split;
}

/**
 * Shows one icon per class and split, drawn at random, with the set it comes from; a gap where the split has none. Each
 * split is a row.
 * @param classes ids of the classes
 * @throws Error outside a notebook
 */
export async function showClasses(
  corpus: Corpus,
  splits: readonly SplitName[],
  {
    classes,
    seed,
    ...options
  }: { readonly classes: readonly string[]; readonly seed: number } & GalleryOptions,
): Promise<void> {
  const shown = [];
  for (const split of splits) {
    const icons = await iconsOfClasses(corpus, split, { classes, seed });
    shown.push({ title: titleOf(split), items: icons.map((icon) => icon && itemOf(icon, icon.set)) });
  }
  await displayGallery(shown, options);
}

/**
 * Shows icons by their ids, with their titles below.
 * @throws Error outside a notebook
 */
export async function showIcons(
  corpus: Corpus,
  rows: readonly IconRow[],
  options: GalleryOptions = {},
): Promise<void> {
  const shown = [];
  for (const { title, split, ids } of rows) {
    const icons = await iconsNamed(corpus, split, ids);
    shown.push({ title, items: icons.map((icon) => itemOf(icon, icon.caption.title)) });
  }
  await displayGallery(shown, options);
}
