// The public exports of lib/engine. Other folders import from this file only.
export type { KernelCall } from "./backend.js";
export { type Captured, type CaptureOptions, capture } from "./capture.js";
export { chooseEngine, type EngineName, engineNames, listEngines } from "./choose.js";
export type { GraphSummary } from "./compiled.js";
export { buildNative, builtNative, megabytes, undoNative } from "./native/build.js";
export { NotFetched } from "./native/errors.js";
export { loadRuntime } from "./runtime.js";
export { trace } from "./trace.js";
export { leavesOf } from "./tree.js";
