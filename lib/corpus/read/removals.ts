import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { readInput } from "../../base/files.js";
import { sha256 } from "../../base/hash.js";
import { parsedJson } from "../../base/parse.js";
import { Random } from "../../base/random.js";
import type { Corpus } from "./openCorpus.js";

const pairs = z.array(z.tuple([z.string(), z.string()]));
const removalsSchema = z.strictObject({ distinct: pairs, apart: pairs });

/** Near-duplicates removed by a build, as pairs of ids: the removed icon, and the icon it resembles. */
export interface Removals {
  /** Removed within a pool by the rule `same`. The second icon was kept. */
  readonly distinct: readonly (readonly [removed: string, kept: string])[];
  /** Removed from training by the rule `similar`. The second icon is in a test set. */
  readonly apart: readonly (readonly [removed: string, kept: string])[];
}

/** Reads what a build removed. @throws InputError if the file is missing or is not the one that was built */
export async function readRemovals({ folder, manifest }: Corpus): Promise<Removals> {
  const { file, content } = manifest.removals;
  const path = join(folder, file);
  const text = await readInput(path);
  if (sha256(text) !== content)
    throw new InputError(
      `${path}: does not have the hash it was written with; run corpus build to rebuild it`,
    );
  return parsedJson(removalsSchema, text, path);
}

/**
 * Samples removed pairs at random, only pairs whose icons come from different sets.
 * @throws RangeError if there are fewer pairs than wanted
 */
export function sampleRemovals(
  removals: Removals,
  { count, seed }: { readonly count: number; readonly seed: number },
): Removals {
  const setOf = (id: string) => id.split(":")[0];
  const sampleOf = (step: keyof Removals) => {
    const across = removals[step].filter(([removed, kept]) => setOf(removed) !== setOf(kept));
    return new Random(seed).stream(step).sample(across, count);
  };
  return { distinct: sampleOf("distinct"), apart: sampleOf("apart") };
}
