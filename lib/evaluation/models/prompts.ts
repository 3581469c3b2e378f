import { basename, extname } from "node:path";
import { InputError, oneOf } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { loadImageNetNames } from "../../published/load.js";
import { promptSetNamed, promptSets } from "../../zeroshot/promptSets.js";
import type { ClassList } from "../images/imageSet.js";

/** What an image-text model is told about the classes: a name for each, and templates to put it in. */
export interface Prompts {
  /** Class names, in the order of the labels. */
  readonly names: readonly string[];
  /** Templates; `{}` is replaced by the class name. */
  readonly templates: readonly string[];
  /** The templates' name in the record. */
  readonly title: string;
}

/** Prompts as asked for on the command line. */
export interface PromptOptions {
  /** Name of a template set, or a text file with one template a line. */
  readonly templates?: string;
  /** A text file with one class name a line, in the order of the labels. */
  readonly names?: string;
}

/**
 * The prompts of a test set.
 * @param classList the test set's own classes; without them, ImageNet's 1,000 as OpenAI names them
 * @param byDefault the template set that is used if neither the options nor the class list name one
 * @throws InputError naming the file and line: a template without `{}`, an empty name, or another number of names
 */
export async function promptsFor(
  classList: ClassList | undefined,
  options: PromptOptions,
  byDefault: string,
): Promise<Prompts> {
  const known = classList?.names ?? (await loadImageNetNames());
  const names = options.names === undefined ? known : await linesOf(options.names);
  if (names.length !== known.length)
    throw new InputError(
      `${options.names}: ${names.length} class names, expected ${known.length}, one a line in the order of the labels`,
    );
  const chosen = options.templates ?? classList?.templates ?? byDefault;
  if (typeof chosen !== "string") return { names, templates: chosen, title: "own" };
  if (Object.hasOwn(promptSets, chosen)) return { names, templates: promptSetNamed(chosen), title: chosen };
  if (!(await fileExists(chosen)))
    throw new InputError(
      `--templates: "${chosen}" is neither a file nor ${oneOf(Object.keys(promptSets))}, expected one of the two`,
    );
  const templates = await linesOf(chosen);
  const bare = templates.findIndex((line) => !line.includes("{}"));
  if (bare >= 0)
    throw new InputError(
      `${chosen}: template "${templates[bare]}" has no {}, expected a place for the class name`,
    );
  return { names, templates, title: basename(chosen, extname(chosen)) };
}

/** The lines of a text file without the empty ones at its end. @throws InputError for an empty line or file */
async function linesOf(path: string): Promise<string[]> {
  const lines = (await readInput(path))
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw new InputError(`${path}: is empty, expected one text a line`);
  const empty = lines.indexOf("");
  if (empty >= 0) throw new InputError(`${path}:${empty + 1}: an empty line, expected one text a line`);
  return lines;
}

/** Names that several classes share, one sentence; undefined if all differ. The first of such classes gets every image. */
export function sharedNames({ names }: Prompts): string | undefined {
  const places = new Map<string, number[]>();
  for (const [index, name] of names.entries()) places.set(name, [...(places.get(name) ?? []), index]);
  const shared = [...places].filter(([, indices]) => indices.length > 1);
  if (shared.length === 0) return undefined;
  return `class names that occur more than once, so that only the first class can be right: ${shared
    .slice(0, 5)
    .map(([name, indices]) => `${name} (${indices.join(", ")})`)
    .join("; ")}${shared.length > 5 ? " …" : ""}`;
}
