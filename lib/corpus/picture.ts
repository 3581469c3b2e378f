/**
 * A square image, planar: all of one channel, then the next. Grey images (R = G = B everywhere) keep one
 * channel, others three.
 */
export interface Picture {
  readonly size: number;
  readonly channels: 1 | 3;
  /** Length size · size · channels. */
  readonly planes: Uint8Array;
}

/** The picture of RGBA bytes [size, size, 4] whose alpha is full. */
export function pictureOfRgba(rgba: Uint8Array, size: number): Picture {
  const pixels = size * size;
  const planes = new Uint8Array(3 * pixels);
  let grey = true;
  for (let i = 0; i < pixels; i++) {
    const r = rgba[4 * i]!;
    const g = rgba[4 * i + 1]!;
    const b = rgba[4 * i + 2]!;
    planes[i] = r;
    planes[pixels + i] = g;
    planes[2 * pixels + i] = b;
    if (r !== g || g !== b) grey = false;
  }
  return grey ? { size, channels: 1, planes: planes.slice(0, pixels) } : { size, channels: 3, planes };
}

const faintest = 16;

/** Whether nothing stands out from white by 16 of 255 in any channel. */
export function isBlank({ planes }: Picture): boolean {
  return planes.every((value) => value > 255 - faintest);
}

/** Half the size: each pixel the mean of 2×2, rounded half up. @param picture of even size */
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

/** Luminance in [0, 255], [size · size]: the grey plane, or the mean of the three channels rounded down. */
export function luminance({ size, channels, planes }: Picture): Uint8Array {
  if (channels === 1) return planes;
  const pixels = size * size;
  const out = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++)
    out[i] = Math.floor((planes[i]! + planes[pixels + i]! + planes[2 * pixels + i]!) / 3);
  return out;
}
