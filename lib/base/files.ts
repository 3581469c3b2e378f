import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, systemFault } from "./errors.js";
import { clearLeftOnce, temporaryName } from "./processes.mjs";

/** The clone's root folder, found from this file's place in dist/lib/base (or lib/base). */
export const packageRoot: string = findRoot();

function findRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const up = resolve(here, "..", "..");
  return up.endsWith("dist") ? dirname(up) : up;
}

/** A path inside the package, e.g. `inPackage("data", "published", "testbed.csv")`. */
export function inPackage(...parts: string[]): string {
  return join(packageRoot, ...parts);
}

/**
 * Writes a file whole or not at all: to a temporary neighbour first, flushed, then renamed over the final name; then the
 * folder is flushed, so that the name, too, survives a power failure. Folders on the way are made. On failure the
 * temporary file is removed. Temporary files in the folder whose processes are gone are removed too.
 * @throws InputError naming the path if the operating system refuses it: a folder, no rights, a full disk
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
    await rm(temporary, { force: true }).catch(() => undefined); // what stopped the write may stop this too
    throw systemFault(error, path) ?? error;
  }
  await syncFolder(dirname(path));
}

/** Flushes a folder's list of names. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // Windows opens no folders, and some file systems flush none: the file is whole there all the same.
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(code)) throw error;
  }
}

/** Reads a text file a user named. @throws InputError naming the file if it cannot be read */
export async function readInput(path: string): Promise<string> {
  return (await readInputBytes(path)).toString("utf8");
}

/** Reads a file a user named. @throws InputError naming the file if it cannot be read */
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

/** Whether there is a file or folder. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
