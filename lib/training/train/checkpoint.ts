import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { InputError, systemFault } from "../../base/errors.js";
import { writeAtomically } from "../../base/files.js";
import { canonicalJson } from "../../base/hash.js";
import { jsonValue, parsed, parsedJson } from "../../base/parse.js";
import { TagWords } from "../../examples/tagWords.js";
import { Tokenizer, tokenizerSchema } from "../../examples/tokenizer.js";
import { entries, fromEntries, type Params } from "../models/params.js";
import type { Learned } from "../objectives/objective.js";
import { parseSpec, type RunSpec } from "./spec.js";

// Checkpoints are safetensors files: eight bytes with the length of a JSON header, the header, then the numbers.
// Python's safetensors can open them. Everything else is in the header's __metadata__. A digest there detects damage
// and careless edits, but anyone who changes a checkpoint on purpose can recompute it. The run's record contains the
// same digest.

/** A trained model as plain data without tensors, so it can be stored and passed around. */
export interface Checkpoint {
  readonly spec: RunSpec;
  readonly learned: Learned;
  readonly values: readonly StoredTensor[];
}

interface StoredTensor {
  readonly path: string;
  readonly shape: readonly number[];
  readonly numbers: Float32Array;
}

/** Copies parameters to the host. */
export async function storedTensors(params: Params): Promise<StoredTensor[]> {
  return Promise.all(
    entries(params).map(async ([path, tensor]) => ({
      path,
      shape: tensor.shape,
      numbers: Float32Array.from(await tensor.data()),
    })),
  );
}

/** The tensors of a checkpoint. The caller must dispose of them. */
export function checkpointParams({ values }: Pick<Checkpoint, "values">): Params {
  return fromEntries(
    values.map(({ path, shape, numbers }) => [path, tf.tensor(numbers.slice(), [...shape], "float32")]),
  );
}

const metadataSchema = z.strictObject({
  spec: z.unknown(),
  classNames: z.array(z.string()),
  shape: z.strictObject({ height: z.int(), width: z.int(), channels: z.int() }),
  tokenizer: tokenizerSchema.optional(),
  tagWords: z.strictObject({ words: z.array(z.string()), frequencies: z.array(z.number()) }).optional(),
});

const fileMetadataSchema = z.strictObject({
  run: z.string(),
  digest: z
    .string({
      error:
        "expected the SHA-256 of the model; checkpoints of an earlier version have none: remove it to train the run again",
    })
    .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
});
const tensorSchema = z.strictObject({
  dtype: z.literal("F32"),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/** The text of a checkpoint: its spec and what it learned from its data, as canonical JSON. */
function runText({ spec, learned }: Pick<Checkpoint, "spec" | "learned">): string {
  const { classNames, shape, tokenizer, tagWords } = learned;
  const run: z.input<typeof metadataSchema> = {
    spec,
    classNames: [...classNames],
    shape: { ...shape },
    ...(tokenizer && { tokenizer: tokenizer.data }),
    ...(tagWords && { tagWords: { words: [...tagWords.words], frequencies: [...tagWords.frequencies] } }),
  };
  return canonicalJson(run);
}

/**
 * SHA-256 of a trained model. The hash covers canonical JSON with its spec, what it learned from its data, and the
 * names and shapes of its tensors sorted by name; then their numbers in that order as little-endian 32-bit floats.
 */
export function checkpointDigest(checkpoint: Checkpoint): string {
  const values = checkpoint.values.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const tensors = values.map(({ path, shape }) => [path, shape]);
  const hash = createHash("sha256").update(`${canonicalJson([runText(checkpoint), tensors])}\n`);
  for (const { numbers } of values) hash.update(bytesOf(numbers));
  return hash.digest("hex");
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Writes a checkpoint atomically: completely or not at all. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { values } = checkpoint;
  let offset = 0;
  const tensors = values.map(({ path, shape, numbers }) => {
    const begin = offset;
    offset += numbers.byteLength;
    return [path, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const;
  });
  const metadata = { run: runText(checkpoint), digest: checkpointDigest(checkpoint) };
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(tensors) }));
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8, " "); // the numbers start at a multiple of eight bytes
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length + padding.length));
  const numbers = values.map(({ numbers }) => bytesOf(numbers));
  await writeAtomically(path, Buffer.concat([length, header, padding, ...numbers]));
}

