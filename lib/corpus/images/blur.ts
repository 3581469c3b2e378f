/** The size of an image in pixels, and its number of channels. Values are stored row by row, channels together. */
export interface ImageSides {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Blurs one image in place with a Gaussian that is truncated at two standard deviations. Edge pixels are repeated
 * outwards.
 * @param deviation in pixels
 */
export function blur(pixels: Float32Array, { height, width, channels }: ImageSides, deviation: number): void {
  const radius = Math.max(2, Math.ceil(2 * deviation));
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * deviation * deviation)),
  );
  const sum = weights.reduce((all, one) => all + one, 0);
  const kernel = Float32Array.from(weights, (weight) => weight / sum);
  const along = kernel.length === 5 ? fiveAlong : anyAlong;
  const row = width * channels;
  for (let y = 0; y < height; y++)
    for (let channel = 0; channel < channels; channel++)
      along(pixels, kernel, { first: y * row + channel, step: channels, count: width });
  for (let place = 0; place < row; place++) along(pixels, kernel, { first: place, step: row, count: height });
}

/** The pixels of one channel in a row or a column: first, first + step, … */
interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** Replaces each pixel by the weighted sum of its neighbours. */
function anyAlong(pixels: Float32Array, kernel: Float32Array, { first, step, count }: Line): void {
  const radius = (kernel.length - 1) / 2;
  const before = Float32Array.from({ length: count }, (_, at) => pixels[first + at * step]!);
  for (let at = 0; at < count; at++) {
    let value = 0;
    for (let tap = -radius; tap <= radius; tap++)
      value += kernel[tap + radius]! * before[Math.min(count - 1, Math.max(0, at + tap))]!;
    pixels[first + at * step] = value;
  }
}

/** The same for the most common kernel width, unrolled: the five pixels are kept in variables. */
function fiveAlong(pixels: Float32Array, kernel: Float32Array, { first, step, count }: Line): void {
  const [outer, inner, middle] = [kernel[0]!, kernel[1]!, kernel[2]!];
  const last = first + (count - 1) * step;
  let a = pixels[first]!;
  let b = a;
  let c = a;
  let d = pixels[count > 1 ? first + step : first]!;
  for (let at = first; at <= last; at += step) {
    const ahead = at + 2 * step;
    const e = pixels[ahead <= last ? ahead : last]!;
    const value = outer * (a + e) + inner * (b + d) + middle * c;
    a = b;
    b = c;
    c = d;
    d = e;
    pixels[at] = value;
  }
}
