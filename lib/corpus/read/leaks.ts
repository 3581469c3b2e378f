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

/** Icons and their fingerprints, in the same order. */
interface PrintedIcons {
  readonly ids: readonly string[];
  readonly prints: Fingerprints;
}

/** A training icon and the test icon that it resembles. */
interface Leak {
  readonly training: string;
  readonly test: string;
}

/**
 * Computes the fingerprints of a split from its 64-pixel images.
 * @throws RangeError for the web-like pool, which has no images of that size
 */
export function printsOfSplit({ folder, manifest }: Corpus, name: SplitName): PrintedIcons {
  const file = manifest.splits[name].files[64];
  if (file === undefined) throw new RangeError(`split ${name} has no images of 64 pixels; use printsOfIcons`);
  const pack = new Pack<object, Pick<SplitColumns, "id">>(join(folder, file.file));
  return { ids: pack.columns.id, prints: fingerprintsOf([...pack.pictures()].map(fingerprintOf)) };
}

/** Renders icons from their sets and computes their fingerprints. Takes about 1 ms per icon. */
export async function printsOfIcons(ids: readonly string[]): Promise<PrintedIcons> {
  const pictures = await drawIcons(ids);
  const prints = ids.map((id) => {
    const picture = pictures.get(id);
    if (picture === undefined) throw new RangeError(`${id} has no picture`);
    return fingerprintOf(picture);
  });
  return { ids, prints: fingerprintsOf(prints) };
}

/** Fingerprints of all test icons of a corpus: the reference test and the natural shifts. */
export function printsOfTests(corpus: Corpus): PrintedIcons {
  const splits = testSplits.map((name) => printsOfSplit(corpus, name));
  return {
    ids: splits.flatMap(({ ids }) => ids),
    prints: joinFingerprints(splits.map(({ prints }) => prints)),
  };
}

/** Finds training icons that nearly duplicate a test icon by the rule `similar`. Compares every pair. */
export function findLeaks(training: PrintedIcons, tests: PrintedIcons): Leak[] {
  const found = duplicateIn(training.prints, tests.prints, duplicateRules.similar);
  return training.ids.flatMap((id, at) =>
    found[at] === -1 ? [] : [{ training: id, test: tests.ids[found[at]!]! }],
  );
}
