/// <reference lib="dom" />

import * as tf from "@tensorflow/tfjs";
import { labTexts } from "../texts.js";

/** Who draws WebGL here: a graphics processor, a program on the processor, or nobody. */
export type Graphics = "hardware" | "software" | "none";

/** Names of programs that draw on the processor, of all that Chromium, Firefox and Windows bring. */
const drawnBySoftware = /swiftshader|llvmpipe|softpipe|software|basic render|virgl/i;

let found: Graphics | undefined;

/** What the browser has. Numbers of 16 bits, as some telephones have, are not enough to train with. */
export function graphics(): Graphics {
  found ??= look();
  return found;
}

function look(): Graphics {
  if (typeof OffscreenCanvas === "undefined") return "none";
  // As TensorFlow.js asks for it, which reports in the console what it does not get.
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (gl === null || !tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) return "none";
  const known = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return drawnBySoftware.test(renderer) ? "software" : "hardware";
}

/** A browser takes the graphics processor away when another page needs it, or its driver starts again. */
export class GraphicsLost extends Error {
  constructor() {
    super(labTexts.graphicsLost);
  }
}

/**
 * Does some work on the graphics processor. If the browser takes it away, the work would wait for its numbers for ever.
 * @throws GraphicsLost then; the work is not to be had any more, nor is WebGL in this worker
 */
export async function onGraphics<T>(work: () => Promise<T>): Promise<T> {
  await tf.setBackend("webgl");
  const { gl } = (tf.backend() as WebGlBackend).getGPGPUContext();
  const ended = new AbortController();
  const lost = new Promise<never>((_, reject) => {
    const tell = () => reject(new GraphicsLost());
    if (gl.isContextLost()) tell();
    gl.canvas.addEventListener("webglcontextlost", tell, { signal: ended.signal });
  });
  try {
    return await Promise.race([work(), lost]);
  } finally {
    ended.abort();
  }
}

/** The part of TensorFlow.js's WebGL backend that is used here. */
export type WebGlBackend = tf.KernelBackend & {
  getGPGPUContext(): { readonly gl: WebGL2RenderingContext };
};
