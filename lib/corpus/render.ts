import { Resvg } from "@resvg/resvg-js";
import type { Drawing } from "./iconSet.js";

/** Side of the images in pixels: icons are rendered at the larger, the smaller is its 2×2 mean. */
export const renderSize = 64;
export const smallSize = 32;

/**
 * A square image on white, planar: all of one channel, then the next. Grey images (R = G = B everywhere)
 * keep one channel, others three.
 */
export interface Picture {
  readonly size: number;
  readonly channels: 1 | 3;
  /** Length size · size · channels. */
  readonly planes: Uint8Array;
}

export type Rendering =
  | { readonly kind: "picture"; readonly picture: Picture }
  | { readonly kind: "malformed"; readonly reason: string }
  /** Nothing visible: white on white, or an animation that starts empty. */
  | { readonly kind: "blank" };

/** The drawing as an SVG document of `size` × `size` pixels; what it draws in the current colour is black. */
export function svgDocument({ body, left, top, width, height }: Drawing, size: number): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${size}" height="${size}" viewBox="${left} ${top} ${width} ${height}" color="#000">${body}</svg>`
  );
}

/**
 * Renders a drawing at `renderSize`, centred, its proportions kept. The renderer (resvg) is software alone
 * and loads no fonts, so equal input gives equal bytes. A malformed SVG is an answer, not an error.
 */
export function renderDrawing(drawing: Drawing): Rendering {
  let rgba: Uint8Array;
  try {
    rgba = new Resvg(svgDocument(drawing, renderSize), {
      background: "#fff",
      font: { loadSystemFonts: false },
    }).render().pixels;
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
  const picture = pictureOfRgba(rgba, renderSize);
  return isBlank(picture) ? { kind: "blank" } : { kind: "picture", picture };
}

function pictureOfRgba(rgba: Uint8Array, size: number): Picture {
  const pixels = size * size;
  const planes = new Uint8Array(3 * pixels);
  let grey = true;
  for (let i = 0; i < pixels; i++) {
    const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
    planes[i] = r;
    planes[pixels + i] = g;
    planes[2 * pixels + i] = b;
    if (r !== g || g !== b) grey = false;
  }
  return grey ? { size, channels: 1, planes: planes.slice(0, pixels) } : { size, channels: 3, planes };
}

const faintest = 16;

function isBlank({ planes }: Picture): boolean {
  return planes.every((value) => value > 255 - faintest);
}

/** Half the size: each pixel the mean of 2×2, rounded half up. */
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
