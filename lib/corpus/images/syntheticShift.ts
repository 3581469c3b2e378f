import { Random } from "../../base/random.js";
import { blur } from "./blur.js";

/** The synthetic shifts. They are computed from pixels; none of them is natural. */
export const syntheticShifts = {
  noise: "Gaussian noise on every channel",
  blur: "Gaussian blur",
  contrast: "contrast lowered towards the image's mean",
  rotation: "rotation about the centre, to the left or right",
  inversion: "colours blended towards their inverse",
} as const;
export type SyntheticShift = keyof typeof syntheticShifts;

/** 1 (mild) to 5 (strong), as in ImageNet-C (Hendrycks and Dietterich 2019). */
export type Severity = 1 | 2 | 3 | 4 | 5;
export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

/** The strength of each severity. The scale is this package's own, because icons are small and black on white. */
export const syntheticStrength: Readonly<Record<SyntheticShift, Readonly<Record<Severity, number>>>> = {
  /** Standard deviation, on the scale 0 to 255. */
  noise: { 1: 16, 2: 32, 3: 56, 4: 88, 5: 128 },
  /** Standard deviation of the kernel as a share of the image's side. */
  blur: { 1: 0.015, 2: 0.025, 3: 0.04, 4: 0.06, 5: 0.085 },
  /** Fraction of the contrast that remains. */
  contrast: { 1: 0.6, 2: 0.4, 3: 0.25, 4: 0.14, 5: 0.07 },
  /** Degrees. */
  rotation: { 1: 10, 2: 25, 3: 45, 4: 90, 5: 180 },
  /** Weight of the inverse: 0.5 gives plain grey, 1 the negative. */
  inversion: { 1: 0.2, 2: 0.4, 3: 0.6, 4: 0.8, 5: 1 },
};

/**
 * Applies a synthetic shift to images. The random part (noise, direction of rotation) depends only on the seed, the
 * shift and the image's key, so an image is shifted the same way in every batch.
 *
 * @param images bytes [n, size, size, 3]
 * @param keys one per image: its id
 * @returns new bytes of the same shape
 */
export function shiftImages(
  images: Uint8Array,
  keys: readonly string[],
  options: { shift: SyntheticShift; severity: Severity; size: number; seed: number },
): Uint8Array {
  const { shift, severity, size, seed } = options;
  const bytes = size * size * 3;
  if (images.length !== keys.length * bytes)
    throw new RangeError(`${images.length} bytes are not ${keys.length} images of ${size} × ${size} × 3`);
  const strength = syntheticStrength[shift][severity];
  const out = new Uint8Array(images.length);
  for (const [at, key] of keys.entries()) {
    const image = images.subarray(at * bytes, (at + 1) * bytes);
    const random = new Random(seed).stream(shift).stream(key);
    out.set(shiftOne[shift](image, size, strength, random), at * bytes);
  }
  return out;
}

type ShiftOne = (image: Uint8Array, size: number, strength: number, random: Random) => Uint8Array;

const shiftOne: Readonly<Record<SyntheticShift, ShiftOne>> = {
  noise: (image, _size, deviation, random) => image.map((value) => byte(value + deviation * random.normal())),
  contrast: (image, _size, left) => {
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    return image.map((value) => byte(mean + left * (value - mean)));
  },
  inversion: (image, _size, share) => image.map((value) => byte(value + share * (255 - 2 * value))),
  rotation: (image, size, degrees, random) =>
    rotated(image, size, random.integer(2) === 0 ? degrees : -degrees),
  blur: (image, size, share) => blurred(image, size, share * size),
};

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Rotates counterclockwise with bilinear sampling. Pixels outside the image are white. */
function rotated(image: Uint8Array, size: number, degrees: number): Uint8Array {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const centre = (size - 1) / 2;
  const at = (x: number, y: number, channel: number): number =>
    x < 0 || y < 0 || x >= size || y >= size ? 255 : image[(y * size + x) * 3 + channel]!;
  const out = new Uint8Array(image.length);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const fromX = centre + cos * (x - centre) - sin * (y - centre);
      const fromY = centre + sin * (x - centre) + cos * (y - centre);
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, below] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 3; channel++)
        out[(y * size + x) * 3 + channel] = byte(
          (1 - below) * ((1 - right) * at(left, top, channel) + right * at(left + 1, top, channel)) +
            below * ((1 - right) * at(left, top + 1, channel) + right * at(left + 1, top + 1, channel)),
        );
    }
  return out;
}

function blurred(image: Uint8Array, size: number, deviation: number): Uint8Array {
  const pixels = Float32Array.from(image);
  blur(pixels, { height: size, width: size, channels: 3 }, deviation);
  return Uint8Array.from(pixels, byte);
}
