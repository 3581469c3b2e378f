import { type Captured, capture, type EngineName } from "../../engine/index.js";

/** The engine a run uses; see lib/engine. */
export interface RunEngine {
  readonly name: EngineName;
  /** Threads within one operation; 1 where several workers share the machine. */
  readonly threads: number;
}

/** Prepares a function of tensors for an engine. */
export function onEngine<Inputs extends readonly unknown[], Output>(
  engine: RunEngine,
  step: (...inputs: Inputs) => Output,
): Captured<Inputs, Output> {
  return capture(step, { engine: engine.name, threads: engine.threads });
}
