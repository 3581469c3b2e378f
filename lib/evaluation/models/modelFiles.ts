import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { InputError, oneOf } from "../../base/errors.js";
import { fileExists, readInput } from "../../base/files.js";
import { jsonValue, parsed, parsedJson } from "../../base/parse.js";
import { type Preprocessing, preprocessingSchema } from "../pixels/preprocess.js";
import { openClipPreprocessing, timmPreprocessing } from "./exporterConfigs.js";
import { preprocessingOf } from "./preprocessorConfig.js";
import { cleanings } from "./promptTokenizer.js";

/** The precisions of graphs by the names that transformers.js gives them, and how their files' names end. */
export const precisions = {
  fp32: "",
  fp16: "_fp16",
  int8: "_int8",
  uint8: "_uint8",
  q8: "_quantized",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;
export type Precision = keyof typeof precisions;

const textSchema = z.strictObject({
  /** The text graph; without it, the image graph takes texts too. */
  graph: z.string().min(1).optional(),
  input: z.string().min(1).optional(),
  output: z.string().min(1).optional(),
  tokenizer: z.string().min(1).default("tokenizer.json"),
  contextLength: z.int().min(2).max(4096).optional(),
  padId: z.int().nonnegative().optional(),
  clean: z.enum(cleanings).optional(),
  /** Whether the attention mask covers padding as well, as SigLIP was trained. */
  attendPadding: z.boolean().optional(),
});

/** The settings of graphs that were exported without any. Files are looked for beside it. */
export const settingsSchema = z.strictObject({
  name: z.string().min(1).optional(),
  preprocessing: preprocessingSchema,
  /** The image graph, by default `NAME.onnx` beside `NAME.json`. */
  graph: z.string().min(1).optional(),
  input: z.string().min(1).optional(),
  output: z.string().min(1).optional(),
  /** Only image-text models have it. */
  text: textSchema.optional(),
});

/** The text side of an image-text model. */
export interface TextFiles extends Omit<z.infer<typeof textSchema>, "graph" | "tokenizer"> {
  /** The text graph; the image graph itself if one graph takes both. */
  readonly graph: string;
  readonly tokenizer: string;
  /**
   * Whether padding can be left out where the graph takes texts of any length. CLIP's text encoder is causal: what comes
   * after the end token changes nothing.
   */
  readonly trimPadding?: boolean;
  /** Number of different tokens that the graph knows, if its exporter states it. */
  readonly vocabulary?: number;
}

/** Where a model's files are, and what is known about them before a graph is loaded. */
export interface ModelFiles {
  readonly name: string;
  readonly graph: string;
  readonly input?: string;
  readonly output?: string;
  readonly preprocessing: Preprocessing;
  /** Undefined for a classifier with a head. */
  readonly text?: TextFiles;
  /** The exporter's name of the architecture, e.g. `clip`, `siglip`. */
  readonly architecture?: string;
}

/**
 * Finds a model's files by their layout:
 * - `NAME.onnx` with its settings in `NAME.json`, or `NAME.json` itself
 * - transformers.js: `preprocessor_config.json`, `onnx/model.onnx`, or `onnx/vision_model.onnx` and
 *   `onnx/text_model.onnx` with `tokenizer.json`
 * - immich: `visual/model.onnx`, `visual/preprocess_cfg.json`, `textual/model.onnx`, `textual/tokenizer.json`
 * - open_clip: `open_clip_config.json`, `visual.onnx`, `textual.onnx`, `tokenizer.json`
 * - timm: `config.json` with `pretrained_cfg`, `model.onnx`
 * @throws InputError naming what is missing
 */
export async function findModel(path: string, dtype: Precision = "fp32"): Promise<ModelFiles> {
  if (/\.(onnx|json)$/.test(path)) return withSettings(path);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InputError(`${path}: no such file or folder`);
  if (!found.isDirectory())
    throw new InputError(`${path}: is a file, expected NAME.onnx, NAME.json or the folder of an export`);
  const layout = {
    folder: path,
    dtype,
    name: `${basename(resolve(path))}${dtype === "fp32" ? "" : `-${dtype}`}`,
  };
  if (await fileExists(join(path, "visual"))) return immich(layout);
  if (await fileExists(join(path, "open_clip_config.json"))) return openClip(layout);
  if (await fileExists(join(path, "preprocessor_config.json"))) return transformers(layout);
  if (await fileExists(join(path, "config.json"))) return timm(layout);
  throw new InputError(
    `${path}: no exported model, expected a folder with ${oneOf(["preprocessor_config.json", "open_clip_config.json", "visual/", "config.json"])}; other graphs need NAME.json beside NAME.onnx`,
  );
}

interface Layout {
  readonly folder: string;
  readonly dtype: Precision;
  readonly name: string;
}

async function withSettings(path: string): Promise<ModelFiles> {
  const place = path.replace(/\.onnx$/, ".json");
  const own = path.replace(/\.json$/, ".onnx");
  if (path === own && !(await fileExists(path))) throw new InputError(`${path}: no such file`);
  if (!(await fileExists(place)))
    throw new InputError(
      `${place}: no such file, expected the graph's settings: {"preprocessing": {"resize": {"shortest": 256}, "interpolation": "bicubic", "crop": {"width": 224, "height": 224}, "margin": "torchvision", "mean": […], "std": […]}}`,
    );
  const { name, graph, text, ...rest } = parsedJson(settingsSchema, await readInput(place), place);
  const beside = (file: string) => join(dirname(place), file);
  const image = graph === undefined || path === own ? own : beside(graph);
  return {
    ...rest,
    name: name ?? basename(own, ".onnx"),
    graph: image,
    ...(text && {
      text: { ...text, graph: text.graph ? beside(text.graph) : image, tokenizer: beside(text.tokenizer) },
    }),
  };
}

const transformersSchema = z.looseObject({
  model_type: z.string().optional(),
  text_config: z
    .looseObject({ max_position_embeddings: z.int().optional(), vocab_size: z.int().optional() })
    .optional(),
});

async function transformers({ folder, dtype, name }: Layout): Promise<ModelFiles> {
  const place = join(folder, "preprocessor_config.json");
  const preprocessing = preprocessingOf(await json(place), place);
  const configPlace = join(folder, "config.json");
  const config = (await fileExists(configPlace))
    ? parsed(transformersSchema, await json(configPlace), configPlace)
    : {};
  const { model_type: architecture, text_config } = config;
  const common = { name, preprocessing, ...(architecture !== undefined && { architecture }) };
  const within = (graph: string) => [`onnx/${graph}`, graph];
  const split = await graphIn(folder, within("vision_model"), dtype, { optional: true });
  const tokenizer = join(folder, "tokenizer.json");
  const text = {
    tokenizer,
    attendPadding: isSiglip(architecture),
    trimPadding: architecture === "clip",
    ...(text_config?.max_position_embeddings !== undefined && {
      contextLength: text_config.max_position_embeddings,
    }),
    ...(text_config?.vocab_size !== undefined && { vocabulary: text_config.vocab_size }),
  };
  if (split !== undefined) {
    const graph = await graphIn(folder, within("text_model"), dtype);
    return { ...common, graph: split, text: { ...text, graph } };
  }
  const graph = await graphIn(folder, within("model"), dtype);
  // A classifier has no tokenizer.
  return (await fileExists(tokenizer))
    ? { ...common, graph, text: { ...text, graph } }
    : { ...common, graph };
}

/** SigLIP and its successors read the padding too (Zhai et al. 2023); CLIP's text encoder is causal. */
export function isSiglip(architecture: string | undefined): boolean {
  return architecture?.toLowerCase().startsWith("siglip") ?? false;
}

const textConfigSchema = z.looseObject({
  context_length: z.int().optional(),
  vocab_size: z.int().optional(),
  tokenizer_kwargs: z.looseObject({ clean: z.enum(cleanings).optional() }).optional(),
  hf_tokenizer_name: z.string().optional(),
});
const openClipModelSchema = z.looseObject({
  vision_cfg: z.looseObject({ image_size: z.union([z.int(), z.array(z.int())]).optional() }).optional(),
  text_cfg: textConfigSchema.prefault({}),
  custom_text: z.boolean().optional(),
});

/** What open_clip's configuration says about texts. */
function openClipText(text: z.infer<typeof textConfigSchema>) {
  const clean =
    text.tokenizer_kwargs?.clean ?? (text.hf_tokenizer_name === undefined ? "lower" : "whitespace");
  const siglip = clean === "canonicalize" || /siglip/i.test(text.hf_tokenizer_name ?? "");
  return {
    architecture: siglip ? "siglip" : "clip",
    contextLength: text.context_length ?? 77,
    attendPadding: siglip,
    clean,
    ...(text.vocab_size !== undefined && { vocabulary: text.vocab_size }),
  };
}

async function immich({ folder, dtype, name }: Layout): Promise<ModelFiles> {
  const place = join(folder, "visual", "preprocess_cfg.json");
  const preprocessing = openClipPreprocessing(await json(place), place);
  const configPlace = join(folder, "config.json");
  const { text_cfg } = (await fileExists(configPlace))
    ? parsed(openClipModelSchema, await json(configPlace), configPlace)
    : { text_cfg: {} };
  const { architecture, ...text } = openClipText(text_cfg);
  return {
    name,
    preprocessing,
    architecture,
    graph: await graphIn(folder, ["visual/model"], dtype),
    text: {
      ...text,
      graph: await graphIn(folder, ["textual/model"], dtype),
      tokenizer: join(folder, "textual", "tokenizer.json"),
    },
  };
}

async function openClip({ folder, dtype, name }: Layout): Promise<ModelFiles> {
  const place = join(folder, "open_clip_config.json");
  const { model_cfg, preprocess_cfg } = parsed(
    z.looseObject({ model_cfg: openClipModelSchema, preprocess_cfg: z.looseObject({}).prefault({}) }),
    await json(place),
    place,
  );
  const size = model_cfg.vision_cfg?.image_size;
  const preprocessing = openClipPreprocessing(preprocess_cfg, place, Array.isArray(size) ? size[0] : size);
  const { architecture, ...text } = openClipText(model_cfg.text_cfg);
  const one = await graphIn(folder, ["model"], dtype, { optional: true });
  return {
    name,
    preprocessing,
    architecture,
    graph: one ?? (await graphIn(folder, ["visual", "onnx/visual"], dtype)),
    text: {
      ...text,
      graph: one ?? (await graphIn(folder, ["textual", "onnx/textual"], dtype)),
      tokenizer: join(folder, "tokenizer.json"),
    },
  };
}

async function timm({ folder, dtype, name }: Layout): Promise<ModelFiles> {
  const place = join(folder, "config.json");
  const { architecture, pretrained_cfg } = parsed(
    z.looseObject({ architecture: z.string().optional(), pretrained_cfg: z.looseObject({}) }),
    await json(place),
    place,
  );
  return {
    name,
    preprocessing: timmPreprocessing(pretrained_cfg, `${place} pretrained_cfg`),
    ...(architecture !== undefined && { architecture }),
    graph: await graphIn(folder, ["model", "onnx/model"], dtype),
  };
}

async function json(place: string): Promise<unknown> {
  return jsonValue(await readInput(place), place);
}

/** The first graph that a folder has in a precision. @throws InputError naming the precisions that are there instead */
async function graphIn(folder: string, names: readonly string[], dtype: Precision): Promise<string>;
async function graphIn(
  folder: string,
  names: readonly string[],
  dtype: Precision,
  options: { optional: true },
): Promise<string | undefined>;
async function graphIn(
  folder: string,
  names: readonly string[],
  dtype: Precision,
  { optional = false } = {},
): Promise<string | undefined> {
  for (const name of names) {
    const file = join(folder, `${name}${precisions[dtype]}.onnx`);
    if (await fileExists(file)) return file;
  }
  const others: string[] = [];
  for (const name of names)
    for (const file of await readdir(join(folder, dirname(name))).catch(() => []))
      for (const [other, ending] of Object.entries(precisions))
        if (file === `${basename(name)}${ending}.onnx`) others.push(other);
  if (others.length > 0)
    throw new InputError(
      `${folder}: ${names[0]} is not there as ${dtype}; found ${others.join(", ")}, which --dtype chooses`,
    );
  if (optional) return undefined;
  throw new InputError(
    `${folder}: no graph ${names.map((name) => `${name}${precisions[dtype]}.onnx`).join(" or ")} in this folder`,
  );
}
