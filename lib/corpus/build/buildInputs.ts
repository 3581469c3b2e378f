import { readFile } from "node:fs/promises";
import { InputError } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { fingerprintName } from "../duplicates/fingerprint.js";
import { duplicateRules } from "../duplicates/nearDuplicates.js";
import { rendererName } from "../images/render.js";
import { classesPath } from "../sets/classes.js";
import { type Source, sourceFile } from "../sets/sources.js";
import { faultsOf } from "./builtFileFaults.js";
import { builtFiles, type Manifest, pipelineVersion, readManifest } from "./manifest.js";
import type { SplitOptions } from "./splits.js";

/** Version of a set's installed package. @throws InputError if it is not installed */
export async function versionOf(set: string): Promise<string> {
  const { version } = JSON.parse(await readFile(sourceFile(set, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

/** A hash of everything the corpus depends on. */
export async function hashInputs(sources: readonly Source[], splitting: SplitOptions): Promise<string> {
  const versions = await Promise.all(sources.map(({ set }) => versionOf(set)));
  return sha256(
    canonicalJson({
      pipelineVersion,
      sources,
      versions,
      classes: sha256(await readFile(classesPath)),
      rendererName,
      fingerprintName,
      duplicateRules,
      splitting,
    }),
  );
}

/** The manifest of the corpus in the folder if it is intact and made from these inputs, otherwise undefined. */
export async function builtFrom(folder: string, inputs: string): Promise<Manifest | undefined> {
  try {
    const manifest = await readManifest(folder);
    if (manifest.inputs !== inputs) return undefined;
    for (const file of builtFiles(manifest)) if ((await faultsOf(folder, file)).length > 0) return undefined;
    return manifest;
  } catch (error) {
    if (error instanceof InputError) return undefined; // missing or damaged: rebuild
    throw error;
  }
}
