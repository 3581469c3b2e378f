import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";
import { InputError, oneOf, systemFault } from "../../base/errors.js";
import { inPackage } from "../../base/files.js";
import { jsonValue } from "../../base/parse.js";

/** The visual style of a set. A family is a distribution in the sense of the paper. */
export const families = [
  "line-ui",
  "other-ui",
  "hand-drawn",
  "pixel",
  "multicolour",
  "emoji",
  "thematic",
] as const;
export type Family = (typeof families)[number];

/** The natural shifts that consist of their own sets, and the ImageNet shift that each one stands for. */
export const shiftRoles = {
  matched: "ImageNet-V2",
  "hand-drawn": "ImageNet-Sketch",
  renditions: "ImageNet-R",
  contexts: "ObjectNet",
} as const;
export type ShiftRole = keyof typeof shiftRoles;

/** What a set is used for. Each set has exactly one role, so test sets and training pools never share a set. */
export const roles = ["reference", "web", ...(Object.keys(shiftRoles) as ShiftRole[])] as const;
export type Role = (typeof roles)[number];

/** SPDX names of the licences a set may have. All are permissive; none is share-alike or non-commercial. */
export const permittedLicences: readonly string[] = [
  "MIT",
  "Apache-2.0",
  "ISC",
  "BSD-3-Clause",
  "CC0-1.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "OFL-1.1",
  "Unlicense",
];

/** One icon set, published as `@iconify-json/<set>`. */
export interface Source {
  /** The set's prefix, e.g. `lucide`. */
  readonly set: string;
  readonly family: Family;
  readonly role: Role;
  readonly author: string;
  /** SPDX name; one of `permittedLicences`. */
  readonly licence: string;
}

const sourceSchema = z
  .strictObject({
    set: z.string().regex(/^[a-z0-9-]+$/),
    family: z.enum(families),
    role: z.enum(roles),
    author: z.string().min(1),
    licence: z.string().refine((licence) => permittedLicences.includes(licence), {
      error: (issue) => `licence ${JSON.stringify(issue.input)} is not ${oneOf(permittedLicences)}`,
    }),
  })
  .readonly();

/** The file that lists the sets. */
const sourcesPath: string = inPackage("data", "corpus", "sources.json");

/**
 * Reads the sets that make up the corpus, in the order of the file.
 *
 * @throws InputError naming file, entry and field if the list is malformed, repeats a set, or contains a licence that
 *   is not permitted
 */
export function readSources(path: string = sourcesPath): Source[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw systemFault(error, path) ?? error;
  }
  const parsed = z.array(sourceSchema).min(1).safeParse(jsonValue(text, path));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(`${path}: [${issue.path.join(".")}] ${issue.message}`);
  }
  const seen = new Set<string>();
  for (const { set } of parsed.data) {
    if (seen.has(set)) throw new InputError(`${path}: set ${set} is listed twice`);
    seen.add(set);
  }
  return parsed.data;
}

/** Selects sources by name, in the order of the list. @throws InputError for a name that is not in the list */
export function selectSources(all: readonly Source[], names: readonly string[]): Source[] {
  const known = all.map(({ set }) => set);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InputError(`no set "${unknown}"; expected ${oneOf(known)}`);
  return all.filter(({ set }) => names.includes(set));
}

const require = createRequire(import.meta.url);

/** Path of a file inside a set's installed package. @throws InputError if the package is not installed */
export function sourceFile(set: string, file: string): string {
  try {
    return require.resolve(`@iconify-json/${set}/${file}`);
  } catch {
    throw new InputError(`@iconify-json/${set} is not installed or has no ${file}: run npm ci`);
  }
}
