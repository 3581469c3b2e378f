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

/** Increase this when a code change alters the corpus for the same inputs; older builds then count as outdated. */
export const pipelineVersion = 2;

/** Default folder of the built corpus. It is not committed. */
export const builtFolder: string = inPackage("data", "corpus", "built");

/** One file of a built corpus. */
export interface BuiltFile {
  readonly file: string;
  readonly bytes: number;
  /** Hash of the unpacked content. It does not depend on the compressor. */
  readonly content: string;
}
/** One icon set of a built corpus, with counts of its icons. */
export interface BuiltSource extends Source {
  readonly title: string;
  readonly version: string;
  readonly published: number;
  /** Number of the set's icons that some split can use and that have a picture. */
  readonly rendered: number;
  /** Number of the set's icons that are in some split. */
  readonly used: number;
}
/** Counts and files of one split. */
export interface BuiltSplit {
  readonly icons: number;
  readonly labelled: number;
  readonly classes: number;
  /** Inverse of Simpson's index of the labels: as many equally frequent classes would be as diverse. */
  readonly effectiveClasses: number;
  /** Images by side in pixels. The file of the smaller size also contains the table. */
  readonly files: Readonly<Partial<Record<"32" | "64", BuiltFile>>>;
}

/** Describes a built corpus. It is written last; a folder without a manifest contains no corpus. */
export interface Manifest {
  readonly pipelineVersion: number;
  /** Hash of everything the corpus depends on: sets and their versions, classes, renderer, rules, options. */
  readonly inputs: string;
  readonly renderer: string;
  readonly fingerprint: string;
  readonly options: SplitOptions;
  /** Ids of the label classes; a label is an index into this list. */
  readonly classes: readonly string[];
  readonly sources: readonly BuiltSource[];
  readonly funnel: Funnel;
  /** Caption properties of the reference distribution (train, validation, test), the web-like pool, and both. */
  readonly properties: Readonly<Record<"reference" | "web" | "all", CaptionProperties>>;
  /** Icons that have no picture, with the reason. */
  readonly skipped: readonly SkippedIcon[];
  readonly splits: Readonly<Record<SplitName, BuiltSplit>>;
  /** The classes of each natural shift. Its in-distribution counterpart is the test split restricted to them. */
  readonly shiftClasses: Readonly<Record<ShiftRole, readonly string[]>>;
  /** Near-duplicates that were removed, and the icons that were kept instead. */
  readonly removals: BuiltFile & { readonly distinct: number; readonly apart: number };
}

const manifestName = "manifest.json";

/** Writes the manifest together with its own hash. */
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
    throw new InputError(`${(error as Error).message}; run robustness corpus build to build the corpus`);
  }
  const again = "run corpus build to rebuild it";
  let parsed: unknown;
  try {
    parsed = jsonValue(text, path);
  } catch (error) {
    throw new InputError(`${(error as Error).message}; ${again}`);
  }
  // The hash replaces a check of every field, because only `writeManifest` produces it.
  const { hash, ...manifest } = (parsed ?? {}) as { hash?: string } & Manifest;
  if (sha256(canonicalJson(manifest)) !== hash)
    throw new InputError(`${path}: does not have the hash it was written with; ${again}`);
  return manifest;
}

/** All files of a corpus except the manifest. */
export function builtFiles({ splits, removals }: Manifest): BuiltFile[] {
  return [...Object.values(splits).flatMap(({ files }) => Object.values(files)), removals];
}
