import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { jsonValue, parsedJson } from "../../base/parse.js";
import { inputSize, type Preprocessing, preprocessingSchema } from "../pixels/preprocess.js";
import { type GraphOptions, type GraphValue, type OnnxGraph, openGraph, pixelTensor } from "./graph.js";
import { type ScoringModel, scoredClasses } from "./model.js";
import { preprocessingOf } from "./preprocessorConfig.js";

/** The settings file of a graph that was exported without one: `NAME.json` beside `NAME.onnx`. */
export const settingsSchema = z.strictObject({
  name: z.string().min(1).optional(),
  preprocessing: preprocessingSchema,
  input: z.string().optional(),
  output: z.string().optional(),
});

export interface ClassifierOptions extends GraphOptions {
  /** Name of the graph's input or output, where it has several that fit. */
  readonly input?: string;
  readonly output?: string;
}

/**
 * Opens a classifier with 1,000 outputs: an `.onnx` file with its settings in a `.json` of the same name, or a folder
 * as exported for transformers.js (`preprocessor_config.json`, and `onnx/model.onnx` or `model.onnx`).
 * @throws InputError naming the file: one is missing, or the graph is no such classifier
 */
export async function openClassifier(path: string, options: ClassifierOptions = {}): Promise<ScoringModel> {
  const { file, settings, name } = await findFiles(path);
  const graph = await openGraph(file, options);
  const { preprocessing } = settings;
  const input = choose(
    graph,
    "input",
    graph.inputs,
    options.input ?? settings.input,
    ({ shape }) => shape.length === 4,
  );
  const output = choose(
    graph,
    "output",
    graph.outputs,
    options.output ?? settings.output,
    ({ shape }) => shape.length === 2 && [undefined, scoredClasses].includes(shape[1]),
  );
  const size = checkSize(graph, input, preprocessing);
  if (![undefined, scoredClasses].includes(output.shape[1]))
    throw new InputError(
      `${file}: output "${output.name}" has ${output.shape[1]} classes, expected ImageNet's ${scoredClasses}`,
    );
  return {
    name,
    readout: "head",
    digest: sha256(
      canonicalJson({ graph: graph.digest, preprocessing, input: input.name, output: output.name }),
    ),
    preprocessing,
    batch: input.shape[0],
    classes: scoredClasses,
    async score(pixels, images) {
      const tensor = await pixelTensor(graph, input, pixels, [images, 3, size.height, size.width]);
      const { dims, data } = await graph.run({ [input.name]: tensor }, output.name);
      if (dims.length !== 2 || dims[0] !== images || dims[1] !== scoredClasses)
        throw new InputError(
          `${file}: output "${output.name}" has shape ${dims.join(" × ")}, expected ${images} × ${scoredClasses}`,
        );
      return data;
    },
  };
}

async function findFiles(
  path: string,
): Promise<{ file: string; settings: z.infer<typeof settingsSchema>; name: string }> {
  if (path.endsWith(".onnx")) {
    const place = path.replace(/\.onnx$/, ".json");
    if (!(await fileExists(path))) throw new InputError(`${path}: no such file`);
    if (!(await fileExists(place)))
      throw new InputError(
        `${place}: no such file, expected the graph's settings: {"preprocessing": {"resize": {"shortest": 256}, "interpolation": "bicubic", "crop": {"width": 224, "height": 224}, "margin": "torchvision", "mean": […], "std": […]}}`,
      );
    const settings = parsedJson(settingsSchema, await readInput(place), place);
    return { file: path, settings, name: settings.name ?? basename(path, ".onnx") };
  }
  const file = await firstThere(path, ["onnx/model.onnx", "model.onnx"]);
  const place = join(path, "preprocessor_config.json");
  const preprocessing = preprocessingOf(jsonValue(await readInput(place), place), place);
  return { file, settings: { preprocessing }, name: basename(join(dirname(path), basename(path))) };
}

/** The first of several files that a folder has. @throws InputError if it has none */
export async function firstThere(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) if (await fileExists(join(folder, name))) return join(folder, name);
  throw new InputError(`${folder}: no graph in this folder, expected ${names.join(" or ")}`);
}

/** The graph's value of a name, or else the only one that fits. @throws InputError if there is none, or several */
export function choose(
  { file }: OnnxGraph,
  kind: "input" | "output",
  values: readonly GraphValue[],
  name: string | undefined,
  fits: (value: GraphValue) => boolean,
): GraphValue {
  const known = values
    .map((value) => `${value.name} (${value.type} ${value.shape.map((size) => size ?? "?").join(" × ")})`)
    .join(", ");
  if (name !== undefined) {
    const found = values.find((value) => value.name === name);
    if (!found) throw new InputError(`${file}: no ${kind} "${name}", expected one of ${known}`);
    return found;
  }
  const fitting = values.filter(fits);
  const one = fitting.length === 1 ? fitting[0] : values.length === 1 ? values[0] : undefined;
  if (!one)
    throw new InputError(
      `${file}: ${kind}s ${known}: which one is meant is not clear, name it with --${kind}`,
    );
  return one;
}

/** Checks that the graph takes the images that the preprocessing makes. */
export function checkSize(
  graph: OnnxGraph,
  input: GraphValue,
  preprocessing: Preprocessing,
): { width: number; height: number } {
  const size = inputSize(preprocessing);
  if (!size)
    throw new InputError(
      `${graph.file}: its images have no fixed size, expected a crop or both sides of the size`,
    );
  const [, channels, height, width] = input.shape;
  const wanted = [channels ?? 3, height ?? size.height, width ?? size.width];
  if (input.shape.length !== 4 || wanted[0] !== 3 || wanted[1] !== size.height || wanted[2] !== size.width)
    throw new InputError(
      `${graph.file}: input "${input.name}" takes ${input.shape.map((one) => one ?? "?").join(" × ")}, expected images × 3 × ${size.height} × ${size.width} as the preprocessing makes them`,
    );
  return size;
}
