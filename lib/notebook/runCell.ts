// One cell on the kernel, within its limits.
import { setTimeout as sleep } from "node:timers/promises";
import { type ExecuteReply, type Kernel, KernelEnded } from "./kernel.js";
import type { CellOutputs } from "./outputs.js";

/** Why a cell was stopped before it ended by itself. */
export type StopReason = "cellTimeout" | "timeout" | "aborted" | "lateThrow";

export interface CellLimits {
  /** Stops the cell when it fires; its reason is a StopReason. */
  readonly stop: AbortSignal;
  /** Seconds an interrupted cell may take to end before the kernel is killed. */
  readonly graceSeconds: number;
}

const pipeMs = 3;

/** How a cell ended: with a reply (also after an interrupt), or with the kernel. */
export interface CellEnd {
  readonly reply?: ExecuteReply;
  readonly kernelEnded?: string;
}

/** Runs a cell and collects its outputs, the late ones of the same turn too. Interrupts it, then kills the kernel, at `stop`. */
export async function runCell(
  kernel: Kernel,
  code: string,
  outputs: CellOutputs,
  limits: CellLimits,
): Promise<CellEnd> {
  kernel.onLateMessage = (message) => outputs.add(message);
  kernel.onPiped = (name, text) => outputs.addPiped(name, text);
  const run = kernel
    .execute(code, (message) => outputs.add(message))
    .then(async (reply): Promise<CellEnd> => {
      await kernel.settle();
      await sleep(pipeMs); // what was written to the pipes before the reply lies there, at most 64 kB each
      return { reply };
    })
    .catch((error: unknown): CellEnd => {
      if (error instanceof KernelEnded) return { kernelEnded: error.message };
      throw error;
    });
  const stopped = await Promise.race([run.then(() => false), whenAborted(limits.stop)]);
  if (!stopped) return run;
  // More than once: the first may come while the cell is still being compiled, when it has no effect.
  const end = Date.now() + limits.graceSeconds * 1000;
  while (Date.now() < end) {
    kernel.interrupt();
    const pause = sleep(Math.min(1000, end - Date.now()), true, { ref: false });
    if (!(await Promise.race([run.then(() => false), pause]))) return run;
  }
  kernel.kill();
  return run;
}

function whenAborted(signal: AbortSignal): Promise<true> {
  if (signal.aborted) return Promise.resolve(true);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(true), { once: true }));
}
