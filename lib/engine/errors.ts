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
  const place = placesOf(stack).find((place) => !isInternal(place));
  return place === undefined ? "an unknown line" : place.replace(/^file:\/\//, "");
}

/** The places `file:line:column` of a stack, innermost first. */
function placesOf(stack: string): string[] {
  return stack.split("\n").flatMap((frame) => {
    const place = /^\s*at .*?\(?((?:file:|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(frame)?.[1];
    return place === undefined ? [] : [place];
  });
}

/**
 * An error that a step function ended with. One that TensorFlow.js threw, as it does where shapes do not fit, becomes a CaptureError
 * with the line of the step function; the step function's own errors stay as they are.
 */
export function withLine(error: unknown): unknown {
  if (error instanceof CaptureError || !(error instanceof Error)) return error;
  const places = placesOf(error.stack ?? "");
  const caller = places.find((place) => !isInternal(place));
  if (caller === undefined || caller === places[0]) return error;
  const operation = /\bat (?:\w+\.)?(\w+?)__op\b/.exec(error.stack ?? "")?.[1];
  const what = operation === undefined || error.message.includes(operation) ? "" : `${operation}: `;
  return new CaptureError(`${what}${error.message} (at ${caller.replace(/^file:\/\//, "")})`, {
    cause: error,
  });
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
