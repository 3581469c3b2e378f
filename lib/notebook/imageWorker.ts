// The thread of image.ts: figures in, PNG out, one after the other.

import { parentPort } from "node:worker_threads";
import { Resvg } from "@resvg/resvg-js";
import type { ImageAnswer, ImageRequest } from "./image.js";
import { plotlySvg } from "./plotlySvg.js";
import { fontFamily, fontFiles, hangul, hangulFontFiles } from "./textWidth.js";

let queue: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: ImageRequest) => {
  queue = queue.then(async () => {
    const answer = await draw(request);
    parentPort?.postMessage(answer);
  });
});

async function draw({ id, figure, width, height, scale }: ImageRequest): Promise<ImageAnswer> {
  try {
    const svg = await plotlySvg(figure, { width, height });
    const files = hangul.test(svg) ? [...fontFiles, ...hangulFontFiles] : [...fontFiles];
    const image = new Resvg(svg, {
      font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: fontFamily },
      fitTo: { mode: "zoom", value: scale },
    });
    return { id, png: new Uint8Array(image.render().asPng()) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
