import { move } from "piscina";
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

/** What a thread of the pool runs (evaluateImages.ts). */
export default async function prepareImage({
  path,
  bytes,
  preprocessing,
}: PrepareTask): Promise<PreparedImage> {
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
