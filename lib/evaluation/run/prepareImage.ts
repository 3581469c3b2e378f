import { move } from "piscina";
import sharp from "sharp";
import { InputError } from "../../base/errors.js";
import { decodeImage } from "../pixels/decode.js";
import { type Preprocessing, resizeAndCrop, writeInput } from "../pixels/preprocess.js";

/** An image that a thread decodes and preprocesses. */
export interface PrepareTask {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly preprocessing: Preprocessing;
}

/** Its pixels as the network reads them, or why it cannot be read. */
export type PreparedImage = Float32Array | { readonly fault: string };

// The decoder has threads of its own. One image at a time leaves the caller's thread a core to score on.
sharp.concurrency(1);
let previous: Promise<unknown> = Promise.resolve();

/** What a thread of the pool runs (preparedBatches.ts): one image after another, in the order they were handed to it. */
export default function prepareImage(task: PrepareTask): Promise<PreparedImage> {
  const prepared = previous.then(() => prepare(task));
  previous = prepared.catch(() => undefined);
  return prepared;
}

async function prepare({ path, bytes, preprocessing }: PrepareTask): Promise<PreparedImage> {
  try {
    const image = resizeAndCrop(await decodeImage(bytes, path), preprocessing);
    const pixels = new Float32Array(image.width * image.height * 3);
    writeInput(image, preprocessing, pixels, 0);
    return move(pixels) as unknown as Float32Array; // handed over, not copied
  } catch (error) {
    if (error instanceof InputError) return { fault: error.message };
    throw error;
  }
}
