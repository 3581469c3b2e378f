import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../base/errors.js";
import { fileExists } from "../base/files.js";
import type { DataSource } from "./source.js";

/**
 * Opens a data source by name: `pictograms`, a `.json` that says where ImageNet-Captions and its images are, or the path of an ES module whose default export is a function that
 * returns a data source. Unlike an object, a name can be passed to another process.
 * @throws InputError if there is no such module, or if it does not return a data source
 */
export async function openDataSource(name: string): Promise<DataSource> {
  if (name === "pictograms") return (await import("./pictograms.js")).pictograms();
  if (name.endsWith(".json")) return (await import("./imagenetCaptions.js")).openImagenetCaptions(name);
  if (!/\.[cm]?js$/.test(name))
    throw new InputError(
      `data source "${name}": expected pictograms, a .json that describes ImageNet-Captions, or the path of an ES module (.js, .mjs)`,
    );
  const path = resolve(name);
  if (!(await fileExists(path))) throw new InputError(`data source ${path}: no such file`);
  let made: unknown;
  try {
    const { default: make } = (await import(pathToFileURL(path).href)) as { default?: unknown };
    made = typeof make === "function" ? await make() : undefined;
  } catch (error) {
    throw new InputError(`data source ${path}: ${(error as Error).message}`);
  }
  if (typeof (made as Partial<DataSource> | undefined)?.load !== "function")
    throw new InputError(
      `data source ${path}: expected a default export, a function that returns an object with load(spec)`,
    );
  return made as DataSource;
}
