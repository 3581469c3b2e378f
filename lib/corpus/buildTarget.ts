import { readdir } from "node:fs/promises";
import { InputError, systemFault } from "../base/errors.js";
import { readManifest } from "./build/manifest.js";
import type { Source } from "./sets/sources.js";

/** What a build leaves in its folder, whether or not it came to its end; and what hidden files are no one's icons. */
const ownNames = /^(\.|manifest\.json$|removals\.json$|shards$)|\.(pack|tmp|lock)$/;

/**
 * Whether a build may write to a folder: one that is not there, is empty, or holds a corpus that has no other sets.
 * A build removes what it finds of earlier ones, so it must not be sent to a folder of something else.
 * @param force whether a corpus with other sets may be replaced
 * @throws InputError naming the folder and what it holds
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
      `${folder}: holds ${foreign}, which is no part of a corpus; expected an empty folder or a corpus`,
    );
  if (force || !names.includes("manifest.json")) return;
  const built = await readManifest(folder).catch((error: unknown) => {
    if (error instanceof InputError) return undefined; // damaged: to be built again
    throw error;
  });
  const chosen = new Set(sources.map(({ set }) => set));
  const lost = built?.sources.map(({ set }) => set).filter((set) => !chosen.has(set)) ?? [];
  if (lost.length > 0)
    throw new InputError(
      `${folder}: holds a corpus of ${built!.sources.length} sets, ${lost.length} of them not chosen (${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ", …" : ""}); --force replaces it, --dir builds elsewhere`,
    );
}
