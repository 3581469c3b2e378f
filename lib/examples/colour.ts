import type { Random } from "../base/random.js";
import type { AugmentConfig } from "./augmentConfig.js";

/** An affine map of colours: three rows of [red, green, blue, constant]. */
type ColourMatrix = Float64Array;

// Rec. 601 luma, as in the colour jitter of SimCLR's code and of torchvision.
const luma = [0.299, 0.587, 0.114] as const;

/** Mean luma of an image with three channels. */
export function meanLuma(pixels: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3)
    sum += luma[0] * pixels[at]! + luma[1] * pixels[at + 1]! + luma[2] * pixels[at + 2]!;
  return (3 * sum) / pixels.length;
}

/**
 * Brightness, contrast, saturation, hue and grey as one matrix, applied in this order. Colours are clipped only at
 * the end.
 * @param mean returns the image's mean luma, the fixed point of contrast; called only if needed
 * @returns undefined if the random draw leaves the colours unchanged
 */
export function colourMatrix(
  config: AugmentConfig,
  random: Random,
  mean: () => number,
): ColourMatrix | undefined {
  const jittered = random.uniform() < config.jitter;
  const draw = () => 2 * random.uniform() - 1;
  const [brightness, contrast, saturation] = [
    1 + config.brightness * draw(),
    1 + config.contrast * draw(),
    1 + config.saturation * draw(),
  ];
  const angle = 2 * Math.PI * config.hue * draw();
  const grey = random.uniform() < config.grey;
  if (!jittered && !grey) return undefined;
  let matrix = identity();
  if (jittered) {
    matrix = scaled(matrix, brightness, 0);
    if (contrast !== 1) matrix = scaled(matrix, contrast, (1 - contrast) * brightness * mean());
    matrix = after(saturationMatrix(saturation), matrix);
    if (angle !== 0) matrix = after(hueMatrix(angle), matrix);
  }
  return grey ? after(saturationMatrix(0), matrix) : matrix;
}

/** Applies a matrix to an image with three channels, in place, and clips the result to 0 to 255. */
export function applyColour(pixels: Float32Array, m: ColourMatrix): void {
  let [red, green, blue] = [Number.NaN, Number.NaN, Number.NaN];
  let [newRed, newGreen, newBlue] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 3) {
    // Most neighbouring pixels in an icon are equal, so the last result can usually be reused.
    if (pixels[at] !== red || pixels[at + 1] !== green || pixels[at + 2] !== blue) {
      red = pixels[at]!;
      green = pixels[at + 1]!;
      blue = pixels[at + 2]!;
      newRed = cut(m[0]! * red + m[1]! * green + m[2]! * blue + m[3]!);
      newGreen = cut(m[4]! * red + m[5]! * green + m[6]! * blue + m[7]!);
      newBlue = cut(m[8]! * red + m[9]! * green + m[10]! * blue + m[11]!);
    }
    pixels[at] = newRed;
    pixels[at + 1] = newGreen;
    pixels[at + 2] = newBlue;
  }
}

function cut(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function identity(): ColourMatrix {
  return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
}

function scaled(matrix: ColourMatrix, factor: number, constant: number): ColourMatrix {
  return matrix.map((value, at) => factor * value + (at % 4 === 3 ? constant : 0));
}

/** Blends colours with their luma: 0 gives grey, 1 leaves them unchanged. */
function saturationMatrix(amount: number): ColourMatrix {
  const matrix = new Float64Array(12);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++)
      matrix[row * 4 + column] = (1 - amount) * luma[column]! + (row === column ? amount : 0);
  return matrix;
}

/** A rotation about the grey axis that preserves luma: a linear approximation of a hue rotation. */
function hueMatrix(angle: number): ColourMatrix {
  // R' = L + rotated (R − L), in the standard chroma plane of YIQ.
  const toYiq = Float64Array.of(
    ...luma,
    0,
    0.595716,
    -0.274453,
    -0.321263,
    0,
    0.211456,
    -0.522591,
    0.311135,
    0,
  );
  const toRgb = Float64Array.of(1, 0.9563, 0.621, 0, 1, -0.2721, -0.6474, 0, 1, -1.107, 1.7046, 0);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn = Float64Array.of(1, 0, 0, 0, 0, cos, -sin, 0, 0, sin, cos, 0);
  return after(toRgb, after(turn, toYiq));
}

/** The matrix that applies `inner` first and `outer` second. */
function after(outer: ColourMatrix, inner: ColourMatrix): ColourMatrix {
  const matrix = new Float64Array(12);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 4; column++) {
      let sum = column === 3 ? outer[row * 4 + 3]! : 0;
      for (let k = 0; k < 3; k++) sum += outer[row * 4 + k]! * inner[k * 4 + column]!;
      matrix[row * 4 + column] = sum;
    }
  return matrix;
}
