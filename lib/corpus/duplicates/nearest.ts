import type { Likeness } from "./compareDrawings.js";
import { thumbnailCells as cells, type Fingerprints } from "./fingerprint.js";
import { hashDistance, unitThumbnails } from "./nearDuplicates.js";

/** The icon of a list that looks most like another icon. */
export interface Nearest extends Likeness {
  /** Its index in the list. */
  readonly at: number;
}

/**
 * Finds, for icons, the one of a list whose thumbnail correlates most with theirs; of equals the first. Compares every pair.
 * @param others at least one icon
 */
export function nearestAmong(others: Fingerprints): (prints: Fingerprints) => Nearest[] {
  if (others.count === 0) throw new RangeError("no icons to compare with");
  const theirs = unitThumbnails(others, 0, others.count);
  return (prints) => {
    const own = unitThumbnails(prints, 0, prints.count);
    return Array.from({ length: prints.count }, (_, icon) => {
      let [at, correlation] = [0, Number.NEGATIVE_INFINITY];
      for (let other = 0; other < others.count; other++) {
        let sum = 0;
        for (let cell = 0, a = icon * cells, b = other * cells; cell < cells; cell++)
          sum += own[a + cell]! * theirs[b + cell]!;
        if (sum > correlation) [at, correlation] = [other, sum];
      }
      return { at, correlation, distance: hashDistance(prints.hashes, icon, others.hashes, at) };
    });
  };
}
