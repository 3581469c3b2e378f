import { InputError } from "../../base/errors.js";
import type { GraphOptions } from "./graph.js";
import { openImageGraph } from "./imageGraph.js";
import type { OpenedModel } from "./model.js";
import type { ModelFiles } from "./modelFiles.js";

/**
 * Opens a classifier with a head, one output per class.
 * @throws InputError naming the graph if it is no such classifier
 */
export async function openClassifier(files: ModelFiles, options: GraphOptions): Promise<OpenedModel> {
  const { graph: file, name, preprocessing } = files;
  const graph = await openImageGraph(
    files,
    options,
    ({ shape, name: own }) => shape.length === 2 || (shape.length === 0 && /logits|prob|output/i.test(own)),
  );
  const { output, digest, batch } = graph;
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
        digest,
        preprocessing,
        batch,
        classes,
        async score(pixels, images) {
          const { dims, data } = await graph.run(pixels, images);
          if (dims.length !== 2 || dims[0] !== images || dims[1] !== classes)
            throw wrong(`shape ${dims.join(" × ")} for ${images} images`);
          return data;
        },
      };
    },
  };
}
