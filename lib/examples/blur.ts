interface Sides {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Gaussian blur of one image in place; edges continue outwards. @param deviation in pixels */
export function blur(pixels: Float32Array, { height, width, channels }: Sides, deviation: number): void {
  const radius = Math.max(2, Math.ceil(2 * deviation));
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * deviation * deviation)),
  );
  const sum = weights.reduce((all, one) => all + one, 0);
  const kernel = Float32Array.from(weights, (weight) => weight / sum);
  const row = width * channels;

  // Along rows: a row with its edge pixels repeated on both sides, weighted sums of shifted copies of it.
  const wide = new Float32Array(row + 2 * radius * channels);
  for (let start = 0; start < pixels.length; start += row) {
    for (let at = 0; at < row; at++) wide[radius * channels + at] = pixels[start + at]!;
    for (let at = 0; at < radius * channels; at++) {
      wide[at] = pixels[start + (at % channels)]!;
      wide[radius * channels + row + at] = pixels[start + row - channels + (at % channels)]!;
    }
    weighted(wide, pixels, { kernel, step: channels, start, count: row });
  }

  // Down columns: the same with whole rows as pixels.
  const tall = new Float32Array(pixels.length + 2 * radius * row);
  tall.set(pixels, radius * row);
  for (let at = 0; at < radius; at++) {
    tall.copyWithin(at * row, radius * row, (radius + 1) * row);
    tall.copyWithin((radius + height + at) * row, (radius + height - 1) * row, (radius + height) * row);
  }
  weighted(tall, pixels, { kernel, step: row, start: 0, count: pixels.length });
}

/** to[start + i] = Σ kernel[k] · from[i + k · step] for i < count. */
function weighted(
  from: Float32Array,
  to: Float32Array,
  { kernel, step, start, count }: { kernel: Float32Array; step: number; start: number; count: number },
): void {
  const taps = kernel.length;
  if (taps === 5) {
    // The usual width, written out: two and a half times as fast.
    const [outer, inner, middle] = [kernel[0]!, kernel[1]!, kernel[2]!];
    for (let at = 0; at < count; at++)
      to[start + at] =
        outer * (from[at]! + from[at + 4 * step]!) +
        inner * (from[at + step]! + from[at + 3 * step]!) +
        middle * from[at + 2 * step]!;
    return;
  }
  for (let at = 0; at < count; at++) {
    let value = 0;
    for (let tap = 0; tap < taps; tap++) value += kernel[tap]! * from[at + tap * step]!;
    to[start + at] = value;
  }
}
