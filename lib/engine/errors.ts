import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What cannot be captured, or a captured function called with what it was not made for. The message names the
 * operation, its shapes, and the line of the step function.
 */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

const here = dirname(fileURLToPath(import.meta.url));

/**
 * `file:line:column` of the innermost frame of the present call stack that belongs neither to this engine nor to
 * TensorFlow.js: the line of the step function. Source maps apply where Node runs with --enable-source-maps.
 */
export function callerLine(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 200;
  const stack = new Error().stack ?? "";
  Error.stackTraceLimit = limit;
  for (const frame of stack.split("\n").slice(1)) {
    const place = /\(?((?:file:|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(frame.trim())?.[1];
    if (place && !isInternal(place)) return place.replace(/^file:\/\//, "");
  }
  return "an unknown line";
}

function isInternal(place: string): boolean {
  const path = place.replace(/^file:\/\//, "");
  if (/[\\/]@tensorflow[\\/]|tfjs-core|tfjs-backend|[\\/]tslib[\\/]/.test(path)) return true;
  // With source maps this file's neighbours are lib/engine/…, without them dist/lib/engine/….
  const ours = [here, here.replace(/([\\/])dist([\\/]lib)/, "$2")];
  return ours.some((folder) => path.startsWith(folder));
}

/** `[128,32,32,3] float32` */
export const describeTensor = (x: { shape: readonly number[]; dtype: string }): string =>
  `[${x.shape.join()}] ${x.dtype}`;
