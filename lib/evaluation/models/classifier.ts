import { InputError } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { type GraphOptions, openGraph, pixelTensor } from "./graph.js";
import { checkSize, choose, isImages } from "./graphValues.js";
import type { OpenedModel } from "./model.js";
import type { ModelFiles } from "./modelFiles.js";

/**
 * Opens a classifier with a head, one output per class.
 * @throws InputError naming the graph if it is no such classifier
 */
export async function openClassifier(files: ModelFiles, options: GraphOptions): Promise<OpenedModel> {
  const { graph: file, name, preprocessing } = files;
  const graph = await openGraph(file, options);
  const input = choose(graph, "input", graph.inputs, files.input, isImages);
  const output = choose(
    graph,
    "output",
    graph.outputs,
    files.output,
    ({ shape, name: own }) => shape.length === 2 || (shape.length === 0 && /logits|prob|output/i.test(own)),
  );
  const size = checkSize(graph, input, preprocessing);
  return {
    name,
    kind: "head",
    async classify({ names }) {
      const classes = names.length;
      const wrong = (found: string) =>
        new InputError(
          `${file}: output "${output.name}" has ${found}, expected ${classes === 1000 ? "ImageNet's 1000 classes" : `the test set's ${classes} classes`}`,
        );
      if (![undefined, classes].includes(output.shape[1])) throw wrong(`${output.shape[1]} classes`);
      return {
        name,
        readout: "head",
        digest: sha256(
          canonicalJson({ graph: graph.digest, preprocessing, input: input.name, output: output.name }),
        ),
        preprocessing,
        batch: input.shape[0],
        classes,
        async score(pixels, images) {
          const tensor = await pixelTensor(graph, input, pixels, [images, 3, size.height, size.width]);
          const { dims, data } = await graph.run({ [input.name]: tensor }, output.name);
          if (dims.length !== 2 || dims[0] !== images || dims[1] !== classes)
            throw wrong(`shape ${dims.join(" × ")} for ${images} images`);
          return data;
        },
      };
    },
  };
}
