/// <reference lib="dom" />

import * as tf from "@tensorflow/tfjs";

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

/**
 * Whether the browser has taken the graphics processor away, as it may when another page needs it or its driver starts
 * again. Everything that is read afterwards is 0.
 */
export function graphicsLost(): boolean {
  if (tf.getBackend() !== "webgl") return false;
  const backend = tf.backend() as tf.KernelBackend & {
    getGPGPUContext(): { readonly gl: WebGL2RenderingContext };
  };
  return backend.getGPGPUContext().gl.isContextLost();
}
