import { thumbnailCells as cells, type Fingerprints } from "./fingerprint.js";
import { unitThumbnails } from "./nearDuplicates.js";

// How alike icons of two lists are: the Pearson correlation of thumbnails by which near-duplicates are confirmed. Every pair
// is compared; a billion pairs take some minutes.

/** The largest correlation of each icon with any of the others; −1 if there are none. */
export function largestCorrelations(prints: Fingerprints, others: Fingerprints): Float32Array {
  const own = unitThumbnails(prints, 0, prints.count);
  const theirs = unitThumbnails(others, 0, others.count);
  return Float32Array.from({ length: prints.count }, (_, icon) => {
    let largest = -1;
    for (let other = 0; other < others.count; other++) {
      const correlation = correlationOf(own, icon, theirs, other);
      if (correlation > largest) largest = correlation;
    }
    return largest;
  });
}

/**
 * Which icons are more like one of the others than a limit.
 * @param limits a correlation for each of the others
 * @returns for each icon, whether its correlation with any of the others exceeds that one's limit
 */
export function areNearer(prints: Fingerprints, others: Fingerprints, limits: Float32Array): boolean[] {
  const own = unitThumbnails(prints, 0, prints.count);
  const theirs = unitThumbnails(others, 0, others.count);
  return Array.from({ length: prints.count }, (_, icon) => {
    for (let other = 0; other < others.count; other++)
      if (correlationOf(own, icon, theirs, other) > limits[other]!) return true;
    return false;
  });
}

function correlationOf(left: Float32Array, a: number, right: Float32Array, b: number): number {
  let sum = 0;
  const [from, to] = [a * cells, b * cells];
  for (let cell = 0; cell < cells; cell++) sum += left[from + cell]! * right[to + cell]!;
  return sum;
}
