import * as tf from "@tensorflow/tfjs";
import { InputError, oneOf } from "../base/errors.js";
import { loadNative, nativeBackend } from "./native/load.js";
import { loadRuntime } from "./runtime.js";

/** The engines, in the order in which `chooseEngine` tries them. */
export const engineNames = ["captured", "native", "reference"] as const;
export type EngineName = (typeof engineNames)[number];

/** The TensorFlow.js backend that is current while an engine is in use. */
const eagerBackend: Record<EngineName, string> = {
  captured: "cpu", // for operations outside captured functions
  native: nativeBackend,
  reference: "cpu",
};

/**
 * Keeps the cpu backend from printing its advice to install tfjs-node "to speed things up dramatically". Here it only
 * stores the inputs of captured functions.
 */
export function silenceAdvice(): void {
  tf.backend(); // chooses a backend now, if none is chosen: a later choice would create the cpu backend again
  const cpu = tf.findBackend("cpu") as (tf.KernelBackend & { firstUse?: boolean }) | null;
  if (cpu) cpu.firstUse = false;
}

/** Whether an engine can run here. */
interface Availability {
  readonly name: EngineName;
  readonly available: boolean;
  /** Why it cannot run, if it cannot. */
  readonly reason?: string;
}

/** Lists the engines and whether each can run here. Loads the native libraries that are installed. */
export async function listEngines(): Promise<Availability[]> {
  return Promise.all(engineNames.map((name) => availability(name)));
}

/**
 * Chooses an engine and makes its TensorFlow.js backend current.
 *
 * @param asked the engine to use; by default the first that can run of captured (onnxruntime-node), native
 *   (@tensorflow/tfjs-node) and reference (the cpu backend)
 * @param threads threads within one operation of the native engine (default 1), which starts only once per process
 * @returns the engine's name
 * @throws InputError if there is no such engine or it cannot run here
 */
export async function chooseEngine(asked?: string, threads?: number): Promise<EngineName> {
  if (asked === undefined) {
    for (const name of engineNames) {
      if (!(await availability(name, threads)).available) continue;
      await useEngine(name, threads);
      return name;
    }
  }
  const name = engineNames.find((known) => known === asked);
  if (name === undefined)
    throw new InputError(`--engine: "${asked}" is not an engine, expected ${oneOf(engineNames)}`);
  const { available, reason } = await availability(name, threads);
  if (!available) throw new InputError(`--engine: "${name}" cannot run here: ${reason}`);
  await useEngine(name, threads);
  return name;
}

/**
 * Makes an engine's TensorFlow.js backend current.
 * @throws InputError if the backend does not start, or already runs in this process with another number of threads
 */
export async function useEngine(name: EngineName, threads?: number): Promise<void> {
  if (name === "native") {
    const has = loadNative(threads);
    if (threads !== undefined && threads !== has)
      throw new InputError(
        `--threads: TensorFlow already runs with ${has} threads in this process, expected ${threads}`,
      );
  }
  const backend = eagerBackend[name];
  if (tf.getBackend() === backend) return;
  if (name === "captured" && tf.engine().backendName !== undefined) return; // any will do
  if (!(await tf.setBackend(backend)))
    throw new InputError(`the TensorFlow.js backend "${backend}" does not start`);
}

async function availability(name: EngineName, threads?: number): Promise<Availability> {
  try {
    if (name === "captured") await loadRuntime();
    if (name === "native") loadNative(threads);
    return { name, available: true };
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    return { name, available: false, reason: `${packages[name]} does not load (${lines[0]})` };
  }
}

const packages: Record<EngineName, string> = {
  captured: "onnxruntime-node",
  native: "@tensorflow/tfjs-node",
  reference: "@tensorflow/tfjs",
};
