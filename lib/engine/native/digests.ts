import { readdir, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const { digestOf } = createRequire(import.meta.url)("@tensorflow/tfjs-node/whole.cjs") as {
  digestOf: (path: string) => string;
};

/** Writes sizes, times and SHA-256 of a built folder's libraries. They are checked before the libraries are loaded. */
export async function writeLibraryDigests(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(node|so(\.\d+)*)$/.test(entry.name))
    .map(({ path, name }) => join(path, name))
    .sort();
  const digests: Record<string, object> = {};
  for (const path of paths) {
    const { size, mtimeMs } = await stat(path);
    digests[relative(folder, path)] = { bytes: size, modified: mtimeMs, sha256: digestOf(path) };
  }
  await writeFile(join(folder, "digests.json"), `${JSON.stringify(digests, undefined, 2)}\n`);
}
