import { z } from "zod";
import { canonicalJson, sha256 } from "../base/hash.js";

// A run record: what one training run was and what came of it. It is the only thing that passes between
// training and statistics, so it holds counts, never only ratios, and all it takes to run it again.

const count = z.int().nonnegative();

/** Counts of one way of reading a model's predictions, on one test set, after some step. */
const resultSchema = z
  .strictObject({
    /** How classes were predicted, e.g. `head` or `zeroShot:pictograms`. */
    readout: z.string(),
    testset: z.string(),
    /** Steps trained until then; 0 is the model before training. */
    step: count,
    correct: count,
    total: count,
    /** The same by class number; classes without an image have 0 of 0. */
    correctByClass: z.array(count),
    totalByClass: z.array(count),
  })
  .check((context) => {
    const { correct, total, correctByClass, totalByClass } = context.value;
    const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
    const fault = (message: string) =>
      context.issues.push({ code: "custom", message, input: context.value, path: [] });
    if (correctByClass.length !== totalByClass.length) fault("as many classes correct as in total expected");
    if (sum(correctByClass) !== correct || sum(totalByClass) !== total)
      fault("counts by class that add up to correct and total expected");
    if (correctByClass.some((right, at) => right > totalByClass[at]!))
      fault("no class with more correct than there are images expected");
  });

const provenanceSchema = z.strictObject({
  version: z.string(),
  commit: z.string(),
  node: z.string(),
  platform: z.string(),
  machine: z.string(),
  packages: z.record(z.string(), z.string()),
  lockfile: z.string(),
  date: z.string(),
});

/** A number of the loss curve; a diverged run's last may be none, which JSON writes as null. */
const curveNumber = z.number().nullable();

/** Identity of a run: the first 16 hexadecimal digits of the SHA-256 of its completed spec as canonical JSON. */
export function hashOfSpec(spec: object): string {
  return sha256(canonicalJson(spec)).slice(0, 16);
}

const fieldsSchema = z.strictObject({
  /** Version of this form. */
  format: z.literal(1),
  /** Identity of the spec: see `hashOfSpec`. */
  hash: z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits"),
  /** The RunSpec, whole, as plain data. */
  spec: z.record(z.string(), z.json()),
  seed: z.int(),
  status: z.enum(["finished", "diverged"]),
  /** Why and where a diverged run ended, e.g. `loss is NaN at step 12`. */
  reason: z.string().optional(),
  results: z.array(resultSchema),
  /** Loss and metrics, each entry the mean over the steps since the entry before. */
  curve: z.strictObject({
    step: z.array(count),
    values: z.record(z.string(), z.array(curveNumber)),
  }),
  /** Trained numbers. */
  parameters: count,
  /** Digest of the trained model's checkpoint, see `checkpointDigest`; older records and diverged runs have none. */
  checkpoint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits")
    .optional(),
  /** Hash of the data there were: equal specs on equal data are equal runs. */
  dataDigest: z.string().optional(),
  /** Training images there were to draw from. */
  trainImages: count,
  steps: count,
  /** Images seen in training, repeats included. */
  samples: count,
  /** Wall time of training alone, and of the whole run. */
  seconds: z.strictObject({ training: z.number(), total: z.number() }),
  engine: z.strictObject({ name: z.string(), threads: z.int().positive() }),
  provenance: provenanceSchema,
});

/** A record, whose hash must be that of its spec. */
export const recordSchema = fieldsSchema.check((context) => {
  const { hash, spec } = context.value;
  const own = hashOfSpec(spec);
  if (hash !== own && !context.issues.some(({ path }) => path?.[0] === "hash"))
    context.issues.push({
      code: "custom",
      message: `expected ${own}, the hash of its spec`,
      input: hash,
      path: ["hash"],
    });
});

export type RunRecord = z.infer<typeof recordSchema>;
export type RunResult = RunRecord["results"][number];
