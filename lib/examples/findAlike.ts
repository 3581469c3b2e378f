import { type Fingerprints, joinFingerprints } from "../corpus/duplicates/fingerprint.js";
import { areNearer, largestCorrelations } from "../corpus/duplicates/likeness.js";
import { printsOfIcons, printsOfSplit } from "../corpus/read/leaks.js";
import type { Corpus } from "../corpus/read/openCorpus.js";
import type { ShiftRole } from "../corpus/sets/sources.js";
import type { Alike } from "./alike.js";

/**
 * Finds the labelled icons of the web-like pool that are nearer to a test icon of the shifts than every training icon of the
 * reference is. Compares every pair, which takes some minutes.
 * @param shifts whose test icons count
 */
export async function findAlike(corpus: Corpus, shifts: readonly ShiftRole[]): Promise<Omit<Alike, "note">> {
  const tests = joinFingerprints(shifts.map((shift) => printsOfSplit(corpus, shift).prints));
  const reference = printsOfSplit(corpus, "train").prints;
  const { ids, labels, families } = corpus.split("web");
  const rows = [...ids.keys()].filter((row) => labels[row]! >= 0);
  const { prints } = await printsOfIcons(rows.map((row) => ids[row]!));
  const near = nearerThanReference(prints, reference, tests);
  return {
    labelled: rows.length,
    left: near.filter((isNear) => !isNear).length,
    withoutEmoji: rows.filter((row) => families[row] !== "emoji").length,
    icons: rows
      .filter((_, at) => near[at])
      .map((row) => ids[row]!)
      .sort(),
  };
}

/** Which icons of a pool are nearer to some test icon than every icon of the reference is. */
export function nearerThanReference(
  pool: Fingerprints,
  reference: Fingerprints,
  tests: Fingerprints,
): boolean[] {
  return areNearer(pool, tests, largestCorrelations(tests, reference));
}
