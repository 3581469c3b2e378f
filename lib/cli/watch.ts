// Work that is done again at each save of a notebook, and the page that shows what came of it.
import { unwatchFile, watchFile } from "node:fs";
import { readFile } from "node:fs/promises";
import { InputError } from "../base/errors.js";
import { loadRunner } from "../notebook/index.js";
import { catchInterrupt } from "./interrupt.js";
import { say } from "./progress.js";

/** Milliseconds between looks at the file. Asking works where notifications do not: on network file systems, and for editors that replace the file. */
const lookMs = 200;

/**
 * Does the work, and again after each save, until Ctrl-C; the page is served to this machine and reloads after each.
 * A save during the work stops it and starts it anew. What is wrong with a save is said, and the next one is waited for.
 * @param work aborted by its signal @param page the HTML as it now stands
 */
export async function watch(
  path: string,
  work: (signal: AbortSignal) => Promise<void>,
  page: () => Promise<string>,
): Promise<void> {
  const { serveLive } = await loadRunner();
  const interrupt = catchInterrupt();
  const server = await serveLive(page);
  let current = new AbortController();
  let saved: (() => void) | undefined;
  let changed = true;
  const read = () => readFile(path, "utf8").catch(() => undefined);
  let content: string | undefined;
  const look = async (): Promise<void> => {
    const now = await read();
    if (now === undefined || now === "" || now === content) return; // an editor that is about to write it
    content = now;
    changed = true;
    current.abort();
    saved?.();
  };
  const wake = () => {
    current.abort();
    saved?.();
  };
  interrupt.signal.addEventListener("abort", wake);
  content = await read();
  watchFile(path, { interval: lookMs }, () => void look());
  try {
    say(`Open ${server.url}; Ctrl-C ends`);
    while (!interrupt.signal.aborted) {
      if (changed) {
        changed = false;
        current = new AbortController();
        try {
          await work(current.signal);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          say(`error: ${error.message}`);
        }
        if (!interrupt.signal.aborted) server.reload();
        continue;
      }
      await new Promise<void>((resolve) => {
        saved = resolve;
        if (changed || interrupt.signal.aborted) resolve();
      });
    }
  } finally {
    unwatchFile(path);
    interrupt.signal.removeEventListener("abort", wake);
    interrupt.end();
    await server.close();
  }
}
