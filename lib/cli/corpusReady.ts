import { join } from "node:path";
import { fileExists } from "../base/files.js";
import { builtFolder } from "../corpus/build/manifest.js";
import type { Notebook } from "../notebook/index.js";
import { tellBuild, tellWait } from "./buildProgress.js";
import { say, secondsText } from "./progress.js";

/** Library functions that read the built corpus. */
const readers = /\b(openCorpus|runLive)\b/;

/** Whether a cell of the notebook reads the built corpus. */
export function readsCorpus({ cells }: Pick<Notebook, "cells">): boolean {
  return cells.some(({ cell_type, source }) => cell_type === "code" && readers.test(source));
}

/**
 * Builds the corpus if there is none, with progress on stderr. An existing corpus is used without checks: `corpus
 * build` updates it, and `corpus verify` checks every byte.
 */
export async function ensureCorpus(folder: string = builtFolder): Promise<void> {
  if (await fileExists(join(folder, "manifest.json"))) return;
  say("building the corpus; this happens once and takes some minutes");
  const started = performance.now();
  const { buildCorpus } = await import("../corpus/build/build.js");
  await buildCorpus({ folder, progress: tellBuild(), onWait: tellWait });
  say(`corpus ready after ${secondsText((performance.now() - started) / 1000)}`);
}
