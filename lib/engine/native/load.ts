import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs";
import { acceptPadding } from "./padding.js";

/** Threads within one operation of TensorFlow, which reads their number once, from its environment. */
const threadsVariable = "TF_NUM_INTRAOP_THREADS";

let wrapped = false;

/**
 * Loads the real @tensorflow/tfjs-node, which registers the backend "tensorflow". It is installed under another
 * name, because danfojs-node's dependency of the same name is replaced (see lib/shims), or built by
 * `npm run engine:native`.
 *
 * @param threads threads within one operation, if TensorFlow starts now; the environment's number or 1 if not given
 * @returns the threads it has in this process
 * @throws Error if it does not load
 */
export function loadNative(threads?: number): number {
  if (!started() && threads !== undefined) process.env[threadsVariable] = String(threads);
  createRequire(import.meta.url)("@tensorflow/tfjs-node/native.cjs");
  if (!started()) throw new Error("it registered no backend with this copy of TensorFlow.js");
  if (!wrapped) acceptPadding();
  wrapped = true;
  return Number(process.env[threadsVariable]);
}

const started = (): boolean => tf.engine().backendNames().includes("tensorflow");
