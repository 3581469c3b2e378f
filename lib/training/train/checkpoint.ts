import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { writeAtomically } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { TagWords } from "../../examples/tagWords.js";
import { Tokenizer, tokenizerSchema } from "../../examples/tokenizer.js";
import { entries, fromEntries, type Params } from "../models/params.js";
import type { Learned } from "./objective.js";
import { parseSpec, type RunSpec } from "./spec.js";

// Checkpoints are safetensors files: eight bytes with the length of a JSON header, the header, then the numbers.
// Python's safetensors opens them; what is needed beside the numbers is in the header's __metadata__.

/** A trained model on the host: no tensors, so it may be kept and passed on. */
export interface Checkpoint {
  readonly spec: RunSpec;
  readonly learned: Learned;
  readonly values: readonly StoredTensor[];
}

export interface StoredTensor {
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

/** Tensors of a checkpoint, to be disposed of by the caller. */
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

const headerSchema = z.object({ __metadata__: z.strictObject({ run: z.string() }) }).catchall(
  z.strictObject({
    dtype: z.literal("F32"),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int(), z.int()]),
  }),
);

/** Writes a checkpoint whole or not at all. */
export async function writeCheckpoint(path: string, { spec, learned, values }: Checkpoint): Promise<void> {
  const { classNames, shape, tokenizer, tagWords } = learned;
  const run: z.input<typeof metadataSchema> = {
    spec,
    classNames: [...classNames],
    shape: { ...shape },
    ...(tokenizer && { tokenizer: tokenizer.data }),
    ...(tagWords && { tagWords: { words: [...tagWords.words], frequencies: [...tagWords.frequencies] } }),
  };
  let offset = 0;
  const tensors = values.map(({ path, shape, numbers }) => {
    const begin = offset;
    offset += numbers.byteLength;
    return [path, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const;
  });
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { run: JSON.stringify(run) }, ...Object.fromEntries(tensors) }),
  );
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8, " "); // numbers begin at a multiple of eight
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length + padding.length));
  const numbers = values.map(({ numbers }) =>
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  );
  await writeAtomically(path, Buffer.concat([length, header, padding, ...numbers]));
}

/** @throws InputError naming the file if it is missing, truncated or no checkpoint of this package */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${path}: ${code === "ENOENT" ? "no such checkpoint" : String(code)}`);
  }
  const begin = bytes.length < 8 ? Number.POSITIVE_INFINITY : 8 + Number(bytes.readBigUInt64LE(0));
  if (begin > bytes.length) throw new InputError(`${path}: not a checkpoint, or truncated`);
  const { __metadata__, ...tensors } = parsedJson(headerSchema, bytes.toString("utf8", 8, begin), path);
  const run = parsedJson(metadataSchema, __metadata__.run, `${path} __metadata__.run`);
  const values = Object.entries(tensors).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]): StoredTensor => {
      const size = shape.reduce((product, side) => product * side, 4);
      if (from < 0 || to - from !== size || begin + to > bytes.length)
        throw new InputError(`${path}: tensor ${name} is truncated, expected ${size} bytes`);
      const own = bytes.subarray(begin + from, begin + to);
      return { path: name, shape, numbers: new Float32Array(Uint8Array.from(own).buffer) };
    },
  );
  return {
    spec: parseSpec(run.spec, `${path} spec`),
    learned: {
      classNames: run.classNames,
      shape: run.shape,
      ...(run.tokenizer && { tokenizer: new Tokenizer(run.tokenizer) }),
      ...(run.tagWords && { tagWords: new TagWords(run.tagWords) }),
    },
    values,
  };
}
