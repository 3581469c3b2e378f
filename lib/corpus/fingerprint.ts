import { bmvbhash } from "blockhash-core";
import { luminance, type Picture } from "./picture.js";

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
  const rgba = new Uint8Array(cropSide * cropSide * 4).fill(255);
  for (let i = 0; i < ink.length; i++) {
    const light = 255 - Math.round(ink[i]!);
    rgba[4 * i] = light;
    rgba[4 * i + 1] = light;
    rgba[4 * i + 2] = light;
  }
  const hex = bmvbhash({ width: cropSide, height: cropSide, data: rgba }, hashSide);
  return {
    hash: Int32Array.from({ length: hashWords }, (_, word) =>
      Number.parseInt(hex.slice(8 * word, 8 * word + 8), 16),
    ),
    thumbnail: Uint8Array.from(blockMeans(ink, cropSide, thumbnailSide), Math.round),
  };
}

const inkBelow = 224;

/** Ink (255 − luminance) of the square around all that is darker than `inkBelow`, cropSide × cropSide. */
function croppedInk(light: Uint8Array, size: number): Float64Array {
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
  const across = overlaps((left + right + 1 - side) / 2, side, size);
  const down = overlaps((top + bottom + 1 - side) / 2, side, size);

  const rows = new Float64Array(size * cropSide); // resampled along x only
  for (let tap = 0; tap < across.count; tap++) {
    const weight = across.weight[tap]!;
    for (
      let y = 0, from = across.from[tap]!, to = across.to[tap]!;
      y < size;
      y++, from += size, to += cropSide
    )
      rows[to]! += weight * (255 - light[from]!);
  }
  const out = new Float64Array(cropSide * cropSide);
  for (let tap = 0; tap < down.count; tap++) {
    const weight = down.weight[tap]!;
    const from = down.from[tap]! * cropSide;
    const to = down.to[tap]! * cropSide;
    for (let x = 0; x < cropSide; x++) out[to + x]! += weight * rows[from + x]!;
  }
  return out;
}

/** Source pixel `from[i]` fills the share `weight[i]` of resampled pixel `to[i]`; outside there is no ink. */
interface Overlaps {
  readonly count: number;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly weight: Float64Array;
}

function overlaps(start: number, length: number, size: number): Overlaps {
  const step = length / cropSide;
  const most = size + cropSide + 2;
  const out = {
    count: 0,
    from: new Uint8Array(most),
    to: new Uint8Array(most),
    weight: new Float64Array(most),
  };
  for (let to = 0; to < cropSide; to++) {
    const low = start + to * step;
    const high = low + step;
    for (let from = Math.max(0, Math.floor(low)); from < Math.min(size, high); from++) {
      out.from[out.count] = from;
      out.to[out.count] = to;
      out.weight[out.count++] = (Math.min(high, from + 1) - Math.max(low, from)) / step;
    }
  }
  return out;
}

function blockMeans(values: Float64Array, side: number, blocks: number): Float64Array {
  const step = side / blocks;
  const out = new Float64Array(blocks * blocks);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      out[Math.floor(y / step) * blocks + Math.floor(x / step)]! += values[y * side + x]! / (step * step);
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
  const hashes = new Int32Array(indices.length * hashWords);
  const thumbnails = new Uint8Array(indices.length * thumbnailCells);
  for (const [at, index] of indices.entries()) {
    hashes.set(list.hashes.subarray(index * hashWords, (index + 1) * hashWords), at * hashWords);
    const cell = index * thumbnailCells;
    thumbnails.set(list.thumbnails.subarray(cell, cell + thumbnailCells), at * thumbnailCells);
  }
  return { count: indices.length, hashes, thumbnails };
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
