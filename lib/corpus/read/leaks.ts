import { join } from "node:path";
import type { SplitColumns } from "../build/splitPack.js";
import { type SplitName, testSplits } from "../build/splits.js";
import {
  type Fingerprints,
  fingerprintOf,
  fingerprintsOf,
  joinFingerprints,
} from "../duplicates/fingerprint.js";
import { duplicateIn, duplicateRules } from "../duplicates/nearDuplicates.js";
import { drawIcons } from "../images/drawIcons.js";
import { Pack } from "../images/pack.js";
import type { Corpus } from "./openCorpus.js";

/** Icons with what near-duplicates are found by, in the same order. */
export interface PrintedIcons {
  readonly ids: readonly string[];
  readonly prints: Fingerprints;
}

/** A training icon and a test icon that it resembles. */
export interface Leak {
  readonly training: string;
  readonly test: string;
}

/** Fingerprints of a split, made anew from its 64-pixel images. @throws RangeError for the web-like pool, which has none */
export function printsOfSplit({ folder, manifest }: Corpus, name: SplitName): PrintedIcons {
  const file = manifest.splits[name].files[64];
  if (file === undefined) throw new RangeError(`split ${name} has no images of 64 pixels; use printsOfIcons`);
  const pack = new Pack<object, Pick<SplitColumns, "id">>(join(folder, file.file));
  return { ids: pack.columns.id, prints: fingerprintsOf([...pack.pictures()].map(fingerprintOf)) };
}

/** Fingerprints of icons rendered anew from their sets; about a millisecond an icon. */
export async function printsOfIcons(ids: readonly string[]): Promise<PrintedIcons> {
  const pictures = await drawIcons(ids);
  const prints = ids.map((id) => {
    const picture = pictures.get(id);
    if (picture === undefined) throw new RangeError(`${id} has no picture`);
    return fingerprintOf(picture);
  });
  return { ids, prints: fingerprintsOf(prints) };
}

/** All test icons of a corpus: the reference test and the natural shifts. */
export function printsOfTests(corpus: Corpus): PrintedIcons {
  const splits = testSplits.map((name) => printsOfSplit(corpus, name));
  return {
    ids: splits.flatMap(({ ids }) => ids),
    prints: joinFingerprints(splits.map(({ prints }) => prints)),
  };
}

/** Training icons that are near-duplicates of a test icon by the rule `similar`. Every pair is compared. */
export function findLeaks(training: PrintedIcons, tests: PrintedIcons): Leak[] {
  const found = duplicateIn(training.prints, tests.prints, duplicateRules.similar);
  return training.ids.flatMap((id, at) =>
    found[at] === -1 ? [] : [{ training: id, test: tests.ids[found[at]!]! }],
  );
}
