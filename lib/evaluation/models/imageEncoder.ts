import { basename } from "node:path";
import { InputError } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { jsonValue, parsedJson } from "../../base/parse.js";
import type { Preprocessing } from "../pixels/preprocess.js";
import { type ClassifierOptions, checkSize, choose, firstThere, settingsSchema } from "./classifier.js";
import { openGraph, pixelTensor } from "./graph.js";
import { preprocessingOf } from "./preprocessorConfig.js";

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
 * Opens an image encoder: an `.onnx` file with its settings in a `.json` of the same name, or a folder as exported for
 * transformers.js (`onnx/vision_model.onnx` or `onnx/model.onnx`). Any output with one vector per image will do, a
 * classifier's scores included; name it where the graph has several.
 * @throws InputError naming the file: one is missing, or no output fits
 */
export async function openImageEncoder(path: string, options: ClassifierOptions = {}): Promise<FeatureModel> {
  const { file, preprocessing, ...named } = await filesOf(path);
  const graph = await openGraph(file, options);
  const input = choose(
    graph,
    "input",
    graph.inputs,
    options.input ?? named.input,
    ({ shape }) => shape.length === 4,
  );
  const output = choose(
    graph,
    "output",
    graph.outputs,
    options.output ?? named.output,
    ({ shape, name }) => shape.length === 2 && /embed|pool|feature|logits/i.test(name),
  );
  const size = checkSize(graph, input, preprocessing);
  return {
    name: basename(path, ".onnx"),
    digest: sha256(
      canonicalJson({ graph: graph.digest, preprocessing, input: input.name, output: output.name }),
    ),
    preprocessing,
    batch: input.shape[0],
    async features(pixels, images) {
      const tensor = await pixelTensor(graph, input, pixels, [images, 3, size.height, size.width]);
      const { dims, data } = await graph.run({ [input.name]: tensor }, output.name);
      if (dims.length !== 2 || dims[0] !== images)
        throw new InputError(
          `${file}: output "${output.name}" has shape ${dims.join(" × ")}, expected one vector for each of ${images} images`,
        );
      return { dim: dims[1]!, values: data };
    },
  };
}

async function filesOf(path: string): Promise<{
  file: string;
  preprocessing: Preprocessing;
  input?: string | undefined;
  output?: string | undefined;
}> {
  if (!path.endsWith(".onnx")) {
    const file = await firstThere(path, ["onnx/vision_model.onnx", "onnx/model.onnx", "model.onnx"]);
    const place = `${path}/preprocessor_config.json`;
    return { file, preprocessing: preprocessingOf(jsonValue(await readInput(place), place), place) };
  }
  const place = path.replace(/\.onnx$/, ".json");
  for (const needed of [path, place])
    if (!(await fileExists(needed))) throw new InputError(`${needed}: no such file`);
  return { file: path, ...parsedJson(settingsSchema, await readInput(place), place) };
}
