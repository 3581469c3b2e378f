// The public exports of lib/engine. Other folders import from this file only.
export { buildNative, builtNative, megabytes, undoNative } from "./native/build.js";
export { NotFetched } from "./native/errors.js";
export { loadRuntime } from "./runtime.js";
export * from "./standalone.js";
