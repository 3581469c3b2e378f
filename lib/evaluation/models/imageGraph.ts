import { canonicalJson, sha256 } from "../../base/hash.js";
import { type GraphOptions, type GraphValue, openGraph, pixelTensor } from "./graph.js";
import { checkSize, choose, isImages } from "./graphValues.js";
import type { ModelFiles } from "./modelFiles.js";

/** A graph that takes images alone and gives one output. */
export interface ImageGraph {
  readonly output: GraphValue;
  /** Digest of everything that its output depends on. */
  readonly digest: string;
  /** Number of images that one run takes, if the graph fixes it. */
  readonly batch: number | undefined;
  /** @param pixels float32 values [images, 3, height, width] */
  run(pixels: Float32Array, images: number): Promise<{ dims: readonly number[]; data: Float32Array }>;
}

/**
 * Opens a model's image graph and finds its input and output.
 * @param fits which outputs will do, if none is named
 * @throws InputError naming the graph: an input or output is missing or not clear, or the preprocessing makes other images
 */
export async function openImageGraph(
  { graph: file, preprocessing, ...named }: ModelFiles,
  options: GraphOptions,
  fits: (value: GraphValue) => boolean,
): Promise<ImageGraph> {
  const graph = await openGraph(file, options);
  const input = choose(graph, "input", graph.inputs, named.input, isImages);
  const output = choose(graph, "output", graph.outputs, named.output, fits);
  const size = checkSize(graph, input, preprocessing);
  return {
    output,
    digest: sha256(
      canonicalJson({ graph: graph.digest, preprocessing, input: input.name, output: output.name }),
    ),
    batch: input.shape[0],
    async run(pixels, images) {
      const tensor = await pixelTensor(graph, input, pixels, [images, 3, size.height, size.width]);
      return graph.run({ [input.name]: tensor }, output.name);
    },
  };
}
