import { Random } from "../base/random.js";
import { thumbnailCells as cells, type Fingerprints, hashWords } from "./fingerprint.js";

/**
 * When two drawings count as near-duplicates: their hashes differ in at most `maxHashDistance` of 256 bits,
 * and their thumbnails correlate by at least `minCorrelation` (Pearson). Chosen on judged pairs, see
 * test/corpus/nearDuplicatePairs.json; the test beside it asserts precision and recall.
 */
export interface DuplicateRule {
  readonly maxHashDistance: number;
  readonly minCorrelation: number;
}
export const duplicateRule: DuplicateRule = { maxHashDistance: 30, minCorrelation: 0.92 };

/** Bits in which hash a of one list differs from hash b of another. */
export function hashDistance(left: Uint32Array, a: number, right: Uint32Array, b: number): number {
  let distance = 0;
  for (let word = 0; word < hashWords; word++)
    distance += bitCount(left[a * hashWords + word]! ^ right[b * hashWords + word]!);
  return distance;
}

/** Pearson correlation of thumbnail a of one list with b of another; 0 if one has no variation. */
export function thumbnailCorrelation(left: Fingerprints, a: number, right: Fingerprints, b: number): number {
  return dot(unitThumbnails(left, a, a + 1), 0, unitThumbnails(right, b, b + 1), 0);
}

/**
 * Calls `found` for the pairs a < b of near-duplicates within a list. Pairs are sought by bit sampling
 * (Indyk and Motwani 1998): icons whose hashes agree in 20 randomly chosen bits are compared, 48 times over.
 * That finds a pair at distance 20 with probability 0.99997, at 30 with 0.984; every pair found is one.
 */
export function findWithin(
  prints: Fingerprints,
  found: (a: number, b: number) => void,
  rule: DuplicateRule = duplicateRule,
): void {
  const { count } = prints;
  const units = unitThumbnails(prints, 0, count);
  const random = new Random("bit sampling");
  const seen = new Set<number>();
  for (let table = 0; table < 48; table++) {
    const bits = random.sample(allBits, 20);
    const keys = sampledKeys(prints, bits);
    const order = Uint32Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => keys[a]! - keys[b]! || a - b,
    );
    for (let start = 0, end = 0; start < count; start = end) {
      while (end < count && keys[order[end]!] === keys[order[start]!]) end++;
      for (let i = start; i < end; i++)
        for (let j = i + 1; j < end; j++) {
          const [a, b] = [order[i]!, order[j]!];
          if (!withinDistance(prints.hashes, a, prints.hashes, b, rule.maxHashDistance)) continue;
          if (dot(units, a, units, b) < rule.minCorrelation || seen.has(a * count + b)) continue;
          seen.add(a * count + b);
          found(a, b);
        }
    }
  }
}

/** Calls `found` for every near-duplicate pair of an icon a of one list and b of another; all are compared. */
export function findAcross(
  left: Fingerprints,
  right: Fingerprints,
  found: (a: number, b: number) => void,
  rule: DuplicateRule = duplicateRule,
): void {
  const leftUnits = unitThumbnails(left, 0, left.count);
  const rightUnits = unitThumbnails(right, 0, right.count);
  for (let a = 0; a < left.count; a++)
    for (let b = 0; b < right.count; b++)
      if (
        withinDistance(left.hashes, a, right.hashes, b, rule.maxHashDistance) &&
        dot(leftUnits, a, rightUnits, b) >= rule.minCorrelation
      )
        found(a, b);
}

const allBits = Array.from({ length: 32 * hashWords }, (_, bit) => bit);

function sampledKeys({ count, hashes }: Fingerprints, bits: readonly number[]): Uint32Array {
  const keys = new Uint32Array(count);
  for (const bit of bits)
    for (let icon = 0; icon < count; icon++)
      keys[icon] = (keys[icon]! << 1) | ((hashes[icon * hashWords + (bit >> 5)]! >>> (bit & 31)) & 1);
  return keys;
}

/** Whether two hashes differ in at most `most` bits; the middle rows, which tell most, come first. */
function withinDistance(left: Uint32Array, a: number, right: Uint32Array, b: number, most: number): boolean {
  const i = a * hashWords;
  const j = b * hashWords;
  let distance = bitCount(left[i + 3]! ^ right[j + 3]!) + bitCount(left[i + 4]! ^ right[j + 4]!);
  if (distance > most) return false;
  distance += bitCount(left[i + 2]! ^ right[j + 2]!) + bitCount(left[i + 5]! ^ right[j + 5]!);
  if (distance > most) return false;
  distance += bitCount(left[i + 1]! ^ right[j + 1]!) + bitCount(left[i + 6]! ^ right[j + 6]!);
  if (distance > most) return false;
  distance += bitCount(left[i]! ^ right[j]!) + bitCount(left[i + 7]! ^ right[j + 7]!);
  return distance <= most;
}

function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Thumbnails from … to − 1, centred and scaled to length 1: the dot product of two is their correlation. */
function unitThumbnails({ thumbnails }: Fingerprints, from: number, to: number): Float32Array {
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
