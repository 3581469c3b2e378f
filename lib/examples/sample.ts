import type { ImageSides } from "../corpus/images/blur.js";

/** Maps an output pixel (x, y) to its source (a x + b y + c, d x + e y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Rescales a byte: value / divisor − less. */
export type SampleScale = readonly [divisor: number, less: number];

/** The scales 0 to 255 (unchanged) and −1 to 1. */
export const scales = { bytes: [1, 0], centred: [127.5, 1] } as const satisfies Record<string, SampleScale>;

/** Points outside are moved onto the frame, just short of its far edge so that the pixel to the right exists. */
const beyond = 0.999;

/**
 * Resamples images bilinearly under an affine map. Pixels outside an image are white: it is read from a copy with a
 * white frame of one pixel. Sums are computed in double precision and rounded once.
 */
export class Sampler {
  readonly #sides: ImageSides;
  readonly #scale: SampleScale;
  /** The scaled value of every byte. */
  readonly #values: Float32Array;
  /** The framed image: one number per channel, or one per pixel for three channels. */
  readonly #framed: Float32Array | Int32Array;

  constructor(sides: ImageSides, scale: SampleScale) {
    const framed = (sides.height + 2) * (sides.width + 2);
    this.#sides = sides;
    this.#scale = scale;
    this.#values = Float32Array.from({ length: 256 }, (_, byte) => byte / scale[0] - scale[1]);
    this.#framed =
      sides.channels === 3
        ? new Int32Array(framed).fill(0xffffff)
        : new Float32Array(framed * sides.channels).fill(255);
  }

  /** Resamples one image. @param from its bytes @param to receives the scaled result, of the same size */
  sample(from: Uint8Array, to: Float32Array, map: Affine): void {
    const framed = this.#framed;
    if (framed instanceof Float32Array) {
      frame(from, framed, this.#sides);
      sample(framed, to, { sides: this.#sides, scale: this.#scale, map });
    } else {
      const grey = frameColours(from, framed, this.#sides);
      sampleColours(framed, to, {
        sides: this.#sides,
        scale: this.#scale,
        map,
        grey,
        values: this.#values,
      });
    }
  }
}

interface Sampling {
  readonly sides: ImageSides;
  readonly scale: SampleScale;
  readonly map: Affine;
}

/** Copies an image into its frame. */
function frame(from: Uint8Array, framed: Float32Array, { height, width, channels }: ImageSides): void {
  const row = width * channels;
  const framedRow = row + 2 * channels;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * framedRow + channels;
    for (let at = 0; at < row; at++) framed[start + at] = from[y * row + at]!;
  }
}

/** Resamples an image with any number of channels. */
function sample(framed: Float32Array, to: Float32Array, { sides, scale, map }: Sampling): void {
  const { height, width, channels } = sides;
  const [divisor, less] = scale;
  const [a, b, c, d, e, f] = map;
  const rowStep = (width + 2) * channels;
  let at = 0;
  for (let y = 0; y < height; y++) {
    let u = b * y + c + 1;
    let v = e * y + f + 1;
    for (let x = 0; x < width; x++, u += a, v += d) {
      const inX = u < 0 ? 0 : u > width + beyond ? width + beyond : u;
      const inY = v < 0 ? 0 : v > height + beyond ? height + beyond : v;
      const left = inX | 0;
      const top = inY | 0;
      const right = inX - left;
      const low = inY - top;
      const w11 = right * low;
      const w10 = low - w11;
      const w01 = right - w11;
      const w00 = 1 - right - w10;
      let place = top * rowStep + left * channels;
      for (let channel = 0; channel < channels; channel++, place++) {
        const value =
          w00 * framed[place]! +
          w01 * framed[place + channels]! +
          w10 * framed[place + rowStep]! +
          w11 * framed[place + rowStep + channels]!;
        to[at++] = Math.fround(value) / divisor - less;
      }
    }
  }
}

// For three channels there is a variant that gives the same numbers in about half the time. It packs a pixel's bytes
// into one integer. If the four neighbours are equal, as on an icon's background, it takes their colour: that is exact,
// because the weights sum to 1 within 1e-15 and a float has 24 bits. For grey images it computes only one channel.

/** Copies an image into its frame. @returns whether the image is grey */
function frameColours(from: Uint8Array, framed: Int32Array, { height, width }: ImageSides): boolean {
  let difference = 0;
  let at = 0;
  for (let y = 1; y <= height; y++) {
    const start = y * (width + 2) + 1;
    for (let x = 0; x < width; x++, at += 3) {
      const red = from[at]!;
      const green = from[at + 1]!;
      const blue = from[at + 2]!;
      difference |= (red ^ green) | (red ^ blue);
      framed[start + x] = red | (green << 8) | (blue << 16);
    }
  }
  return difference === 0;
}

function sampleColours(
  framed: Int32Array,
  to: Float32Array,
  { sides, scale, map, grey, values }: Sampling & { readonly grey: boolean; readonly values: Float32Array },
): void {
  const { height, width } = sides;
  const [divisor, less] = scale;
  const [a, b, c, d, e, f] = map;
  const step = width + 2;
  const [farX, farY] = [width + beyond, height + beyond];
  let at = 0;
  for (let y = 0; y < height; y++) {
    let u = b * y + c + 1;
    let v = e * y + f + 1;
    for (let x = 0; x < width; x++, u += a, v += d, at += 3) {
      const inX = u < 0 ? 0 : u > farX ? farX : u;
      const inY = v < 0 ? 0 : v > farY ? farY : v;
      const left = inX | 0;
      const top = inY | 0;
      const place = top * step + left;
      const p00 = framed[place]!;
      const p01 = framed[place + 1]!;
      const p10 = framed[place + step]!;
      const p11 = framed[place + step + 1]!;
      if (p00 === p01 && p00 === p10 && p00 === p11) {
        to[at] = values[p00 & 255]!;
        to[at + 1] = values[(p00 >> 8) & 255]!;
        to[at + 2] = values[p00 >> 16]!;
        continue;
      }
      const right = inX - left;
      const low = inY - top;
      const w11 = right * low;
      const w10 = low - w11;
      const w01 = right - w11;
      const w00 = 1 - right - w10;
      const red = w00 * (p00 & 255) + w01 * (p01 & 255) + w10 * (p10 & 255) + w11 * (p11 & 255);
      const first = Math.fround(red) / divisor - less;
      to[at] = first;
      if (grey) {
        to[at + 1] = first;
        to[at + 2] = first;
        continue;
      }
      const green =
        w00 * ((p00 >> 8) & 255) +
        w01 * ((p01 >> 8) & 255) +
        w10 * ((p10 >> 8) & 255) +
        w11 * ((p11 >> 8) & 255);
      const blue = w00 * (p00 >> 16) + w01 * (p01 >> 16) + w10 * (p10 >> 16) + w11 * (p11 >> 16);
      to[at + 1] = Math.fround(green) / divisor - less;
      to[at + 2] = Math.fround(blue) / divisor - less;
    }
  }
}
