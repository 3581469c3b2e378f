import { join } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists, readInputBytes, writeAtomically } from "../../base/files.js";
import { sha256 } from "../../base/hash.js";
import { meanDirections } from "../../zeroshot/meanDirections.js";
import { prompt } from "../../zeroshot/templates.js";
import type { Prompts } from "./prompts.js";

/** Class vectors [classes, dim], unit rows. */
export interface ClassVectors {
  readonly dim: number;
  readonly vectors: Float32Array;
}

export interface ClassVectorOptions {
  /** Digest of everything the vectors depend on: graph, tokenizer, prompts. */
  readonly key: string;
  /** Folder of vectors that were computed before; without it nothing is kept. */
  readonly cache?: string;
  /**
   * Embeds texts.
   * @returns [texts, dim], rows of any length
   */
  embed(texts: readonly string[]): Promise<{ dim: number; rows: Float32Array }>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Texts that are embedded before their class vectors are averaged, which bounds the memory. */
const textsAtOnce = 4096;

/**
 * The class vectors of prompts, from the cache if it has them. A damaged file in the cache is computed again.
 * @throws InputError if the text graph gives numbers that are not finite
 */
export async function classVectorsOf(prompts: Prompts, options: ClassVectorOptions): Promise<ClassVectors> {
  const { key, cache, embed, onProgress } = options;
  const file = cache === undefined ? undefined : join(cache, `${key.slice(0, 32)}.vectors`);
  const classes = prompts.names.length;
  const known = file === undefined ? undefined : await readVectors(file, key, classes);
  if (known) return known;
  const { templates, names } = prompts;
  const together = Math.max(1, Math.floor(textsAtOnce / templates.length));
  let dim = 0;
  let vectors = new Float32Array();
  for (let from = 0; from < classes; from += together) {
    const part = names.slice(from, from + together);
    const texts = part.flatMap((name) => templates.map((template) => prompt(template, name)));
    const { dim: width, rows } = await embed(texts);
    if (!rows.every(Number.isFinite))
      throw new InputError(
        `the text graph gives numbers that are not finite for some of "${texts[0]}" …, expected vectors`,
      );
    if (dim === 0) vectors = new Float32Array(classes * width);
    dim = width;
    vectors.set(meanDirections(rows, dim, part.length), from * dim);
    onProgress?.(Math.min(from + together, classes), classes);
  }
  if (file !== undefined) await writeVectors(file, key, { dim, vectors });
  return { dim, vectors };
}

// A file holds a line of JSON, then the numbers as little-endian 32-bit floats.

async function writeVectors(file: string, key: string, { dim, vectors }: ClassVectors): Promise<void> {
  const numbers = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  const head = Buffer.from(`${JSON.stringify({ key, dim, content: sha256(numbers) })}\n`);
  await writeAtomically(file, Buffer.concat([head, numbers]));
}

async function readVectors(file: string, key: string, classes: number): Promise<ClassVectors | undefined> {
  if (!(await fileExists(file))) return undefined;
  const bytes = await readInputBytes(file);
  const end = bytes.indexOf(10);
  try {
    const head = JSON.parse(bytes.toString("utf8", 0, end)) as { key: string; dim: number; content: string };
    const numbers = Uint8Array.from(bytes.subarray(end + 1));
    if (head.key !== key || head.content !== sha256(numbers) || numbers.length !== 4 * classes * head.dim)
      return undefined;
    return { dim: head.dim, vectors: new Float32Array(numbers.buffer) };
  } catch {
    return undefined;
  }
}
