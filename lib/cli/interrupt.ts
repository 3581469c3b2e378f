import { constants } from "node:os";
import { say } from "./progress.js";

/** The first Ctrl-C, or a SIGTERM, while something runs. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 128 and the signal's number, as shells count; undefined if none came. */
  readonly exitCode: () => number | undefined;
  /** Gives the signals their usual meaning back. */
  readonly end: () => void;
}

/** Catches Ctrl-C once, so that work can be ended in order; the second time it ends the process. */
export function catchInterrupt(): Interrupt {
  const controller = new AbortController();
  let code: number | undefined;
  const names = ["SIGINT", "SIGTERM"] as const;
  const end = () => {
    for (const name of names) process.off(name, caught);
  };
  function caught(name: NodeJS.Signals): void {
    code = 128 + constants.signals[name];
    end();
    controller.abort(new Error(`ended by ${name}`));
  }
  for (const name of names) process.on(name, caught);
  return { signal: controller.signal, exitCode: () => code, end };
}

/** Says what an interrupt cost and sets the exit code. Returns whether there was one. */
export function tellInterrupt(interrupt: Interrupt, message: string): boolean {
  const code = interrupt.exitCode();
  if (code === undefined) return false;
  say(message);
  process.exitCode = code;
  return true;
}
