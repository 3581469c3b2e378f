import { constants } from "node:os";
import { say } from "./progress.js";

/** Catches the first Ctrl-C or SIGTERM during a task. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 128 plus the signal's number, as in shells; undefined if there was no signal. */
  readonly exitCode: () => number | undefined;
  /** Restores the default handling of the signals. */
  readonly end: () => void;
}

/** Catches the first Ctrl-C, so that work can stop cleanly. A second one ends the process. */
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

/** Prints the message and sets the exit code if there was an interrupt. Returns whether there was one. */
export function tellInterrupt(interrupt: Interrupt, message: string): boolean {
  const code = interrupt.exitCode();
  if (code === undefined) return false;
  say(message);
  process.exitCode = code;
  return true;
}
