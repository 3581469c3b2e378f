import sharp, { type Sharp } from "sharp";
import { InputError } from "../../base/errors.js";
import type { RgbImage } from "./resample.js";

/** Formats that data sets of images use. Others that the decoder knows, such as SVG, are no photographs. */
const formats = new Set(["jpeg", "png", "webp", "gif", "tiff", "bmp"]);

/** As Pillow reads images: no colour profile is applied, and a file that ends early is an error. */
const asPillow = { ignoreIcc: true, failOn: "truncated", limitInputPixels: 2 ** 28 } as const;

/**
 * Decodes an image to 8-bit RGB as Pillow's `Image.open(…).convert("RGB")` does: embedded colour profiles and EXIF
 * orientation are ignored, transparency is dropped, grey is repeated, 16-bit colour keeps its high byte, 16-bit grey is
 * cut off at 255, and CMYK is converted by the plain formula.
 * @param file name for messages
 * @throws InputError if the bytes are no image, or an image that is cut off
 */
export async function decodeImage(bytes: Uint8Array, file: string): Promise<RgbImage> {
  if (bytes.length === 0) throw new InputError(`${file}: the file is empty, expected an image`);
  try {
    const image = sharp(bytes, asPillow);
    const { format, space, depth, channels } = await image.metadata();
    if (format === undefined || !formats.has(format))
      throw new InputError(
        `${file}: ${format ?? "unknown format"}, expected a JPEG, PNG, WebP, GIF or TIFF image`,
      );
    if (space === "cmyk") return await cmyk(image);
    if (depth === "ushort") return await deep(image, channels < 3);
    const { data, info } = await image
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file}: not a readable image (${(error as Error).message.split("\n")[0]!.trim()})`,
    );
  }
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixels = data.length / channels;
  const out = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels; at++) out.fill(data[at * channels]!, at * 3, at * 3 + 3);
  return out;
}

async function cmyk(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image
    .pipelineColourspace("cmyk")
    .toColourspace("cmyk")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = info.width * info.height;
  const out = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels; at++) {
    const light = 255 - data[at * info.channels + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = data[at * info.channels + channel]! * light + 128;
      out[at * 3 + channel] = Math.max(0, light - (((product >> 8) + product) >> 8)); // product / 255, rounded
    }
  }
  return { width: info.width, height: info.height, data: out };
}

async function deep(image: Sharp, grey: boolean): Promise<RgbImage> {
  const space = grey ? "grey16" : "rgb16";
  const { hasAlpha } = await image.metadata();
  const { data, info } = await image
    .pipelineColourspace(space)
    .toColourspace(space)
    .removeAlpha()
    .raw({ depth: "ushort" })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const saturates = grey && !hasAlpha; // Pillow reads grey with alpha by its high byte
  const bytes = Uint8Array.from(samples, (sample) => (saturates ? Math.min(sample, 255) : sample >> 8));
  return { width: info.width, height: info.height, data: threeChannels(bytes, info.channels) };
}
