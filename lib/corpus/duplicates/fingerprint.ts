import { bmvbhash } from "blockhash-core";
import { luminance, type Picture } from "../images/picture.js";

/** Bits of the perceptual hash: 16 × 16 blocks. */
export const hashSide = 16;
export const hashWords = (hashSide * hashSide) / 32;
/** Side of the thumbnail by which a match of hashes is confirmed. */
export const thumbnailSide = 12;
export const thumbnailCells = thumbnailSide * thumbnailSide;
/** Side to which the cropped drawing is resampled; a multiple of both. */
const cropSide = 48;

/** What near-duplicates are found by. */
export interface Fingerprint {
  /** Blockhash of the cropped drawing, `hashWords` words of 32 bits; a set bit is a light block. */
  readonly hash: Int32Array;
  /** Ink of the cropped drawing in 12 × 12 cells, 0 … 255. */
  readonly thumbnail: Uint8Array;
}

/** Fingerprints of many icons, flat: icon i has hash words [8i, 8i + 8) and thumbnail cells [144i, 144i + 144). */
export interface Fingerprints {
  readonly count: number;
  readonly hashes: Int32Array;
  readonly thumbnails: Uint8Array;
}

/** The names of method and settings: fingerprints made under other ones are made again. */
export const fingerprintName = `blockhash-core 0.1.0, ${hashSide}², cropped to ink at ${cropSide} px`;

/**
 * Crops a picture to the square around its ink, so that neither the margin nor the scale a set draws at
 * counts, and takes the block mean value hash of it (Yang, Gu and Niu 2006, as in blockhash-core).
 */
export function fingerprintOf(picture: Picture): Fingerprint {
  const ink = croppedInk(luminance(picture), picture.size);
  for (let i = 0; i < ink.length; i++) {
    const light = 255 - Math.round(ink[i]!);
    scratch.rgba[4 * i] = light;
    scratch.rgba[4 * i + 1] = light;
    scratch.rgba[4 * i + 2] = light;
  }
  const hex = bmvbhash({ width: cropSide, height: cropSide, data: scratch.rgba }, hashSide);
  const hash = new Int32Array(hashWords);
  for (let word = 0; word < hashWords; word++)
    hash[word] = Number.parseInt(hex.slice(8 * word, 8 * word + 8), 16);
  return { hash, thumbnail: thumbnailOf(ink) };
}

const largestSize = 255;
/** Used again for every icon: typed arrays made anew cost more than what is computed in them. */
const scratch = {
  rgba: new Uint8Array(cropSide * cropSide * 4).fill(255),
  rows: new Float64Array(largestSize * cropSide),
  ink: new Float64Array(cropSide * cropSide),
  across: emptyOverlaps(),
  down: emptyOverlaps(),
};

const inkBelow = 224;

/**
 * Ink (255 − luminance) of the square around all that is darker than `inkBelow`, cropSide × cropSide. The
 * result is overwritten by the next call. Sums run in the order of the source pixels, on which their last bits
 * depend.
 */
