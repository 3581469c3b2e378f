import { InputError } from "../base/errors.js";
import type { Random } from "../base/random.js";
import { blur, type ImageSides } from "../corpus/images/blur.js";
import type { AugmentConfig } from "./augmentConfig.js";
import { applyColour, colourMatrix, meanLuma } from "./colour.js";
import { type Affine, Sampler, scales } from "./sample.js";

// Augmentation runs on the host, so that the training graph stays small and every engine gets the same numbers. All
// geometric changes are combined into one affine map, so an image is resampled once. All colour changes are combined
// into one matrix. Blur comes last.

/** The value in [−1, 1] of each byte. */
const fromByte = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/**
 * Selected images without augmentation, rescaled from bytes to [−1, 1]. Features stay as they are.
 * @param size height · width · channels
 * @returns [indices, height · width · channels]
 */
export function plainImages(
  images: Uint8Array | Float32Array,
  indices: ArrayLike<number>,
  size: number,
): Float32Array {
  const values = new Float32Array(indices.length * size);
  if (images instanceof Float32Array) {
    for (let row = 0; row < indices.length; row++)
      values.set(images.subarray(indices[row]! * size, (indices[row]! + 1) * size), row * size);
    return values;
  }
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * size;
    const to = row * size;
    for (let at = 0; at < size; at++) values[to + at] = fromByte[images[from + at]!]!;
  }
  return values;
}

/**
 * Augments selected images, each with its own random changes. Pixels outside an image are white. Colour changes
 * apply only to images with three channels.
 * @param source all images as bytes, row after row; the indices of those to select; and the sides of an image
 * @returns [indices, height · width · channels], values in [−1, 1]
 */
export function augmented(
  config: AugmentConfig,
  source: {
    readonly images: Uint8Array | Float32Array;
    readonly indices: ArrayLike<number>;
    readonly sides: ImageSides;
  },
  random: Random,
): Float32Array {
  const { images, indices, sides } = source;
  const size = sides.height * sides.width * sides.channels;
  if (!isChanging(config)) return plainImages(images, indices, size);
  if (images instanceof Float32Array)
    throw new InputError('spec augment: features of images cannot be augmented, expected "none"');
  const values = new Float32Array(indices.length * size);
  // Colour changes and blur work on the scale 0 to 255. If the config has neither, rescaling at once saves a pass.
  const inBytes = config.jitter > 0 || config.grey > 0 || config.blur > 0;
  const sampler = new Sampler(sides, inBytes ? scales.bytes : scales.centred);
  for (let row = 0; row < indices.length; row++) {
    const from = images.subarray(indices[row]! * size, (indices[row]! + 1) * size);
    const to = values.subarray(row * size, (row + 1) * size);
    sampler.sample(from, to, affineMap(config, sides, random));
    const colour = sides.channels === 3 ? colourMatrix(config, random, () => meanLuma(to)) : undefined;
    if (colour !== undefined) applyColour(to, colour);
    const blurred = random.uniform() < config.blur;
    if (blurred) blur(to, sides, between(config.blurDeviation, random));
    if (inBytes) for (let at = 0; at < size; at++) to[at] = to[at]! / 127.5 - 1;
  }
  return values;
}

function isChanging(config: AugmentConfig): boolean {
  const { crop, aspect, rotate, shift, flip, jitter, grey, blur } = config;
  const ranges = [crop, aspect].some(([low, high]) => low !== 1 || high !== 1);
  return ranges || [rotate, shift, flip, jitter, grey, blur].some((value) => value > 0);
}

function between([low, high]: readonly [number, number], random: Random): number {
  return low + (high - low) * random.uniform();
}

/** A random crop (area and aspect ratio as in Szegedy et al. 2015), rotated, shifted and possibly mirrored. */
function affineMap(config: AugmentConfig, { height, width }: ImageSides, random: Random): Affine {
  const area = between(config.crop, random);
  const ratio = Math.sqrt(between(config.aspect, random));
  const across = Math.min(1, Math.sqrt(area) * ratio);
  const down = Math.min(1, Math.sqrt(area) / ratio);
  const left = (1 - across) * width * random.uniform();
  const top = (1 - down) * height * random.uniform();
  const angle = (config.rotate * (2 * random.uniform() - 1) * Math.PI) / 180;
  const shiftX = config.shift * width * (2 * random.uniform() - 1);
  const shiftY = config.shift * height * (2 * random.uniform() - 1);
  const mirror = random.uniform() < config.flip ? -1 : 1;
  // Starting from the output's centre: mirror, scale to the crop, rotate, move to the crop's centre, shift.
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [a, b] = [mirror * across * cos, -down * sin];
  const [d, e] = [mirror * across * sin, down * cos];
  const middleX = left + (across * width) / 2 + shiftX - 0.5;
  const middleY = top + (down * height) / 2 + shiftY - 0.5;
  const outX = width / 2 - 0.5;
  const outY = height / 2 - 0.5;
  return [a, b, middleX - a * outX - b * outY, d, e, middleY - d * outX - e * outY];
}
