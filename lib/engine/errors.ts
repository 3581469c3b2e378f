import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Thrown for a step function that cannot be captured, or inputs that a captured function cannot take. The message names
 * the operation, its shapes, and the line of the step function.
 */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The line of the step function, as `file:line:column`: the innermost frame of the current call stack that belongs
 * neither to this engine nor to TensorFlow.js. Source maps apply if Node runs with --enable-source-maps.
 */
export function callerLine(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 200;
  const stack = new Error().stack ?? "";
  Error.stackTraceLimit = limit;
  const place = placesOf(stack).find((place) => !isInternal(place));
  return place === undefined ? "an unknown line" : place.replace(/^file:\/\//, "");
}

/** The `file:line:column` of every frame of a stack, innermost first. */
function placesOf(stack: string): string[] {
  return stack.split("\n").flatMap((frame) => {
    const place = /^\s*at .*?\(?((?:file:|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(frame)?.[1];
    return place === undefined ? [] : [place];
  });
}

/**
 * Adds the line of the step function to an error thrown inside it. An error from TensorFlow.js, for example about
 * shapes that do not fit, becomes a CaptureError with that line. The step function's own errors stay as they are.
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
  // The engine's files are lib/engine/… with source maps, and dist/lib/engine/… without.
  const ours = [here, here.replace(/([\\/])dist([\\/]lib)/, "$2")];
  return ours.some((folder) => path.startsWith(folder));
}

/** `[128,32,32,3] float32` */
export const describeTensor = (x: { shape: readonly number[]; dtype: string }): string =>
  `[${x.shape.join()}] ${x.dtype}`;
