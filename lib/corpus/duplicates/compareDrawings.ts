import type { Picture } from "../images/picture.js";
import { fingerprintOf, fingerprintsOf } from "./fingerprint.js";
import { hashDistance, thumbnailCorrelation } from "./nearDuplicates.js";

/** The two measures that the near-duplicate rules use. */
export interface Likeness {
  /** Number of bits, out of 256, in which the perceptual hashes differ. */
  readonly distance: number;
  /** Pearson correlation of the thumbnails, in [−1, 1]. */
  readonly correlation: number;
}

/** Measures how alike two drawings are. */
export function compareDrawings(a: Picture, b: Picture): Likeness {
  const both = fingerprintsOf([fingerprintOf(a), fingerprintOf(b)]);
  return {
    distance: hashDistance(both.hashes, 0, both.hashes, 1),
    correlation: thumbnailCorrelation(both, 0, both, 1),
  };
}
