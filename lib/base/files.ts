import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, systemFault } from "./errors.js";
import { clearLeftOnce, temporaryName } from "./processes.mjs";

/** The root folder of the clone, derived from the location of this file in dist/lib/base (or lib/base). */
export const packageRoot: string = findRoot();

function findRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const up = resolve(here, "..", "..");
  return up.endsWith("dist") ? dirname(up) : up;
}

/** Joins a path inside the package, e.g. `inPackage("data", "published", "testbed.csv")`. */
export function inPackage(...parts: string[]): string {
  return join(packageRoot, ...parts);
}

/**
 * Writes a file completely or not at all. The content is written to a temporary file next to it, flushed, and renamed.
 * The folder is flushed too, so that the new name survives a power failure. Missing folders are created. If writing
 * fails, the temporary file is removed. Temporary files that dead processes left in the folder are removed as well.
 * @throws InputError naming the path if the operating system refuses: it is a folder, permission is denied, the disk is
 *   full
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw systemFault(error, path) ?? error;
  });
  clearLeftOnce(resolve(dirname(path)));
  const temporary = temporaryName(`${path}.`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // may fail for the same reason as the write
    throw systemFault(error, path) ?? error;
  }
  await syncFolder(dirname(path));
}

/** Flushes a folder's list of entries to disk. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // Windows cannot open folders, and some file systems cannot flush them. The file is complete in any case.
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(code)) throw error;
  }
}

/** Reads a text file named by the user. @throws InputError naming the file if it cannot be read */
export async function readInput(path: string): Promise<string> {
  return (await readInputBytes(path)).toString("utf8");
}

/** Reads a file named by the user. @throws InputError naming the file if it cannot be read */
export async function readInputBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new InputError(`${path}: no such file`);
    if (code === "EISDIR") throw new InputError(`${path}: is a folder, expected a file`);
    throw systemFault(error, path) ?? error;
  }
}

/** Whether a file or folder exists. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
