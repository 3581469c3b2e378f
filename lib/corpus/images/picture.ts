/**
 * A square image in planar order: all of one channel, then the next. Grey images (R = G = B everywhere) store one
 * channel, all others three.
 */
export interface Picture {
  readonly size: number;
  readonly channels: 1 | 3;
  /** Length size · size · channels. */
  readonly planes: Uint8Array;
}

/** Converts RGBA bytes [size, size, 4] to a picture. Every pixel must be opaque. */
export function pictureOfRgba(rgba: Uint8Array, size: number): Picture {
  const pixels = size * size;
  if (isGrey(rgba, pixels)) {
    const grey = new Uint8Array(pixels);
    for (let i = 0; i < pixels; i++) grey[i] = rgba[4 * i]!;
    return { size, channels: 1, planes: grey };
  }
  const planes = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    planes[i] = rgba[4 * i]!;
    planes[pixels + i] = rgba[4 * i + 1]!;
    planes[2 * pixels + i] = rgba[4 * i + 2]!;
  }
  return { size, channels: 3, planes };
}

function isGrey(rgba: Uint8Array, pixels: number): boolean {
  for (let i = 0; i < 4 * pixels; i += 4)
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) return false;
  return true;
}

const faintest = 16;

/** Whether the picture looks empty: no channel of any pixel is darker than white by 16 of 255 or more. */
export function isBlank({ planes }: Picture): boolean {
  for (let i = 0; i < planes.length; i++) if (planes[i]! <= 255 - faintest) return false;
  return true;
}

/** Halves the size: each pixel is the mean of 2×2, rounded half up. @param picture must have an even size */
export function halved({ size, channels, planes }: Picture): Picture {
  const half = size / 2;
  const out = new Uint8Array(half * half * channels);
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < half; y++) {
      let from = channel * size * size + 2 * y * size;
      for (let x = 0; x < half; x++, from += 2)
        out[at++] =
          (planes[from]! + planes[from + 1]! + planes[from + size]! + planes[from + size + 1]! + 2) >> 2;
    }
  return { size: half, channels, planes: out };
}

/** Luminance 0 to 255, [size · size]: the grey plane, or the mean of the three channels, rounded down. */
export function luminance({ size, channels, planes }: Picture): Uint8Array {
  if (channels === 1) return planes;
  const pixels = size * size;
  const out = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++)
    out[i] = Math.floor((planes[i]! + planes[pixels + i]! + planes[2 * pixels + i]!) / 3);
  return out;
}
