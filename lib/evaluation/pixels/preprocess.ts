import { z } from "zod";
import { type Interpolation, interpolations, type RgbImage, resample } from "./resample.js";

const side = z.int().min(1).max(4096);
const perChannel = z.array(z.number().finite()).length(3);

/** How an image becomes the input of a network. All models of this package and the common exporters fit in it. */
export const preprocessingSchema = z.strictObject({
  /**
   * The new length of the shorter side, or both new sides. The longer side is rounded down, as torchvision and
   * transformers do it, or to the nearest whole number.
   */
  resize: z.union([
    z.strictObject({ shortest: side, longer: z.enum(["down", "nearest"]).optional() }),
    z.strictObject({ width: side, height: side }),
  ]),
  interpolation: z.enum(interpolations as [Interpolation, ...Interpolation[]]),
  /** The part that is cut out of the middle; null if the resized image is the input. */
  crop: z.strictObject({ width: side, height: side }).nullable(),
  /**
   * Where an odd margin goes: torchvision rounds half of it to the nearest even number, transformers rounds it down.
   */
  margin: z.enum(["torchvision", "transformers"]),
  mean: perChannel,
  std: perChannel.refine((values) => values.every((value) => value > 0), "expected numbers above 0"),
  /** Pixels cut from each edge before anything else; ObjectNet's images have a red border of 2. */
  border: z.int().nonnegative().optional(),
});

export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** Width and height of the input that a preprocessing makes of any image, or undefined if it depends on the image. */
export function inputSize({ crop, resize }: Preprocessing): { width: number; height: number } | undefined {
  return crop ?? ("width" in resize ? resize : undefined);
}

/** Resizes and crops an image; the result is still 8-bit. Where the crop is larger than the image, the rest is black. */
export function resizeAndCrop(image: RgbImage, preprocessing: Preprocessing): RgbImage {
  const { resize, crop, interpolation, margin, border = 0 } = preprocessing;
  const source = border === 0 ? image : withoutBorder(image, border);
  const { width, height } = "width" in resize ? resize : shortestTo(source, resize.shortest, resize.longer);
  if (!crop) return resample(source, width, height, interpolation);
  const [x, y] = [window(width, crop.width, margin), window(height, crop.height, margin)];
  const box = { left: x.from, top: y.from, width: x.length, height: y.length };
  const part = resample(source, width, height, interpolation, box);
  if (part.width === crop.width && part.height === crop.height) return part;
  const data = new Uint8Array(crop.width * crop.height * 3);
  for (let row = 0; row < part.height; row++)
    data.set(
      part.data.subarray(row * part.width * 3, (row + 1) * part.width * 3),
      ((y.padding + row) * crop.width + x.padding) * 3,
    );
  return { ...crop, data };
}

function shortestTo(
  { width, height }: RgbImage,
  shortest: number,
  longer: "down" | "nearest" = "down",
): { width: number; height: number } {
  const whole = longer === "down" ? Math.trunc : Math.round;
  return width <= height
    ? { width: shortest, height: whole((shortest * height) / width) }
    : { width: whole((shortest * width) / height), height: shortest };
}

/** The middle of one axis: what is taken of the image, and the black before it if the crop is larger. */
function window(size: number, crop: number, margin: Preprocessing["margin"]) {
  if (size < crop) return { from: 0, length: size, padding: Math.floor((crop - size) / 2) };
  const rest = (size - crop) / 2;
  const even = Math.floor(rest) % 2 === 0 ? Math.floor(rest) : Math.ceil(rest);
  const from = Number.isInteger(rest) ? rest : margin === "torchvision" ? even : Math.floor(rest);
  return { from, length: crop, padding: 0 };
}

function withoutBorder(image: RgbImage, border: number): RgbImage {
  const [width, height] = [image.width - 2 * border, image.height - 2 * border];
  if (width < 1 || height < 1) return image;
  return resample(image, image.width, image.height, "box", { left: border, top: border, width, height });
}

/**
 * Writes an 8-bit image into a batch as a network reads it: channels first, each value `(v / 255 − mean) / std` in
 * single precision, step by step, as torchvision computes it.
 * @param batch float32 values, 3 · width · height per image
 * @param index place of the image in the batch
 */
export function writeInput(
  image: RgbImage,
  { mean, std }: Pick<Preprocessing, "mean" | "std">,
  batch: Float32Array,
  index: number,
): void {
  const pixels = image.width * image.height;
  for (let channel = 0; channel < 3; channel++) {
    const [m, s] = [Math.fround(mean[channel]!), Math.fround(std[channel]!)];
    const values = Float32Array.from({ length: 256 }, (_, v) =>
      Math.fround(Math.fround(Math.fround(v / 255) - m) / s),
    );
    const to = (index * 3 + channel) * pixels;
    for (let at = 0; at < pixels; at++) batch[to + at] = values[image.data[at * 3 + channel]!]!;
  }
}
