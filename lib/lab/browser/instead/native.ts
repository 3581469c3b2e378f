// Stands in for engine/native: TensorFlow.js's WebGL backend in place of the native library.
import { graphics } from "../graphics.js";

export const nativeBackend = "webgl";

/**
 * Whether the graphics processor can compute here.
 * @returns the number of threads asked for: a graphics processor has no such setting
 * @throws Error if it cannot
 */
export function loadNative(threads = 1): number {
  if (graphics() === "none") throw new Error("this browser has no WebGL 2 with 32-bit numbers");
  return threads;
}

const absent = (name: string) => (): never => {
  throw new Error(`${name}: a page has no native engine`);
};
export const buildNative = absent("buildNative");
export const builtNative = absent("builtNative");
export const megabytes = absent("megabytes");
export const undoNative = absent("undoNative");
export const NotFetched = Error;
