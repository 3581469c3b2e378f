import { InputError } from "../../base/errors.js";
import type { Preprocessing } from "../pixels/preprocess.js";
import type { GraphOptions } from "./graph.js";
import { openImageGraph } from "./imageGraph.js";
import { findModel } from "./modelFiles.js";

/** A network that gives each image a vector. */
export interface FeatureModel {
  readonly name: string;
  /** Digest of everything that its features depend on. */
  readonly digest: string;
  readonly preprocessing: Preprocessing;
  /** Number of images that one run takes, if the graph fixes it. */
  readonly batch: number | undefined;
  /**
   * @param pixels float32 values [images, 3, height, width]
   * @returns features [images, dim]
   */
  features(pixels: Float32Array, images: number): Promise<{ dim: number; values: Float32Array }>;
}

/**
 * Opens the image side of a model in any layout that `findModel` knows. Any output with one vector per image will do, a
 * classifier's scores included; name it where the graph has several.
 * @throws InputError naming the file: one is missing, or no output fits
 */
export async function openImageEncoder(
  path: string,
  { output: asked, ...options }: GraphOptions & { readonly output?: string } = {},
): Promise<FeatureModel> {
  const files = await findModel(path);
  const { graph: file, name, preprocessing } = files;
  const graph = await openImageGraph(
    { ...files, output: asked ?? files.output },
    options,
    ({ shape, name: own }) => shape.length === 2 && /image|embed|pool|feature|logits/i.test(own),
  );
  return {
    name,
    digest: graph.digest,
    preprocessing,
    batch: graph.batch,
    async features(pixels, images) {
      const { dims, data } = await graph.run(pixels, images);
      if (dims.length !== 2 || dims[0] !== images)
        throw new InputError(
          `${file}: output "${graph.output.name}" has shape ${dims.join(" × ")}, expected one vector for each of ${images} images`,
        );
      return { dim: dims[1]!, values: data };
    },
  };
}
