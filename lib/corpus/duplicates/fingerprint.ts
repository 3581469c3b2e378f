import { bmvbhash } from "blockhash-core";
import { luminance, type Picture } from "../images/picture.js";

/** The perceptual hash has one bit per block, 16 × 16 blocks. */
const hashSide = 16;
/** Words of 32 bits in a hash. */
export const hashWords = (hashSide * hashSide) / 32;
/** Side of the thumbnail with which a match of hashes is confirmed. */
const thumbnailSide = 12;
export const thumbnailCells = thumbnailSide * thumbnailSide;
/** Side to which the cropped drawing is resampled; a multiple of both sides above. */
const cropSide = 48;

/** The features by which near-duplicates are found. */
export interface Fingerprint {
  /** Blockhash of the cropped drawing, `hashWords` words of 32 bits. A set bit means a light block. */
  readonly hash: Int32Array;
  /** Ink of the cropped drawing in 12 × 12 cells, 0 to 255. */
  readonly thumbnail: Uint8Array;
}

/**
 * Fingerprints of many icons in flat arrays: icon i has hash words [8i, 8i + 8) and thumbnail cells
 * [144i, 144i + 144).
 */
export interface Fingerprints {
  readonly count: number;
  readonly hashes: Int32Array;
  readonly thumbnails: Uint8Array;
}

/** Identifies the method and its settings. Fingerprints made under a different name are computed again. */
export const fingerprintName = `blockhash-core 0.1.0, ${hashSide}², cropped to ink at ${cropSide} px`;

/**
 * Computes a picture's fingerprint. The picture is cropped to the square around its ink, so that a set's margin and
 * scale do not matter. The hash is the block mean value hash (Yang, Gu and Niu 2006, as in blockhash-core).
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
/** Reused for every icon, because allocating typed arrays costs more than the computation itself. */
const scratch = {
  rgba: new Uint8Array(cropSide * cropSide * 4).fill(255),
  rows: new Float64Array(largestSize * cropSide),
  ink: new Float64Array(cropSide * cropSide),
  across: emptyOverlaps(),
  down: emptyOverlaps(),
};

const inkBelow = 224;

/**
 * Ink (255 − luminance) of the square around everything darker than `inkBelow`, resampled to cropSide × cropSide. The
 * next call overwrites the result. Keep sums in the order of the source pixels: their last bits depend on it.
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
 * Resampling weights. Resampled pixel i is the sum over taps first[i] to first[i + 1] − 1: source pixel `from[tap]`
 * covers the fraction `weight[tap]` of it. There is no ink outside the picture.
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

/** Mean ink in each of 12 × 12 cells, rounded. */
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

/** Combines single fingerprints into one flat list. */
export function fingerprintsOf(prints: readonly Fingerprint[]): Fingerprints {
  return joinFingerprints(
    prints.map(({ hash, thumbnail }) => ({ count: 1, hashes: hash, thumbnails: thumbnail })),
  );
}

/** Concatenates lists. */
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

/** Selects the icons at `indices`, in that order. */
export function selectFingerprints(list: Fingerprints, indices: readonly number[]): Fingerprints {
  const selected = emptyFingerprints(indices.length);
  for (const [at, index] of indices.entries()) copyFingerprint(list, index, selected, at);
  return selected;
}

/** Spreads a list over `count` icons: entry i moves to `places[i]`, and all other icons get zeros. */
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

/** A copy of icons `from` to `to` − 1. */
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

/** Encodes a list as bytes: little-endian hashes, then thumbnails. `decodeFingerprints` reads them. */
export function encodeFingerprints({ count, hashes, thumbnails }: Fingerprints): Uint8Array {
  const bytes = new Uint8Array(count * (4 * hashWords + thumbnailCells));
  const view = new DataView(bytes.buffer);
  for (const [i, word] of hashes.entries()) view.setInt32(4 * i, word, true);
  bytes.set(thumbnails, 4 * hashes.length);
  return bytes;
}

/** Decodes a list. @param bytes from `encodeFingerprints`, for `count` icons */
export function decodeFingerprints(bytes: Uint8Array, count: number): Fingerprints {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hashes = Int32Array.from({ length: count * hashWords }, (_, i) => view.getInt32(4 * i, true));
  return { count, hashes, thumbnails: bytes.slice(4 * hashes.length) };
}
