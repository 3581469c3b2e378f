import { Random } from "../../base/random.js";
import { thumbnailCells as cells, type Fingerprints, hashWords } from "./fingerprint.js";

/**
 * Two drawings are near-duplicates if their hashes differ in at most `maxHashDistance` of 256 bits and the Pearson
 * correlation of their thumbnails is at least `minCorrelation`.
 */
export interface DuplicateRule {
  readonly maxHashDistance: number;
  readonly minCorrelation: number;
}

/**
 * The rules of the corpus. They were chosen on pairs judged by eye (data/corpus/near-duplicate-pairs.json).
 * test/corpus/duplicates/nearDuplicates.test.ts checks the precision and recall of both.
 */
export const duplicateRules = {
  /** Within a pool: few false alarms, because each one costs an image. */
  same: { maxHashDistance: 24, minCorrelation: 0.97 },
  /** Between training and test: the best balance of precision and recall, because each miss is a leak. */
  similar: { maxHashDistance: 34, minCorrelation: 0.91 },
} as const satisfies Record<string, DuplicateRule>;

/** Number of bits in which hash `a` of one list differs from hash `b` of another. */
export function hashDistance(left: Int32Array, a: number, right: Int32Array, b: number): number {
  let distance = 0;
  for (let word = 0; word < hashWords; word++)
    distance += bitCount(left[a * hashWords + word]! ^ right[b * hashWords + word]!);
  return distance;
}

/** Pearson correlation of thumbnail `a` of one list with thumbnail `b` of another; 0 if one of them is constant. */
export function thumbnailCorrelation(left: Fingerprints, a: number, right: Fingerprints, b: number): number {
  return dot(unitThumbnails(left, a, a + 1), 0, unitThumbnails(right, b, b + 1), 0);
}

/**
 * Finds the near-duplicates within a list. Candidate pairs come from bit sampling (Indyk and Motwani 1998): icons whose
 * hashes agree in 18 randomly chosen bits are compared, and this is repeated 40 times. It finds a pair at distance 12
 * with probability 1 − 10⁻⁹ and one at distance 24 with probability 0.999. Once an icon is found to be a duplicate, it
 * is not compared again, so a chain of near-duplicates may keep fewer icons than possible.
 *
 * @returns for each icon, the index of the one it duplicates, or −1 if it stays
 */
export function duplicateOf(prints: Fingerprints, rule: DuplicateRule): Int32Array {
  const { count, hashes } = prints;
  const units = unitThumbnails(prints, 0, count);
  const random = new Random("bit sampling");
  const original = new Int32Array(count).fill(-1);
  for (let table = 0; table < 40; table++) {
    const keys = sampledKeys(prints, random.sample(allBits, 18));
    const order = sortedBy(
      keys,
      Uint32Array.from({ length: count }, (_, i) => i).filter((i) => original[i] === -1),
    );
    for (let start = 0, end = 0; start < order.length; start = end) {
      while (end < order.length && keys[order[end]!] === keys[order[start]!]) end++;
      for (let i = start; i < end; i++) {
        const a = order[i]!;
        if (original[a] !== -1) continue;
        for (let j = i + 1; j < end; j++) {
          const b = order[j]!;
          if (
            original[b] === -1 &&
            withinDistance(hashes, a, hashes, b, rule.maxHashDistance) &&
            dot(units, a, units, b) >= rule.minCorrelation
          )
            original[b] = a;
        }
      }
    }
  }
  return original;
}

/**
 * Finds, for each icon of a list, the first icon of another list that it duplicates. Compares every pair.
 *
 * @returns for each icon, an index into `others`, or −1
 */
export function duplicateIn(prints: Fingerprints, others: Fingerprints, rule: DuplicateRule): Int32Array {
  const units = unitThumbnails(prints, 0, prints.count);
  const otherUnits = unitThumbnails(others, 0, others.count);
  return Int32Array.from({ length: prints.count }, (_, a) => {
    for (let b = 0; b < others.count; b++)
      if (
        withinDistance(prints.hashes, a, others.hashes, b, rule.maxHashDistance) &&
        dot(units, a, otherUnits, b) >= rule.minCorrelation
      )
        return b;
    return -1;
  });
}

const allBits = Array.from({ length: 32 * hashWords }, (_, bit) => bit);

function sampledKeys({ count, hashes }: Fingerprints, bits: readonly number[]): Uint32Array {
  const keys = new Uint32Array(count);
  for (const bit of bits)
    for (let icon = 0; icon < count; icon++)
      keys[icon] = (keys[icon]! << 1) | ((hashes[icon * hashWords + (bit >> 5)]! >>> (bit & 31)) & 1);
  return keys;
}

/** Icons sorted by key, ties by number. Key and number are packed into one number, which sorts without a callback. */
function sortedBy(keys: Uint32Array, icons: Uint32Array): Uint32Array {
  const count = keys.length;
  const places = Float64Array.from(icons, (icon) => keys[icon]! * count + icon).sort();
  return Uint32Array.from(places, (place) => place % count);
}

/**
 * Whether two hashes differ in at most `most` bits. The middle rows differ most, so they are compared first. They
 * usually decide, which makes the branch predictable.
 */
function withinDistance(left: Int32Array, a: number, right: Int32Array, b: number, most: number): boolean {
  const i = a * hashWords;
  const j = b * hashWords;
  const middle = bitsOfFour(
    left[i + 2]! ^ right[j + 2]!,
    left[i + 3]! ^ right[j + 3]!,
    left[i + 4]! ^ right[j + 4]!,
    left[i + 5]! ^ right[j + 5]!,
  );
  if (middle > most) return false;
  const outer = bitsOfFour(
    left[i]! ^ right[j]!,
    left[i + 1]! ^ right[j + 1]!,
    left[i + 6]! ^ right[j + 6]!,
    left[i + 7]! ^ right[j + 7]!,
  );
  return middle + outer <= most;
}

function bitCount(word: number): number {
  return sumOfBytes(nibblesToBytes(bitsPerNibble(word)));
}

/** Number of set bits in four words. The last steps of counting are shared. */
function bitsOfFour(a: number, b: number, c: number, d: number): number {
  return sumOfBytes(
    nibblesToBytes(bitsPerNibble(a) + bitsPerNibble(b)) + nibblesToBytes(bitsPerNibble(c) + bitsPerNibble(d)),
  );
}

function bitsPerNibble(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  return (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
}

function nibblesToBytes(nibbles: number): number {
  return (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f);
}

function sumOfBytes(bytes: number): number {
  return Math.imul(bytes, 0x01010101) >>> 24;
}

/** Thumbnails `from` to `to` − 1, centred and scaled to length 1, so that dot products are correlations. */
export function unitThumbnails({ thumbnails }: Fingerprints, from: number, to: number): Float32Array {
  const out = new Float32Array((to - from) * cells);
  for (let icon = from; icon < to; icon++) {
    const cell = icon * cells;
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += thumbnails[cell + i]!;
    const mean = sum / cells;
    let squares = 0;
    for (let i = 0; i < cells; i++) squares += (thumbnails[cell + i]! - mean) ** 2;
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let i = 0; i < cells; i++) out[(icon - from) * cells + i] = (thumbnails[cell + i]! - mean) * scale;
  }
  return out;
}

function dot(left: Float32Array, a: number, right: Float32Array, b: number): number {
  let sum = 0;
  for (let i = 0; i < cells; i++) sum += left[a * cells + i]! * right[b * cells + i]!;
  return sum;
}
