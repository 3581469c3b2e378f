import { InputError } from "../../base/errors.js";

/** An image of 8-bit samples: `width · height · 3` bytes, rows from the top, red, green and blue interleaved. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The part of a resized image that is wanted, in its pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Filter {
  /** Half its width, in pixels of the smaller image. */
  readonly support: number;
  weight(x: number): number;
}

/** Keys' cubic with a = −½, as Pillow has it (OpenCV and PyTorch's own resize use −¾). */
function cubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

const filters = {
  box: { support: 0.5, weight: (x: number) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: cubic },
  lanczos: { support: 3, weight: (x: number) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Record<string, Filter>;

export type Interpolation = keyof typeof filters;
export const interpolations = Object.keys(filters) as readonly Interpolation[];

/** Weights are whole numbers with this many bits after the point: 32 bits, less 8 for a sample and 2 for overshoot. */
const precisionBits = 32 - 8 - 2;

/** For each output position: where its window starts, and the window's weights in fixed point. */
interface Windows {
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  /** `widest` weights for each position. */
  readonly weights: Int32Array;
  readonly widest: number;
}

/** Windows of the positions `from` to `from + count` of an axis that goes from `size` to `outSize` samples. */
function windowsOf(filter: Filter, size: number, outSize: number, from: number, count: number): Windows {
  const scale = size / outSize;
  const stretch = Math.max(scale, 1); // antialiasing: the filter grows with the reduction
  const support = filter.support * stretch;
  const widest = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const sizes = new Int32Array(count);
  const weights = new Int32Array(count * widest);
  const exact = new Float64Array(widest);
  for (let at = 0; at < count; at++) {
    const center = (from + at + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(size, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++) {
      exact[tap] = filter.weight((tap + start - center + 0.5) * (1 / stretch));
      sum += exact[tap]!;
    }
    for (let tap = 0; tap < length; tap++) {
      const weight = (sum === 0 ? exact[tap]! : exact[tap]! / sum) * 2 ** precisionBits;
      weights[at * widest + tap] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    starts[at] = start;
    sizes[at] = length;
  }
  return { starts, sizes, weights, widest };
}

const half = 1 << (precisionBits - 1);

function toByte(sum: number): number {
  const value = sum >> precisionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/**
 * Resizes an image as Pillow's `Image.resize` does, to the bit: two passes, across and then down, with weights in fixed
 * point and samples rounded to 8 bits between the passes. Reductions are antialiased. Only the pixels of `box` are
 * computed; they are the same as those of the whole resized image.
 * @param width width of the whole resized image
 * @param height height of the whole resized image
 * @throws InputError for sizes below 1 pixel, or a box outside the resized image
 */
export function resample(
  image: RgbImage,
  width: number,
  height: number,
  interpolation: Interpolation,
  box: PixelBox = { left: 0, top: 0, width, height },
): RgbImage {
  if (!(width >= 1 && height >= 1 && image.width >= 1 && image.height >= 1))
    throw new InputError(
      `image of ${image.width} × ${image.height}: cannot be resized to ${width} × ${height}`,
    );
  if (box.left < 0 || box.top < 0 || box.left + box.width > width || box.top + box.height > height)
    throw new InputError(
      `box ${box.left}, ${box.top}, ${box.width} × ${box.height}: not inside ${width} × ${height}`,
    );
  const filter = filters[interpolation];
  // Pillow skips a pass that would not change the size.
  const down =
    height === image.height ? undefined : windowsOf(filter, image.height, height, box.top, box.height);
  const firstRow = down ? down.starts[0]! : box.top;
  const rows = down
    ? Math.max(...down.starts.map((start, at) => start + down.sizes[at]!)) - firstRow
    : box.height;
  const across =
    width === image.width ? undefined : windowsOf(filter, image.width, width, box.left, box.width);
  const middle = across
    ? passAcross(image, across, firstRow, rows, box.width)
    : cropped(image, box.left, firstRow, box.width, rows);
  return {
    width: box.width,
    height: box.height,
    data: down ? passDown(middle, down, firstRow, box.width, box.height) : middle,
  };
}

function passAcross(
  image: RgbImage,
  windows: Windows,
  firstRow: number,
  rows: number,
  width: number,
): Uint8Array {
  const { starts, sizes, weights, widest } = windows;
  const { data } = image;
  const out = new Uint8Array(rows * width * 3);
  for (let row = 0; row < rows; row++) {
    const line = (firstRow + row) * image.width * 3;
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [half, half, half];
      let from = line + starts[x]! * 3;
      const last = x * widest + sizes[x]!;
      for (let tap = x * widest; tap < last; tap++, from += 3) {
        const weight = weights[tap]!;
        red += data[from]! * weight;
        green += data[from + 1]! * weight;
        blue += data[from + 2]! * weight;
      }
      const to = (row * width + x) * 3;
      out[to] = toByte(red);
      out[to + 1] = toByte(green);
      out[to + 2] = toByte(blue);
    }
  }
  return out;
}

function passDown(
  data: Uint8Array,
  windows: Windows,
  firstRow: number,
  width: number,
  height: number,
): Uint8Array {
  const { starts, sizes, weights, widest } = windows;
  const stride = width * 3;
  const out = new Uint8Array(height * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    const first = y * widest;
    let line = (starts[y]! - firstRow) * stride;
    let tap = 0;
    // Three rows at a time, so that a sum is read and written once for them.
    for (; tap + 3 <= sizes[y]!; tap += 3, line += 3 * stride) {
      const [above, middle, below] = [line, line + stride, line + 2 * stride];
      const [a, b, c] = [weights[first + tap]!, weights[first + tap + 1]!, weights[first + tap + 2]!];
      for (let at = 0; at < stride; at++)
        sums[at] = sums[at]! + data[above + at]! * a + data[middle + at]! * b + data[below + at]! * c;
    }
    for (; tap < sizes[y]!; tap++, line += stride) {
      const weight = weights[first + tap]!;
      for (let at = 0; at < stride; at++) sums[at] = sums[at]! + data[line + at]! * weight;
    }
    for (let at = 0; at < stride; at++) out[y * stride + at] = toByte(sums[at]!);
  }
  return out;
}

function cropped(image: RgbImage, left: number, top: number, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * 3;
    out.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return out;
}
