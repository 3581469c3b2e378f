import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { sha256 } from "../../base/hash.js";
import { Pack } from "../images/pack.js";
import type { BuiltFile } from "./manifest.js";

/** The faults of a file of a built corpus, one line each, naming the file. Reads every byte. */
export async function faultsOf(folder: string, { file, content }: BuiltFile): Promise<string[]> {
  const path = join(folder, file);
  const again = "run corpus build to rebuild it";
  if (!file.endsWith(".pack")) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return [`${path}: cannot be read; ${again}`];
    return sha256(bytes) === content ? [] : [`${path}: does not have the hash it was written with; ${again}`];
  }
  try {
    const pack = new Pack(path);
    const damage = pack.damage();
    if (damage.length > 0) return damage;
    return pack.contentHash === content
      ? []
      : [`${path}: is intact but does not belong to this corpus; ${again}`];
  } catch (error) {
    if (error instanceof InputError) return [error.message];
    throw error;
  }
}
