import { InputError } from "../base/errors.js";

// Which icons of a test set a read-out got right, one bit per icon, as base64. The bits are ordered by class, and within a
// class as the test set is. So a bit's class follows from the numbers of icons by class, and the restriction of a test set
// to some classes keeps the order.

/** A test set's bits and the numbers of icons they belong to. */
interface IconsByClass {
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
}

/**
 * Packs which predictions are right.
 * @param predicted class numbers, one per icon in the order of the test set
 * @param labels the icons' own class numbers, from 0 to `classes` − 1
 */
export function packCorrect(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): string {
  const next = new Int32Array(classes + 1); // where the next icon of each class goes
  for (let at = 0; at < labels.length; at++) next[labels[at]! + 1]!++;
  for (let c = 1; c <= classes; c++) next[c]! += next[c - 1]!;
  const bits = new Uint8Array(labels.length);
  for (let at = 0; at < labels.length; at++) {
    const place = next[labels[at]!]!++;
    if (predicted[at] === labels[at]) bits[place] = 1;
  }
  return packBits(bits);
}

/** Packs zeros and ones, eight to a byte, the first in the lowest bit, as base64. */
export function packBits(bits: ArrayLike<number>): string {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let at = 0; at < bits.length; at++) if (bits[at]) bytes[at >> 3]! |= 1 << (at & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * One number per icon in the order of `packCorrect`: 1 if it was classified right, otherwise 0.
 * @throws InputError if the text is not base64, not of the right length, or has other counts by class
 */
export function unpackCorrect(packed: string, { correctByClass, totalByClass }: IconsByClass): Uint8Array {
  const total = totalByClass.reduce((sum, images) => sum + images, 0);
  const bits = unpackBits(packed, total);
  let at = 0;
  for (const [c, images] of totalByClass.entries()) {
    let right = 0;
    for (const end = at + images; at < end; at++) right += bits[at]!;
    if (right !== correctByClass[c])
      throw new InputError(`correctIcons: ${right} right in class ${c}, expected ${correctByClass[c]}`);
  }
  return bits;
}

/**
 * The counts that a read-out has on some icons of a test set.
 * @param count with the bits of all its icons
 * @param kept one number per icon in the order of `packCorrect`: 1 for those that count
 * @throws InputError as `unpackCorrect` does, or if `kept` has another number of icons
 */
export function countOn(
  count: IconsByClass & { readonly correctIcons: string },
  kept: Uint8Array,
): {
  correct: number;
  total: number;
  correctByClass: number[];
  totalByClass: number[];
  correctIcons: string;
} {
  const bits = unpackCorrect(count.correctIcons, count);
  if (kept.length !== bits.length)
    throw new InputError(`kept: ${kept.length} icons, expected ${bits.length}`);
  let at = 0;
  const byClass = count.totalByClass.map((images) => {
    const from = at;
    at += images;
    const own = kept.subarray(from, at);
    const right = bits.subarray(from, at).filter((bit, place) => bit === 1 && own[place] === 1).length;
    return { right, total: own.filter((one) => one === 1).length };
  });
  const shown = bits.filter((_, place) => kept[place] === 1);
  return {
    correct: shown.filter((bit) => bit === 1).length,
    total: shown.length,
    correctByClass: byClass.map(({ right }) => right),
    totalByClass: byClass.map(({ total }) => total),
    correctIcons: packBits(shown),
  };
}

/**
 * The inverse of `packBits`.
 * @param total number of bits
 * @param field what messages name
 * @throws InputError if the text is not base64 or not of the right length
 */
export function unpackBits(packed: string, total: number, field = "correctIcons"): Uint8Array {
  let bytes: string;
  try {
    bytes = atob(packed);
  } catch {
    throw new InputError(`${field}: not base64, expected ${total} bits`);
  }
  if (bytes.length !== Math.ceil(total / 8))
    throw new InputError(
      `${field}: ${bytes.length} bytes, expected ${Math.ceil(total / 8)} for ${total} ${field === "correctIcons" ? "icons" : "bits"}`,
    );
  const bits = new Uint8Array(total);
  for (let at = 0; at < total; at++) bits[at] = (bytes.charCodeAt(at >> 3) >> (at & 7)) & 1;
  return bits;
}
