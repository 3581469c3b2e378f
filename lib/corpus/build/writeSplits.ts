import { join } from "node:path";
import { writeAtomically } from "../../base/files.js";
import { Pack } from "../images/pack.js";
import { halved, type Picture } from "../images/picture.js";
import { renderSize, smallSize } from "../images/render.js";
import type { BuiltFile, BuiltSplit } from "./manifest.js";
import type { NamedIcons } from "./namedSets.js";
import type { Shard } from "./shard.js";
import { encodeLarge, encodeSmall, type SplitRow } from "./splitPack.js";
import { type SplitName, type SplitSelection, splitNames } from "./splits.js";

/**
 * Writes the packs of all splits, with rows in the order of the shards. All images are read before the first `await`.
 * Other threads then compress them, so the caller can do other work.
 * @param finished called after each split with the number of splits written so far
 */
export async function writeSplits(
  folder: string,
  shards: readonly Shard[],
  named: NamedIcons & { readonly classes: readonly string[]; readonly selection: SplitSelection },
  finished: (splits: number) => void,
): Promise<Record<SplitName, BuiltSplit>> {
  const { icons, classes, pictured, captionOf, selection } = named;
  const splitOf = new Map(
    splitNames.flatMap((name) => selection.splits[name].map((icon) => [icon, name] as const)),
  );
  const pictures = Object.fromEntries(splitNames.map((name) => [name, [] as Picture[]])) as Record<
    SplitName,
    Picture[]
  >;
  let at = 0;
  for (const shard of shards)
    for (const picture of shard.pictures()) {
      const split = splitOf.get(pictured[at++]!);
      // The large pictures of the web-like pool would take half of the memory.
      if (split !== undefined) pictures[split].push(split === "web" ? halved(picture) : picture);
    }
  let done = 0;
  const write = async (name: SplitName): Promise<BuiltSplit> => {
    const rows = selection.splits[name].map((icon): SplitRow => {
      const { id, classId, concept } = icons[icon]!;
      const label = classId === undefined ? -1 : classes.indexOf(classId);
      return { id, label, concept, ...captionOf(icon) };
    });
    const labels = rows.map(({ label }) => label).filter((label) => label >= 0);
    const small = encodeSmall(name, rows, pictures[name]);
    // The web-like pool is stored only at the small size. At 64 pixels it would double the size of the corpus.
    const large = name === "web" ? undefined : encodeLarge(name, rows, pictures[name]);
    pictures[name] = [];
    const built = {
      icons: rows.length,
      labelled: labels.length,
      classes: new Set(labels).size,
      effectiveClasses: effectiveClasses(labels),
      files: {
        [smallSize]: await writePack(folder, `${name}-${smallSize}.pack`, await small),
        ...(large === undefined
          ? {}
          : { [renderSize]: await writePack(folder, `${name}-${renderSize}.pack`, await large) }),
      },
    };
    finished(++done);
    return built;
  };
  const built = await Promise.all(splitNames.map(async (name) => [name, await write(name)] as const));
  return Object.fromEntries(built) as Record<SplitName, BuiltSplit>;
}

/** The inverse of Simpson's index, (Σ n)² / Σ n² over classes, rounded to a tenth. 0 if there are no labels. */
export function effectiveClasses(labels: readonly number[]): number {
  const perClass = new Map<number, number>();
  for (const label of labels) perClass.set(label, (perClass.get(label) ?? 0) + 1);
  const squares = [...perClass.values()].reduce((sum, count) => sum + count * count, 0);
  return squares === 0 ? 0 : Math.round((10 * labels.length ** 2) / squares) / 10;
}

/** Writes a pack completely or not at all. */
async function writePack(folder: string, file: string, bytes: Uint8Array): Promise<BuiltFile> {
  const path = join(folder, file);
  await writeAtomically(path, bytes);
  return { file, bytes: bytes.length, content: new Pack(path).contentHash };
}
