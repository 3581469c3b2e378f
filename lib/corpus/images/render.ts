import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Drawing } from "../sets/iconSet.js";
import { isBlank, type Picture, pictureOfRgba } from "./picture.js";

/** Side of the images in pixels. Icons are rendered at the larger size; the smaller is its 2×2 mean. */
export const renderSize = 64;
export const smallSize = 32;

/** Identifies the renderer and its settings. Pictures made under a different name are rendered again. */
export const rendererName = "resvg-wasm 2.6.2, 64 px on white";

/** The outcome of rendering one drawing. */
export type Rendering =
  | { readonly kind: "picture"; readonly picture: Picture }
  | { readonly kind: "malformed"; readonly reason: string }
  /** Nothing visible: white on white, or an animation that starts empty. */
  | { readonly kind: "blank" };

/** The drawing as an SVG document of `size` × `size` pixels. `currentColor` becomes black. */
export function svgDocument({ body, left, top, width, height }: Drawing, size: number): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${size}" height="${size}" viewBox="${left} ${top} ${width} ${height}" color="#000">${body}</svg>`
  );
}

type Resvg = typeof import("@resvg/resvg-wasm");

/**
 * Renders drawings with resvg compiled to WebAssembly. It uses neither the GPU nor fonts, so equal input gives
 * equal bytes on every machine. The native build of resvg is a third faster, but some drawings crash its process.
 */
export class Renderer {
  #resvg: Resvg;

  private constructor(resvg: Resvg) {
    this.#resvg = resvg;
  }

  static async start(): Promise<Renderer> {
    return new Renderer(await freshResvg());
  }

  /** Renders at `size`, centred, keeping proportions. A malformed SVG is reported in the result, not thrown. */
  async render(drawing: Drawing, size: number = renderSize): Promise<Rendering> {
    try {
      const document = new this.#resvg.Resvg(svgDocument(drawing, size), { background: "#fff" });
      const image = document.render();
      const picture = pictureOfRgba(image.pixels, size);
      image.free();
      document.free();
      return isBlank(picture) ? { kind: "blank" } : { kind: "picture", picture };
    } catch (error) {
      if (error instanceof Error && error.name === "RuntimeError") {
        this.#resvg = await freshResvg(); // after a trap the instance's memory cannot be trusted
        return { kind: "malformed", reason: "the renderer gave up on it" };
      }
      return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

const require = createRequire(import.meta.url);

/** The module allows one instance per load, so a new instance needs a new load. */
async function freshResvg(): Promise<Resvg> {
  const path = require.resolve("@resvg/resvg-wasm");
  delete require.cache[path];
  const resvg = require(path) as Resvg;
  await resvg.initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return resvg;
}
