import type { Picture } from "../images/picture.js";
import { fingerprintOf, fingerprintsOf } from "./fingerprint.js";
import { hashDistance, thumbnailCorrelation } from "./nearDuplicates.js";

/** What the near-duplicate rules look at. */
export interface Likeness {
  /** Bits in which the perceptual hashes differ, of 256. */
  readonly distance: number;
  /** Pearson correlation of the thumbnails, in [−1, 1]. */
  readonly correlation: number;
}

/** How alike two drawings are. */
export function compareDrawings(a: Picture, b: Picture): Likeness {
  const both = fingerprintsOf([fingerprintOf(a), fingerprintOf(b)]);
  return {
    distance: hashDistance(both.hashes, 0, both.hashes, 1),
    correlation: thumbnailCorrelation(both, 0, both, 1),
  };
}
