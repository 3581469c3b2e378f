import { z } from "zod";
import { InputError } from "../base/errors.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import { unpackCorrect } from "./correctIcons.js";
import { unpackPredictions } from "./wrongClasses.js";

// A run record describes one training run and its results. It is the only data that passes from training to statistics,
// so it contains counts, not only ratios, and everything needed to repeat the run.

const count = z.int().nonnegative();

/**
 * Lists of numbers. The records of a sweep have millions, and Zod would take seconds for them one by one; so it is asked
 * only about a list that is not right, for what to say of it.
 */
function listOf<T>(number: z.ZodType<T>, isRight: (value: unknown) => boolean): z.ZodType<T[], T[]> {
  const each = z.array(number);
  return z.custom<T[]>().check(({ value, issues }) => {
    if (Array.isArray(value) && value.every(isRight)) return;
    for (const issue of each.safeParse(value).error?.issues ?? [])
      issues.push({ ...issue, code: "custom", input: value });
  });
}

const counts = listOf(count, (value) => Number.isSafeInteger(value) && (value as number) >= 0);

/** Counts for one readout of a model on one test set after a given training step. */
const resultSchema = z
  .strictObject({
    /** How classes were predicted, e.g. `head` or `zeroShot:pictograms`. */
    readout: z.string(),
    testset: z.string(),
    /** Number of training steps so far; 0 is the model before training. */
    step: count,
    correct: count,
    total: count,
    /** The same counts by class number. Classes without images have 0 of 0. */
    correctByClass: counts,
    totalByClass: counts,
    /** Which icons were classified right: see correctIcons.ts. Older records have none. */
    correctIcons: z.string().optional(),
    /** Which classes the other icons were taken for, if the run was to keep it: see wrongClasses.ts. */
    wrongClasses: z.string().optional(),
  })
  .check((context) => {
    for (const message of countFaults(context.value, context.value.correctIcons, context.value.wrongClasses))
      context.issues.push({ code: "custom", message, input: context.value, path: [] });
  });

/** Counts of right answers, in all and by class. */
export interface CountsByClass {
  readonly correct: number;
  readonly total: number;
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
}

/**
 * What is inconsistent about counts, one sentence each.
 * @param bits which images were right, as `packCorrect` packs them
 * @param wrongClasses what the others were taken for, as `packPredictions` packs it
 */
export function countFaults(counts: CountsByClass, bits?: string, wrongClasses?: string): string[] {
  const { correct, total, correctByClass, totalByClass } = counts;
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  if (correctByClass.length !== totalByClass.length)
    return ["expected correctByClass and totalByClass of equal length"];
  const faults: string[] = [];
  if (sum(correctByClass) !== correct || sum(totalByClass) !== total)
    faults.push("expected counts by class that add up to correct and total");
  if (correctByClass.some((right, at) => right > totalByClass[at]!))
    faults.push("expected no class with more correct predictions than images");
  else if (bits !== undefined)
    try {
      if (wrongClasses === undefined) unpackCorrect(bits, counts);
      else unpackPredictions({ ...counts, correctIcons: bits, wrongClasses });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(error.message);
    }
  return faults;
}

/** Where a record came from: see base/provenance.ts. */
export const provenanceSchema = z.strictObject({
  version: z.string(),
  commit: z.string(),
  node: z.string(),
  platform: z.string(),
  machine: z.string(),
  packages: z.record(z.string(), z.string()),
  lockfile: z.string(),
  date: z.string(),
});

/** Numbers of the loss curve. The last one of a diverged run may be NaN, which JSON writes as null. */
const curveNumbers = listOf(z.number().nullable(), (value) => value === null || Number.isFinite(value));

/** The identity of a run: the first 16 hexadecimal digits of the SHA-256 of its complete spec as canonical JSON. */
export function hashOfSpec(spec: object): string {
  return sha256(canonicalJson(spec)).slice(0, 16);
}

const fieldsSchema = z.strictObject({
  /** Version of this format. */
  format: z.literal(1),
  /** Identity of the spec: see `hashOfSpec`. */
  hash: z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits"),
  /** The complete RunSpec, as plain data. */
  spec: z.record(z.string(), z.json()),
  seed: z.int(),
  status: z.enum(["finished", "diverged"]),
  /** Why and when a diverged run ended, e.g. `loss is NaN at step 12`. */
  reason: z.string().optional(),
  results: z.array(resultSchema),
  /** Loss and metrics. Each entry is the mean over the steps since the previous entry. */
  curve: z.strictObject({
    step: counts,
    values: z.record(z.string(), curveNumbers),
  }),
  /** Number of trained parameters. */
  parameters: count,
  /** Digest of the trained model's checkpoint (see `checkpointDigest`). Older records and diverged runs have none. */
  checkpoint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits")
    .optional(),
  /** Hash of the available data. Equal specs on equal data are equal runs. */
  dataDigest: z.string().optional(),
  /** Number of images in the training set. */
  trainImages: count,
  steps: count,
  /** Number of images seen in training, counting repeats. */
  samples: count,
  /** Wall time of training only, and of the whole run. */
  seconds: z.strictObject({ training: z.number(), total: z.number() }),
  engine: z.strictObject({ name: z.string(), threads: z.int().positive() }),
  provenance: provenanceSchema,
});

/** A record. Its hash must match its spec. */
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
