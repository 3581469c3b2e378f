import { z } from "zod";
import { canonicalJson, sha256 } from "../../../../base/hash.js";
import { provenance } from "../../../../base/provenance.js";

// Workers and the sweeps that give them work must agree on everything that decides a run's result. The queue's name is
// made from these terms, so a worker with other terms cannot even see the jobs.

/** What a sweep and its workers have in common. */
export const termsSchema = z.strictObject({
  /** Version of this package. */
  version: z.string(),
  /** First digits of the SHA-256 of package-lock.json. */
  lockfile: z.string(),
  /** Hash of the available data; see `unknownData`. */
  data: z.string(),
  /** Name of the engine. */
  engine: z.string(),
});
export type QueueTerms = z.infer<typeof termsSchema>;

/** Stands for the digest of data whose source does not state one. */
export const unknownData = "unknown";

/** The terms of this process. */
export function ownTerms(engine: string, data: string = unknownData): QueueTerms {
  const { version, lockfile } = provenance();
  return { version, lockfile, data, engine };
}

/** Name of the queue in which runs with these terms are. */
export function queueName(terms: QueueTerms): string {
  return `sweep-${sha256(canonicalJson(terms)).slice(0, 12)}`;
}

const words: Readonly<Record<keyof QueueTerms, string>> = {
  version: "package version",
  lockfile: "lockfile",
  data: "data digest",
  engine: "engine",
};

/** How a worker's terms differ from those of a sweep: `lockfile 1f…, expected 2e…; engine …`. */
export function termsDifference(own: QueueTerms, expected: QueueTerms): string {
  return (Object.keys(words) as (keyof QueueTerms)[])
    .filter((key) => own[key] !== expected[key])
    .map((key) => `${words[key]} ${own[key]}, expected ${expected[key]}`)
    .join("; ");
}
