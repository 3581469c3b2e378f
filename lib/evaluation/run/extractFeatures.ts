import { appendFile, mkdir, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../../base/errors.js";
import { fileExists, writeAtomically } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { withLock } from "../../base/processes.mjs";
import type { ImageSet } from "../images/imageSet.js";
import type { FeatureModel } from "../models/imageEncoder.js";
import { batchPixels, preprocessingFor } from "./evaluateImages.js";
import { preparedBatches } from "./preparedBatches.js";

/** Features of a set's images. */
export interface Features {
  /** Digest of the encoder and the images. */
  readonly digest: string;
  readonly dim: number;
  /** [images, dim], in the order of the set. */
  readonly values: Float32Array;
  /** Places of images that could not be read; their rows are zeros. */
  readonly unreadable: readonly number[];
}

interface FeatureOptions {
  /** Folder of feature files. */
  readonly cache: string;
  /** Images per batch, default 32, unless the graph fixes it. */
  readonly batch?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Extracts the features of every image once. They are kept in a file whose name is their digest, row after row as the
 * batches are finished: a killed extraction goes on, and a second one reads the file. Processes that want the same
 * features wait for each other.
 *
 * The file is one line of JSON, then float32 values in the byte order of the machine. A row of NaN is an unreadable image.
 * @throws InputError if the folder cannot be written or the file is damaged
 */
export async function extractFeatures(
  model: FeatureModel,
  set: Pick<ImageSet, "images" | "files" | "labelling">,
  options: FeatureOptions,
): Promise<Features> {
  const { images } = set;
  const preprocessing = preprocessingFor(model, set);
  const digest = sha256(
    canonicalJson({ model: model.digest, preprocessing, images: images.map(({ path }) => path) }),
  );
  const path = join(options.cache, `${digest.slice(0, 16)}.features`);
  await mkdir(options.cache, { recursive: true }).catch((error: unknown) => {
    throw systemFault(error, options.cache) ?? error;
  });
  return withLock(`${path}.lock`, async () => {
    const size = model.batch ?? options.batch ?? 32;
    let file = await openFile(path, digest);
    const had = file === undefined ? 0 : Math.floor(file.rows / size) * size;
    if (file !== undefined && file.rows < images.length)
      await truncate(path, file.start + had * file.dim * Float32Array.BYTES_PER_ELEMENT);
    let done = file !== undefined && file.rows >= images.length ? images.length : had;
    const rest = [...images.keys()].slice(done);
    for await (const [, prepared] of preparedBatches(set, rest, preprocessing, size)) {
      const readable = prepared.filter((image) => image instanceof Float32Array);
      if (readable.length === 0 && file === undefined)
        throw new InputError(`${images[0]!.path}: none of the first ${size} images can be read`);
      const made =
        readable.length === 0
          ? { dim: file!.dim, values: new Float32Array() }
          : await model.features(...batchPixels(readable, model.batch));
      file ??= await createFile(path, digest, made.dim);
      const rows = new Float32Array(prepared.length * made.dim).fill(Number.NaN);
      let at = 0;
      for (const [row, image] of prepared.entries())
        if (image instanceof Float32Array)
          rows.set(made.values.subarray(at * made.dim, ++at * made.dim), row * made.dim);
      await appendFile(path, new Uint8Array(rows.buffer)).catch((error: unknown) => {
        throw systemFault(error, path) ?? error;
      });
      done += prepared.length;
      options.onProgress?.(done, images.length);
    }
    if (done !== images.length || file === undefined)
      throw new InputError(
        `${images.length - done} images are no longer there, expected the files not to change`,
      );
    return readFeatures(path, file, digest, images.length);
  });
}

interface FeatureFile {
  readonly dim: number;
  /** Length of the line of JSON. */
  readonly start: number;
  /** Whole rows that it has. */
  readonly rows: number;
}

async function openFile(path: string, digest: string): Promise<FeatureFile | undefined> {
  if (!(await fileExists(path))) return undefined;
  const bytes = await readFile(path);
  const start = bytes.indexOf(10) + 1;
  let head: { digest?: unknown; dim?: unknown } = {};
  try {
    head = JSON.parse(bytes.toString("utf8", 0, start)) as typeof head;
  } catch {
    // Reported below.
  }
  const { dim } = head;
  if (head.digest !== digest || typeof dim !== "number" || !Number.isInteger(dim) || dim < 1)
    throw new InputError(`${path}: damaged, expected features; remove the file to extract them again`);
  const { size } = await stat(path);
  return { dim, start, rows: Math.floor((size - start) / (dim * Float32Array.BYTES_PER_ELEMENT)) };
}

async function createFile(path: string, digest: string, dim: number): Promise<FeatureFile> {
  const head = `${JSON.stringify({ digest, dim })}\n`;
  await writeAtomically(path, head);
  return { dim, start: Buffer.byteLength(head), rows: 0 };
}

async function readFeatures(
  path: string,
  { start, dim }: FeatureFile,
  digest: string,
  images: number,
): Promise<Features> {
  const bytes = await readFile(path);
  const values = new Float32Array(images * dim);
  new Uint8Array(values.buffer).set(bytes.subarray(start, start + values.byteLength));
  const unreadable: number[] = [];
  for (let image = 0; image < images; image++)
    if (Number.isNaN(values[image * dim])) {
      unreadable.push(image);
      values.fill(0, image * dim, (image + 1) * dim);
    }
  return { digest, dim, values, unreadable };
}
