import { hashSide, hashWords, thumbnailSide } from "./fingerprint.js";

/**
 * When two drawings count as near-duplicates: their hashes differ in at most `maxHashDistance` of 256 bits,
 * and their thumbnails correlate by at least `minCorrelation` (Pearson). Chosen on the judged pairs of
 * test/corpus/nearDuplicatePairs.json; precision and recall there are asserted by the test beside it.
 */
export interface DuplicateRule {
  readonly maxHashDistance: number;
  readonly minCorrelation: number;
}
export const duplicateRule: DuplicateRule = { maxHashDistance: 30, minCorrelation: 0.92 };

/** Fingerprints of many icons, flat: icon i has hashes [i · 8, …) and thumbnails [i · 144, …). */
export interface Fingerprints {
  readonly count: number;
  readonly hashes: Uint32Array;
  readonly thumbnails: Uint8Array;
}

/** Bits in which two hashes differ. */
export function hashDistance(hashes: Uint32Array, a: number, b: number): number {
  let distance = 0;
  for (let word = 0; word < hashWords; word++)
    distance += bitCount(hashes[a * hashWords + word]! ^ hashes[b * hashWords + word]!);
  return distance;
}

function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Thumbnails centred and scaled to length 1, so that their dot product is the correlation. */
export function unitThumbnails({ count, thumbnails }: Fingerprints): Float32Array {
  const cells = thumbnailSide * thumbnailSide;
  const out = new Float32Array(count * cells);
  for (let icon = 0; icon < count; icon++) {
    const from = icon * cells;
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += thumbnails[from + i]!;
    const mean = sum / cells;
    let squares = 0;
    for (let i = 0; i < cells; i++) squares += (thumbnails[from + i]! - mean) ** 2;
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let i = 0; i < cells; i++) out[from + i] = (thumbnails[from + i]! - mean) * scale;
  }
  return out;
}

/** Correlation of two unit thumbnails; two without any variation count as equal. */
export function correlation(units: Float32Array, a: number, b: number): number {
  const cells = thumbnailSide * thumbnailSide;
  let sum = 0;
  for (let i = 0; i < cells; i++) sum += units[a * cells + i]! * units[b * cells + i]!;
  return sum;
}

/** Calls `found` once for each pair of near-duplicates a < b, in an order that is always the same. */
export function findNearDuplicates(
  prints: Fingerprints,
  found: (a: number, b: number) => void,
  options: { rule?: DuplicateRule; progress?: (share: number) => void } = {},
): void {
  const { maxHashDistance, minCorrelation } = options.rule ?? duplicateRule;
  const units = unitThumbnails(prints);
  const tree = leavesOf(prints);
  const { order, leaves, counts } = tree;
  for (let first = 0; first < leaves.length; first++) {
    for (let second = first; second < leaves.length; second++) {
      if (boxDistance(tree, first, second) > maxHashDistance) continue;
      for (let i = leaves[first]!.from; i < leaves[first]!.to; i++) {
        const a = order[i]!;
        for (let j = first === second ? i + 1 : leaves[second]!.from; j < leaves[second]!.to; j++) {
          const b = order[j]!;
          if (
            countDistance(counts, a, b, maxHashDistance) <= maxHashDistance &&
            hashDistance(prints.hashes, a, b) <= maxHashDistance &&
            correlation(units, a, b) >= minCorrelation
          )
            found(Math.min(a, b), Math.max(a, b));
        }
      }
    }
    options.progress?.((first + 1) / leaves.length);
  }
}

// What follows only spares work. The number of dark blocks in each column and each of 16 regions of a hash
// is a short vector, and the L1 distance of two such vectors never exceeds the distance of their hashes.

const dims = 32;
const leafSize = 24;

interface Leaf {
  readonly from: number;
  readonly to: number;
}
interface Tree {
  readonly order: Uint32Array;
  readonly leaves: readonly Leaf[];
  readonly counts: Uint8Array;
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/** Dark blocks per region (dims 0–15) and per column (16–31) of each hash. */
function blockCounts({ count, hashes }: Fingerprints): Uint8Array {
  const counts = new Uint8Array(count * dims);
  for (let icon = 0; icon < count; icon++)
    for (let y = 0; y < hashSide; y++) {
      const row = (hashes[icon * hashWords + (y >> 1)]! >>> (y % 2 === 0 ? 16 : 0)) & 0xffff;
      for (let x = 0; x < hashSide; x++)
        if (((row >>> (15 - x)) & 1) === 0) {
          counts[icon * dims + (y >> 2) * 4 + (x >> 2)]!++;
          counts[icon * dims + 16 + x]!++;
        }
    }
  return counts;
}

/** Splits at the median of the widest dimension until a leaf holds few; keeps each leaf's bounding box. */
function leavesOf(prints: Fingerprints): Tree {
  const counts = blockCounts(prints);
  const order = Uint32Array.from({ length: prints.count }, (_, i) => i);
  const leaves: Leaf[] = [];
  const boxes: { low: number[]; high: number[] }[] = [];
  const split = (from: number, to: number): void => {
    const low = new Array<number>(dims).fill(255);
    const high = new Array<number>(dims).fill(0);
    for (let i = from; i < to; i++)
      for (let dim = 0; dim < dims; dim++) {
        const value = counts[order[i]! * dims + dim]!;
        if (value < low[dim]!) low[dim] = value;
        if (value > high[dim]!) high[dim] = value;
      }
    if (to - from <= leafSize) {
      leaves.push({ from, to });
      boxes.push({ low, high });
      return;
    }
    let widest = 0;
    for (let dim = 1; dim < dims; dim++)
      if (high[dim]! - low[dim]! > high[widest]! - low[widest]!) widest = dim;
    order.subarray(from, to).sort((a, b) => counts[a * dims + widest]! - counts[b * dims + widest]! || a - b);
    const middle = (from + to) >> 1;
    split(from, middle);
    split(middle, to);
  };
  if (prints.count > 0) split(0, prints.count);
  return {
    order,
    leaves,
    counts,
    low: Uint8Array.from(boxes.flatMap(({ low }) => low)),
    high: Uint8Array.from(boxes.flatMap(({ high }) => high)),
  };
}

/** A lower bound of the distance of any hash of one leaf to any of another. */
function boxDistance({ low, high }: Tree, a: number, b: number): number {
  let regions = 0;
  let columns = 0;
  for (let dim = 0; dim < dims; dim++) {
    const gap = Math.max(
      0,
      low[a * dims + dim]! - high[b * dims + dim]!,
      low[b * dims + dim]! - high[a * dims + dim]!,
    );
    if (dim < 16) regions += gap;
    else columns += gap;
  }
  return Math.max(regions, columns);
}

/** A lower bound of the distance of two hashes; stops as soon as it exceeds `enough`. */
function countDistance(counts: Uint8Array, a: number, b: number, enough: number): number {
  let regions = 0;
  for (let dim = 0; dim < 16; dim++) regions += Math.abs(counts[a * dims + dim]! - counts[b * dims + dim]!);
  if (regions > enough) return regions;
  let columns = 0;
  for (let dim = 16; dim < dims; dim++)
    columns += Math.abs(counts[a * dims + dim]! - counts[b * dims + dim]!);
  return Math.max(regions, columns);
}
