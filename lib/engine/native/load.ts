import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs";
import { acceptPadding } from "./padding.js";

/** The environment variable for the number of threads within one operation. TensorFlow reads it once. */
const threadsVariable = "TF_NUM_INTRAOP_THREADS";

/** The TensorFlow.js backend that it registers. */
export const nativeBackend = "tensorflow";

let wrapped = false;

/**
 * Loads the real @tensorflow/tfjs-node, which registers `nativeBackend`. It is installed under another
 * name, because danfojs-node's dependency of the same name is replaced (see lib/shims), or built by
 * `npm run engine:native`.
 *
 * @param threads threads within one operation, if TensorFlow starts now; by default the number in the environment, or 1
 * @returns the number of threads TensorFlow has in this process
 * @throws Error if it does not load
 */
export function loadNative(threads?: number): number {
  if (!started() && threads !== undefined) process.env[threadsVariable] = String(threads);
  createRequire(import.meta.url)("@tensorflow/tfjs-node/native.cjs");
  if (!started()) throw new Error("it registered no backend with this copy of TensorFlow.js");
  if (!wrapped) acceptPadding(nativeBackend);
  wrapped = true;
  return Number(process.env[threadsVariable]);
}

const started = (): boolean => tf.engine().backendNames().includes(nativeBackend);
