import { access } from "node:fs/promises";
import { z } from "zod";
import { inPackage, readInput, writeAtomically } from "../base/files.js";
import { parsedJson } from "../base/parse.js";

// Labelled icons of the web-like pool that are nearer to a test icon of a shift than every training icon of the reference
// is. What is left without them is no more like the shifts than the reference (Mayilvahanan et al. 2024). They were computed
// once from the built corpus and are frozen in a committed file.

const alikeSchema = z.strictObject({
  note: z.string(),
  /** Labelled icons of the pool, and how many of them are not on the list. */
  labelled: z.int().nonnegative(),
  left: z.int().nonnegative(),
  /** Labelled icons of the pool that belong to no set of emoji, on the list or not. */
  withoutEmoji: z.int().nonnegative(),
  /** Ids of the icons, sorted. */
  icons: z.array(z.string()).min(1),
});

/** The frozen list, as stored in its file. */
export type Alike = z.infer<typeof alikeSchema>;

export const alikePath: string = inPackage("data", "sweep", "alike.json");

/** Reads the frozen list. Returns undefined if it has not been made. @throws InputError if the file is malformed */
export async function readAlike(path: string = alikePath): Promise<Alike | undefined> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? parsedJson(alikeSchema, await readInput(path), path) : undefined;
}

/** Writes the list to its file, one icon a line. */
export async function writeAlike(alike: Alike, path: string = alikePath): Promise<void> {
  const { icons, ...rest } = alike;
  const head = JSON.stringify({ ...rest, icons: [] }, undefined, 1).replace(/\[\]\s*\}$/, "[\n");
  await writeAtomically(path, `${head}${icons.map((id) => `  ${JSON.stringify(id)}`).join(",\n")}\n ]\n}\n`);
}
