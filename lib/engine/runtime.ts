import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import { CaptureError } from "./errors.js";

// onnxruntime-node reports its use to its maker: it writes a device id and a database of events into the home folder
// and a log into the temporary folder, and sends both if there is a network. It does none of this if
// ORT_DISABLE_TELEMETRY is 1 when its library starts. So only this file may load it (test/structure/privacy.test.ts).

/** The environment variable that onnxruntime reads when it starts. */
const variable = "ORT_DISABLE_TELEMETRY";

type Runtime = typeof import("onnxruntime-node");

const load = createRequire(import.meta.url);

// Set when the engine is imported, so that threads and processes started later inherit it.
process.env[variable] = "1";

/** Loads onnxruntime-node and its native library, with telemetry switched off. Rejects if it does not load. */
export async function loadRuntime(): Promise<Runtime> {
  return loadRuntimeFile("onnxruntime-node") as Runtime;
}

/**
 * Loads one module of the package synchronously.
 * @throws CaptureError in a worker thread if onnxruntime would report its use
 */
export function loadRuntimeFile(path: "onnxruntime-node" | `onnxruntime-node/${string}`): unknown {
  // Set each time, to override the user's environment and anything the program has set since.
  process.env[variable] = "1";
  if (!isMainThread && !isSilent())
    throw new CaptureError(
      `onnxruntime would report its use: a worker thread cannot set ${variable} for its process; import the engine in the main thread before the worker is started, or start the worker with env: SHARE_ENV`,
    );
  return load(path);
}

let silent = false;

/** A worker's process.env is usually a copy. The process report shows the environment that onnxruntime will see. */
function isSilent(): boolean {
  if (silent) return true;
  const { environmentVariables } = process.report.getReport() as unknown as {
    environmentVariables: Record<string, string>;
  };
  silent = environmentVariables[variable] === "1";
  return silent;
}
