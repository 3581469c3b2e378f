import { randomUUID } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "./errors.js";

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
 * Writes a file whole or not at all: to a temporary neighbour first, flushed, then renamed over the final
 * name. Folders on the way are made. On failure the temporary file is removed and the error passed on.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
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
    await rm(temporary, { force: true });
    throw error;
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
    const reason =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a folder, expected a file" : String(code);
    throw new InputError(`${path}: ${reason}`);
  }
}

/** Whether there is a file or folder. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
