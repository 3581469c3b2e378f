import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { inPackage, readInput, writeAtomically } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { jsonValue } from "../../base/parse.js";
import type { CaptionProperties } from "../names/properties.js";
import type { ShiftRole, Source } from "../sets/sources.js";
import type { Funnel } from "./funnel.js";
import type { SkippedIcon } from "./shard.js";
import type { SplitName, SplitOptions } from "./splits.js";

/** Raised when the same inputs would give another corpus, so that a build is not taken for up to date. */
export const pipelineVersion = 1;

/** Where the corpus is built unless said otherwise; not committed. */
export const builtFolder: string = inPackage("data", "corpus", "built");

export interface BuiltFile {
  readonly file: string;
  readonly bytes: number;
  /** Hash of what the file holds, the same whatever compressor wrote it. */
  readonly content: string;
}
export interface BuiltSource extends Source {
  readonly title: string;
  readonly version: string;
  readonly published: number;
  readonly rendered: number;
  /** Icons of the set in any split. */
  readonly used: number;
}
export interface BuiltSplit {
  readonly icons: number;
  readonly labelled: number;
  readonly classes: number;
  /** Images by side in pixels; the smaller holds the table too. */
  readonly files: Readonly<Partial<Record<"32" | "64", BuiltFile>>>;
}

/** What a built corpus is, written last: without it a folder holds no corpus. */
export interface Manifest {
  readonly pipelineVersion: number;
  /** Hash of all the corpus depends on: sets and their versions, classes, renderer, rules, options. */
  readonly inputs: string;
  readonly renderer: string;
  readonly fingerprint: string;
  readonly options: SplitOptions;
  /** Ids of the label classes; a label is an index into this list. */
  readonly classes: readonly string[];
  readonly sources: readonly BuiltSource[];
  readonly funnel: Funnel;
  /** Captions of the reference distribution (train, validation, test), of the web-like pool, and of all. */
  readonly properties: Readonly<Record<"reference" | "web" | "all", CaptionProperties>>;
  /** Icons without a picture, with the reason. */
  readonly skipped: readonly SkippedIcon[];
  readonly splits: Readonly<Record<SplitName, BuiltSplit>>;
  /** The classes of each natural shift; its in-distribution counterpart is the test split on these. */
  readonly shiftClasses: Readonly<Record<ShiftRole, readonly string[]>>;
  /** Near-duplicates that went, and for which icon. */
  readonly removals: BuiltFile & { readonly distinct: number; readonly apart: number };
}

const manifestName = "manifest.json";

/** Writes the manifest with a hash of itself. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const hash = sha256(canonicalJson(manifest));
  await writeAtomically(join(folder, manifestName), `${JSON.stringify({ hash, ...manifest }, null, 1)}\n`);
}

/** @throws InputError if there is no corpus in the folder or its manifest is damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = await readInput(path);
  } catch (error) {
    throw new InputError(`${(error as Error).message}; run robustness corpus build to make the corpus`);
  }
  const again = "run corpus build to make it again";
  let parsed: unknown;
  try {
    parsed = jsonValue(text, path);
  } catch (error) {
    throw new InputError(`${(error as Error).message}; ${again}`);
  }
  // The hash stands for a check of every field: nothing but `writeManifest` makes it.
  const { hash, ...manifest } = (parsed ?? {}) as { hash?: string } & Manifest;
  if (sha256(canonicalJson(manifest)) !== hash)
    throw new InputError(`${path}: does not have the hash it was written with; ${again}`);
  return manifest;
}

/** All files of a corpus but the manifest itself. */
export function builtFiles({ splits, removals }: Manifest): BuiltFile[] {
  return [...Object.values(splits).flatMap(({ files }) => Object.values(files)), removals];
}