function croppedInk(light: Uint8Array, size: number): Float64Array {
  if (size > largestSize) throw new RangeError(`pictures of ${size} pixels; at most ${largestSize}`);
  let [left, right, top, bottom] = [size, -1, size, -1];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if (light[y * size + x]! < inkBelow) {
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
  if (right < 0) [left, right, top, bottom] = [0, size - 1, 0, size - 1];
  const side = Math.max(right - left, bottom - top) + 1;
  const { rows, ink, across, down } = scratch;
  fillOverlaps(across, (left + right + 1 - side) / 2, side, size);
  fillOverlaps(down, (top + bottom + 1 - side) / 2, side, size);

  const firstRow = Math.max(0, Math.floor((top + bottom + 1 - side) / 2));
  const endRow = Math.min(size, Math.ceil((top + bottom + 1 + side) / 2));
  for (
    let y = firstRow;
    y < endRow;
    y++ // resampled along x only
  )
    for (let to = 0; to < cropSide; to++) {
      let sum = 0;
      for (let tap = across.first[to]!, end = across.first[to + 1]!; tap < end; tap++)
        sum += across.weight[tap]! * (255 - light[y * size + across.from[tap]!]!);
      rows[y * cropSide + to] = sum;
    }
  ink.fill(0);
  for (let to = 0; to < cropSide; to++)
    for (let tap = down.first[to]!, end = down.first[to + 1]!; tap < end; tap++) {
      const weight = down.weight[tap]!;
      const from = down.from[tap]! * cropSide;
      for (let x = 0; x < cropSide; x++) ink[to * cropSide + x]! += weight * rows[from + x]!;
    }
  return ink;
}

/**
 * Taps first[i] … first[i + 1] − 1 make resampled pixel i: source pixel `from[tap]` fills the share
 * `weight[tap]` of it; outside there is no ink.
 */
interface Overlaps {
  readonly first: Uint16Array;
  readonly from: Uint8Array;
  readonly weight: Float64Array;
}

function emptyOverlaps(): Overlaps {
  const most = largestSize + 2 * cropSide;
  return {
    first: new Uint16Array(cropSide + 1),
    from: new Uint8Array(most),
    weight: new Float64Array(most),
  };
}

function fillOverlaps({ first, from, weight }: Overlaps, start: number, length: number, size: number): void {
  const step = length / cropSide;
  let tap = 0;
  for (let to = 0; to < cropSide; to++) {
    first[to] = tap;
    const low = start + to * step;
    const high = low + step;
    const end = Math.min(size, high);
    for (let pixel = Math.max(0, Math.floor(low)); pixel < end; pixel++) {
      from[tap] = pixel;
      weight[tap++] = (Math.min(high, pixel + 1) - Math.max(low, pixel)) / step;
    }
  }
  first[cropSide] = tap;
}

/** Means of the ink in 12 × 12 cells, rounded. */
function thumbnailOf(ink: Float64Array): Uint8Array {
  const step = cropSide / thumbnailSide;
  const out = new Uint8Array(thumbnailCells);
  for (let cell = 0; cell < thumbnailCells; cell++) {
    const corner = Math.floor(cell / thumbnailSide) * step * cropSide + (cell % thumbnailSide) * step;
    let mean = 0;
    for (let y = 0; y < step; y++)
      for (let x = 0; x < step; x++) mean += ink[corner + y * cropSide + x]! / (step * step);
    out[cell] = Math.round(mean);
  }
  return out;
}

/** One flat list of all. */
export function fingerprintsOf(prints: readonly Fingerprint[]): Fingerprints {
  return joinFingerprints(
    prints.map(({ hash, thumbnail }) => ({ count: 1, hashes: hash, thumbnails: thumbnail })),
  );
}

/** The lists one after the other. */
export function joinFingerprints(lists: readonly Fingerprints[]): Fingerprints {
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  const hashes = new Int32Array(count * hashWords);
  const thumbnails = new Uint8Array(count * thumbnailCells);
  let at = 0;
  for (const list of lists) {
    hashes.set(list.hashes, at * hashWords);
    thumbnails.set(list.thumbnails, at * thumbnailCells);
    at += list.count;
  }
  return { count, hashes, thumbnails };
}

/** The icons at `indices`, in that order. */
export function selectFingerprints(list: Fingerprints, indices: readonly number[]): Fingerprints {
  const selected = emptyFingerprints(indices.length);
  for (const [at, index] of indices.entries()) copyFingerprint(list, index, selected, at);
  return selected;
}

/** Fingerprints of `count` icons of which only those at `places` have one; the others are all zero. */
export function placeFingerprints(
  list: Fingerprints,
  places: readonly number[],
  count: number,
): Fingerprints {
  const placed = emptyFingerprints(count);
  for (const [at, place] of places.entries()) copyFingerprint(list, at, placed, place);
  return placed;
}

function emptyFingerprints(count: number): Fingerprints {
  return {
    count,
    hashes: new Int32Array(count * hashWords),
    thumbnails: new Uint8Array(count * thumbnailCells),
  };
}

function copyFingerprint(list: Fingerprints, at: number, into: Fingerprints, place: number): void {
  into.hashes.set(list.hashes.subarray(at * hashWords, (at + 1) * hashWords), place * hashWords);
  const cell = at * thumbnailCells;
  into.thumbnails.set(list.thumbnails.subarray(cell, cell + thumbnailCells), place * thumbnailCells);
}

/** The icons from … to − 1, copied. */
export function sliceFingerprints(
  { hashes, thumbnails }: Fingerprints,
  from: number,
  to: number,
): Fingerprints {
  const words = hashes.slice(from * hashWords, to * hashWords);
  return {
    count: words.length / hashWords,
    hashes: words,
    thumbnails: thumbnails.slice(from * thumbnailCells, to * thumbnailCells),
  };
}

/** Bytes of a list, little-endian hashes first; `decodeFingerprints` reads them. */
export function encodeFingerprints({ count, hashes, thumbnails }: Fingerprints): Uint8Array {
  const bytes = new Uint8Array(count * (4 * hashWords + thumbnailCells));
  const view = new DataView(bytes.buffer);
  for (const [i, word] of hashes.entries()) view.setInt32(4 * i, word, true);
  bytes.set(thumbnails, 4 * hashes.length);
  return bytes;
}

/** @param bytes as `encodeFingerprints` gave them for `count` icons */
export function decodeFingerprints(bytes: Uint8Array, count: number): Fingerprints {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hashes = Int32Array.from({ length: count * hashWords }, (_, i) => view.getInt32(4 * i, true));
  return { count, hashes, thumbnails: bytes.slice(4 * hashes.length) };
}
