import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import type { MimeBundle } from "./nbformat.js";

/** Shows one output in the cell that runs: all its MIME types in one message. */
export type SendDisplay = (bundle: MimeBundle) => unknown;

/** Where the kernel's preload leaves its `SendDisplay`. */
export const displayKey: unique symbol = Symbol.for("clip-robustness.display");

/** What tslab itself offers: one MIME type a call. */
interface TslabDisplay {
  raw(type: string, content: string): void;
}

/** Types by preference where only one can be sent: those that every front end shows. */
const singleTypes = ["image/png", "text/html", "text/markdown", "text/plain"];

/**
 * Sends an output to the notebook this code runs in. In a tslab kernel without this package's preload the
 * output has one MIME type instead of all. @throws Error outside a kernel
 */
export async function sendDisplay(bundle: MimeBundle): Promise<void> {
  const send = (globalThis as { [displayKey]?: SendDisplay })[displayKey];
  if (send) {
    await send(bundle);
    return;
  }
  const type = singleTypes.find((known) => known in bundle);
  const display = kernelDisplay();
  if (!display || !type)
    throw new Error("there is no notebook to display in: call this in a cell of a tslab kernel");
  display.raw(type, bundle[type] as string);
}

/** tslab's `display` if this process is its kernel: the copy the process was started from, not ours. */
function kernelDisplay(): TslabDisplay | undefined {
  const [, program, command] = process.argv;
  if (!program || command !== "kernel") return undefined;
  try {
    return (createRequire(realpathSync(program))("tslab") as { display: TslabDisplay }).display;
  } catch {
    return undefined;
  }
}
