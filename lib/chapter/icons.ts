import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import type { SplitName } from "../corpus/build/splits.js";
import { compareDrawings } from "../corpus/duplicates/compareDrawings.js";
import { drawIcons } from "../corpus/images/drawIcons.js";
import { pngOfPicture } from "../corpus/images/png.js";
import { type IconExample, iconsNamed, iconsOfClasses, randomIcons } from "../corpus/read/iconExamples.js";
import type { Corpus } from "../corpus/read/openCorpus.js";
import { displayGallery } from "../notebook/display.js";
import type { GalleryItem, GalleryOptions, GalleryRow } from "../notebook/gallery.js";

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

/**
 * Shows one icon per class and split, drawn at random, with its class and set, and below them as many icons of the
 * adversarially filtered shift, whatever their class.
 * @param adversarial ids of that shift, all from the split `matched`
 * @throws Error outside a notebook
 */
export async function showSplits(
  corpus: Corpus,
  splits: readonly SplitName[],
  {
    classes,
    seed,
    adversarial,
    ...options
  }: {
    readonly classes: readonly string[];
    readonly seed: number;
    readonly adversarial: readonly string[];
  } & GalleryOptions,
): Promise<void> {
  const withClass = (icon: IconExample): GalleryItem => ({
    pictures: [icon.png],
    lines: [icon.classId ?? "", icon.set],
  });
  const shown: GalleryRow[] = [];
  for (const split of splits) {
    const icons = await iconsOfClasses(corpus, split, { classes, seed });
    shown.push({ title: split, items: icons.map((icon) => icon && withClass(icon)) });
  }
  const hard = new Random(seed).stream("hard").sample(adversarial, classes.length);
  const items = (await iconsNamed(corpus, "matched", hard)).map(withClass);
  await displayGallery([...shown, { title: "adversarial", items }], options);
}

/** What the publisher of an icon says about it, and its label, as lines below its picture. */
export function captionLines({ set, classId, caption }: Omit<IconExample, "png" | "id">): string[] {
  const { title, description, tags } = caption;
  return [
    classId === undefined ? "no label" : `label: ${classId}`,
    `title: ${title}`,
    ...(description === "" ? [] : [`description: ${description}`]),
    ...(tags.length === 0 ? [] : [`tags: ${tags.slice(0, 6).join(", ")}`]),
    set,
  ];
}

/** Shows random icons of each split with their captions, sets in turn. @throws Error outside a notebook */
export async function showCaptions(
  corpus: Corpus,
  splits: readonly SplitName[],
  { count, seed, ...options }: { readonly count: number; readonly seed: number } & GalleryOptions,
): Promise<void> {
  const shown: GalleryRow[] = [];
  for (const split of splits) {
    const icons = await randomIcons(corpus, split, { count, seed });
    shown.push({
      title: split,
      items: icons.map((icon) => ({ pictures: [icon.png], lines: captionLines(icon) })),
    });
  }
  await displayGallery(shown, options);
}

/** Pairs on one line of a gallery. */
const pairsPerLine = 4;

/**
 * Pairs of icons as rows of a gallery, rendered from their installed sets: both pictures, how far their hashes are
 * apart in bits, how well their thumbnails correlate, and their ids. Four pairs stand on a line.
 * @param pairs name of the row → pairs of ids
 * @throws InputError for an icon without a picture
 */
export async function pairGallery(
  pairs: Readonly<Record<string, readonly (readonly [string, string])[]>>,
): Promise<GalleryRow[]> {
  const drawn = await drawIcons(Object.values(pairs).flat(2));
  const pictureOf = (id: string) => {
    const picture = drawn.get(id);
    if (picture === undefined) throw new InputError(`icon "${id}": no picture in the installed sets`);
    return picture;
  };
  const itemOfPair = async ([a, b]: readonly [string, string]): Promise<GalleryItem> => {
    const [first, second] = [pictureOf(a), pictureOf(b)];
    const { distance, correlation } = compareDrawings(first, second);
    return {
      pictures: await Promise.all([first, second].map(pngOfPicture)),
      lines: [`${distance} bits, r = ${correlation.toFixed(3)}`, a, b],
    };
  };
  const shown: GalleryRow[] = [];
  for (const [title, all] of Object.entries(pairs))
    for (let start = 0; start < all.length; start += pairsPerLine)
      shown.push({
        title,
        items: await Promise.all(all.slice(start, start + pairsPerLine).map(itemOfPair)),
      });
  return shown;
}

/** Shows `pairGallery`. @throws InputError as there; Error outside a notebook */
export async function showPairs(
  pairs: Readonly<Record<string, readonly (readonly [string, string])[]>>,
  options: GalleryOptions = {},
): Promise<void> {
  await displayGallery(await pairGallery(pairs), options);
}
