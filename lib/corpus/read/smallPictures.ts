import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import type { SplitName } from "../build/splits.js";
import { Pack } from "../images/pack.js";
import type { Picture } from "../images/picture.js";
import { smallSize } from "../images/render.js";
import type { Corpus } from "./openCorpus.js";

/** Pictures of some icons of a split at 32 pixels, the size at which the miniature's networks see them, by row. */
export function smallPictures(
  { folder, manifest }: Corpus,
  name: SplitName,
  rows: Iterable<number>,
): Map<number, Picture> {
  const file = manifest.splits[name].files[smallSize];
  if (file === undefined) throw new InputError(`split ${name} has no images of ${smallSize} pixels`);
  const wanted = new Set(rows);
  const found = new Map<number, Picture>();
  let row = 0;
  for (const picture of new Pack<object, object>(join(folder, file.file)).pictures()) {
    if (wanted.has(row)) found.set(row, picture);
    row++;
  }
  return found;
}
