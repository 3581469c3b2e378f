import sharp from "sharp";
import type { Picture } from "./picture.js";

/** Encodes a square image as PNG. @param rgb bytes [size, size, 3] */
export function pngOfRgb(rgb: Uint8Array, size: number): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Encodes a picture as PNG. */
export function pngOfPicture({ size, channels, planes }: Picture): Promise<Uint8Array> {
  const pixels = size * size;
  const plane = channels === 1 ? 0 : pixels;
  const rgb = Uint8Array.from({ length: 3 * pixels }, (_, i) => planes[(i % 3) * plane + Math.floor(i / 3)]!);
  return pngOfRgb(rgb, size);
}
