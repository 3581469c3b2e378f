import sharp from "sharp";
import type { Picture } from "./picture.js";

/** Many pictures of one size in one image, row by row. */
export interface Sprite {
  /** A WebP image in base64. */
  readonly webp: string;
  /** Pictures in a row. */
  readonly columns: number;
  /** Side of a picture in pixels. */
  readonly side: number;
}

/**
 * How near to its original a sprite stays: WebP rounds pixels where that makes the file smaller and hardly shows. At 20, a
 * fifth of the bytes is saved, and edges stay sharp.
 */
const nearness = 20;

/** Puts pictures into one image. @param pictures all of one size; grey ones side by side compress better */
export async function spriteOf(pictures: readonly Picture[], columns = 64): Promise<Sprite> {
  const side = pictures[0]?.size ?? 1;
  const [width, height] = [columns * side, Math.max(1, Math.ceil(pictures.length / columns)) * side];
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const [at, { size, channels, planes }] of pictures.entries()) {
    if (size !== side) throw new RangeError(`a picture of ${size} pixels among pictures of ${side}`);
    const corner = Math.floor(at / columns) * side * width + (at % columns) * side;
    for (let pixel = 0; pixel < side * side; pixel++) {
      const to = 3 * (corner + Math.floor(pixel / side) * width + (pixel % side));
      for (let channel = 0; channel < 3; channel++)
        rgb[to + channel] = planes[(channels === 1 ? 0 : channel) * side * side + pixel]!;
    }
  }
  const webp = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ nearLossless: true, quality: nearness, effort: 6 })
    .toBuffer();
  return { webp: webp.toString("base64"), columns, side };
}