/**
 * Reads a checkpoint.
 * @throws InputError naming the file if it is missing, truncated, not a checkpoint of this package, or does not match
 *   its digest; naming the tensor too if one overlaps another, leaves a gap, occurs twice, is not aligned or contains a
 *   number that is not finite
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new InputError(`${path}: no such checkpoint`);
    throw systemFault(error, path) ?? error;
  }
  const begin = bytes.length < 8 ? Number.POSITIVE_INFINITY : 8 + Number(bytes.readBigUInt64LE(0));
  if (begin > bytes.length) throw new InputError(`${path}: not a checkpoint, or truncated`);
  const { metadata, tensors } = readHeader(bytes.toString("utf8", 8, begin), path);
  const run = parsedJson(metadataSchema, metadata.run, `${path} __metadata__.run`);
  const checkpoint: Checkpoint = {
    spec: parseSpec(run.spec, `${path} spec`),
    learned: {
      classNames: run.classNames,
      shape: run.shape,
      ...(run.tokenizer && { tokenizer: new Tokenizer(run.tokenizer) }),
      ...(run.tagWords && { tagWords: new TagWords(run.tagWords) }),
    },
    values: readTensors(tensors, bytes.subarray(begin), path),
  };
  const digest = checkpointDigest(checkpoint);
  if (digest !== metadata.digest)
    throw new InputError(
      `${path}: was changed after it was written: its digest is ${digest.slice(0, 16)}…, expected ${metadata.digest.slice(0, 16)}… as stored`,
    );
  return checkpoint;
}

type TensorHeader = z.infer<typeof tensorSchema>;

function readHeader(text: string, path: string) {
  const header = jsonValue(text, path);
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw new InputError(`${path}: not a checkpoint: its header is not a JSON object`);
  // Entry by entry, because a schema of the whole header would ignore a tensor called __proto__.
  const { __metadata__, ...tensors } = header as Record<string, unknown>;
  return {
    metadata: parsed(fileMetadataSchema, __metadata__, `${path} __metadata__`),
    tensors: Object.entries(tensors).map(([name, value]): [string, TensorHeader] => {
      checkName(name, path);
      return [name, parsed(tensorSchema, value, `${path} ${name}`)];
    }),
  };
}

function checkName(name: string, path: string): void {
  const wrong = name.split(".").find((part) => part === "" || part in Object.prototype);
  if (wrong !== undefined)
    throw new InputError(`${path}: tensor ${name}: "${wrong}" cannot be a parameter's name`);
}

/** The tensors, in the order of the header. Sorted by offset, they must fill the bytes without a gap. */
function readTensors(
  tensors: readonly [string, TensorHeader][],
  bytes: Buffer,
  path: string,
): StoredTensor[] {
  let end = 0;
  let before = "the header";
  const inOrder = tensors.toSorted(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  for (const [name, { shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets;
    const size = shape.reduce((product, side) => product * side, 4);
    const fault = (what: string) => {
      throw new InputError(`${path}: tensor ${name} ${what}`);
    };
    if (from % 4 !== 0) fault(`begins at byte ${from}, expected a multiple of 4`);
    if (to - from !== size) fault(`has ${to - from} bytes, expected ${size} for [${shape}]`);
    if (to > bytes.length) fault(`is truncated, expected ${size} bytes`);
    if (from < end) fault(`overlaps ${before}`);
    if (from > end)
      fault(`begins at byte ${from}, expected ${end}, where ${before} ends: a tensor is missing`);
    [end, before] = [to, name];
  }
  if (end !== bytes.length)
    throw new InputError(`${path}: ${bytes.length - end} bytes after ${before} belong to no tensor`);
  return tensors.map(([name, { shape, data_offsets }]) => {
    const numbers = new Float32Array(Uint8Array.from(bytes.subarray(...data_offsets)).buffer);
    const at = numbers.findIndex((number) => !Number.isFinite(number));
    if (at >= 0)
      throw new InputError(
        `${path}: tensor ${name} contains ${numbers[at]} at ${at}, expected finite numbers`,
      );
    return { path: name, shape, numbers };
  });
}
