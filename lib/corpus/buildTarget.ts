import { readdir } from "node:fs/promises";
import { InputError, systemFault } from "../base/errors.js";
import { readManifest } from "./build/manifest.js";
import type { Source } from "./sets/sources.js";

/** Names that are allowed in a build's folder: hidden files, and files of a finished or interrupted build. */
const ownNames = /^(\.|manifest\.json$|removals\.json$|shards$)|\.(pack|tmp|lock)$/;

/**
 * Checks that a build may write to a folder: it must not exist, be empty, or contain a corpus without further sets.
 * A build removes files of earlier builds, so it must not run in a folder with other content.
 * @param force allow replacing a corpus that has further sets
 * @throws InputError naming the folder and what it contains
 */
export async function checkBuildTarget(
  folder: string,
  { sources, force }: { readonly sources: readonly Source[]; readonly force: boolean },
): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw systemFault(error, folder) ?? error;
  }
  const foreign = names.find((name) => !ownNames.test(name));
  if (foreign !== undefined)
    throw new InputError(
      `${folder}: contains ${foreign}, which is not part of a corpus; expected an empty folder or a corpus`,
    );
  if (force || !names.includes("manifest.json")) return;
  const built = await readManifest(folder).catch((error: unknown) => {
    if (error instanceof InputError) return undefined; // damaged: rebuild
    throw error;
  });
  const chosen = new Set(sources.map(({ set }) => set));
  const lost = built?.sources.map(({ set }) => set).filter((set) => !chosen.has(set)) ?? [];
  if (lost.length > 0)
    throw new InputError(
      `${folder}: contains a corpus of ${built!.sources.length} sets, ${lost.length} of which ${lost.length === 1 ? "is" : "are"} not selected (${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ", …" : ""}); --force replaces it, --dir builds elsewhere`,
    );
}
