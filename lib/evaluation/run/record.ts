import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { parsed } from "../../base/parse.js";
import { countFaults, provenanceSchema } from "../../record/schema.js";
import { preprocessingSchema } from "../pixels/preprocess.js";

// The record of one model on one set of images. Counts and bits have the form of the miniature's run records, so that
// both are read by the same functions.

const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

const resultSchema = z
  .strictObject({
    /** How classes were predicted, e.g. `head` or `zeroShot:openai`. */
    readout: z.string(),
    testset: z.string(),
    correct: count,
    total: count,
    /** Counts by class: ImageNet's 1,000 in order, or the data set's own as `data.classes` names them. */
    correctByClass: z.array(count),
    totalByClass: z.array(count),
    /** Which images were right, packed as in run records: by class, and within a class in the order of the images. */
    correctIcons: z.string(),
  })
  .check((context) => {
    for (const message of countFaults(context.value, context.value.correctIcons))
      context.issues.push({ code: "custom", message, input: context.value, path: [] });
  });

const skippedSchema = z.strictObject({ path: z.string(), reason: z.string() });

/** An evaluation: the model, how it saw the images, the images, and the counts. */
export const evaluationSchema = z
  .strictObject({
    kind: z.literal("evaluation"),
    /** Version of this format. */
    format: z.literal(1),
    model: z.strictObject({
      name: z.string().min(1),
      /** SHA-256 of all that its scores depend on: graphs, preprocessing, prompts. */
      digest,
    }),
    preprocessing: preprocessingSchema,
    data: z.strictObject({
      testset: z.string().min(1),
      /** SHA-256 of the images' paths and labels, in their order. */
      digest,
      /** Number of images that were found. */
      images: count,
      /** Images that could not be read and were left out on request. */
      skipped: z.array(skippedSchema),
      /** Names of the data set's own classes; ImageNet's sets have none. */
      classes: z.array(z.string()).optional(),
    }),
    /** The data set first, then ImageNet's images restricted to the classes of a shift. */
    results: z.array(resultSchema).min(1),
    /** Wall time, without what an interrupted evaluation had done before. */
    seconds: z.number().nonnegative(),
    provenance: provenanceSchema,
  })
  .check((context) => {
    const { data, results } = context.value;
    const fault = (message: string) =>
      context.issues.push({ code: "custom", message, input: context.value, path: ["results"] });
    const [first] = results;
    if (first?.testset !== data.testset) fault(`expected the counts of ${data.testset} first`);
    else if (first.total !== data.images - data.skipped.length)
      fault(`expected counts of the ${data.images - data.skipped.length} images that were read`);
    if (data.classes && results.some(({ totalByClass }) => totalByClass.length !== data.classes!.length))
      fault(`expected counts by the ${data.classes.length} classes of the data set`);
  });

export type EvaluationRecord = z.infer<typeof evaluationSchema>;

/**
 * A record as text with its own digest, which detects damage and careless edits.
 * @param place error messages start with it
 * @throws InputError if the record is not valid
 */
export function evaluationText(record: EvaluationRecord, place: string): string {
  const valid = parsed(evaluationSchema, record, place);
  return `${canonicalJson({ ...valid, digest: sha256(canonicalJson(valid)) })}\n`;
}

/**
 * Checks a stored record and returns it without its digest.
 * @param value JSON that should be a record
 * @param place the file, for messages
 * @throws InputError if it is no evaluation, if a count is inconsistent, or if it was changed after it was written
 */
export function checkedEvaluation(value: unknown, place: string): EvaluationRecord {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject || (value as { kind?: unknown }).kind !== "evaluation")
    throw new InputError(
      `${place}: not the record of an evaluation, expected one written by robustness evaluate`,
    );
  const { digest: stored, ...content } = value as Record<string, unknown>;
  const record = parsed(evaluationSchema, content, place);
  const claimed = parsed(digest, stored, `${place}: digest`);
  const actual = sha256(canonicalJson(record));
  if (claimed !== actual)
    throw new InputError(
      `${place}: changed after it was written: its digest is ${actual.slice(0, 16)}…, expected ${claimed.slice(0, 16)}… as stored`,
    );
  return record;
}
