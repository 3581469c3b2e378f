// Small models in the true interfaces of CLIP and SigLIP exports: layouts, names, shapes and precisions. Their weights
// follow a formula. Run as a program, this file writes them all into a folder, for logits.py.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../../lib/base/files.js";
import { type ConstantSpec, type ElementType, type NodeSpec, onnxBytes, type PortSpec } from "./onnxBytes.js";

/** Side of the images, length of the vectors, and tokens that the text graphs know. */
export const side = 16;
export const dim = 24;
const width = 20;
const vocabularies = { clip: 1700, siglip: 1000 } as const;
const lengths = { clip: 32, siglip: 64 } as const;
type Kind = keyof typeof lengths;

/** How the weights are stored. */
type Precision = "fp32" | "fp16" | "int8";

/** Numbers between −scale and scale that look random. */
const wave = (count: number, phase: number, scale: number) =>
  Float64Array.from({ length: count }, (_, at) => scale * Math.sin(12.9898 * (at + 1) + 78.233 * phase));

class Parts {
  readonly nodes: NodeSpec[] = [];
  readonly constants: ConstantSpec[] = [];
  constructor(readonly precision: Precision) {}

  get float(): ElementType {
    return this.precision === "fp16" ? "float16" : "float32";
  }

  node(op: string, inputs: readonly string[], output: string, attributes?: NodeSpec["attributes"]): string {
    this.nodes.push({ op, inputs, outputs: [output], ...(attributes && { attributes }) });
    return output;
  }

  /** A weight; with int8, whole numbers and a scale. */
  weight(name: string, dims: readonly number[], phase: number, scale: number): string {
    const count = dims.reduce((product, size) => product * size, 1);
    const values = wave(count, phase, scale);
    if (this.precision !== "int8") {
      this.constants.push({ name, type: this.float, dims, values });
      return name;
    }
    const step = scale / 127;
    this.constants.push({
      name: `${name}_q`,
      type: "int8",
      dims,
      values: values.map((v) => Math.round(v / step)),
    });
    this.constants.push({ name: `${name}_s`, type: "float32", dims: [], values: [step] });
    this.constants.push({ name: `${name}_z`, type: "int8", dims: [], values: [0] });
    return this.node("DequantizeLinear", [`${name}_q`, `${name}_s`, `${name}_z`], name);
  }

  integers(
    name: string,
    type: "int64" | "int32",
    dims: readonly number[],
    values: readonly number[],
  ): string {
    this.constants.push({ name, type, dims, values });
    return name;
  }
}

function imageNodes(parts: Parts, input: string, output: string, outputs = dim): void {
  const kernel = parts.weight("w_kernel", [8, 3, 4, 4], 1, 0.3);
  parts.node("Conv", [input, kernel], "conv", { kernel_shape: [4, 4], strides: [4, 4] });
  parts.node("Relu", ["conv"], "relu");
  parts.node("GlobalAveragePool", ["relu"], "pooled");
  parts.node("Flatten", ["pooled"], "flat");
  parts.node("MatMul", ["flat", parts.weight("w_imageProjection", [8, outputs], 2, 1)], output);
}

/** CLIP: a causal sum of the tokens before the end token. SigLIP: the mean of all tokens, padding included. */
function textNodes(
  parts: Parts,
  kind: Kind,
  { input, mask, type, output }: { input: string; mask?: string; type: "int64" | "int32"; output: string },
): void {
  parts.node("Gather", [parts.weight("w_embedding", [vocabularies[kind], width], 3, 1), input], "tokens");
  // As many positions as there are tokens, as transformers cuts its own.
  parts.node("Shape", [input], "shape");
  const [zero, one, two] = [0, 1, 2].map((value) => parts.integers(`at${value}`, "int64", [1], [value]));
  parts.node("Slice", ["shape", one!, two!], "length");
  const positions = parts.weight("w_positions", [lengths[kind], width], 4, 0.5);
  parts.node("Slice", [positions, zero!, "length", zero!], "places");
  parts.node("Add", ["tokens", "places"], "placed");
  let state = "placed";
  if (mask !== undefined) {
    parts.node("Cast", [mask], "maskNumbers", { to: parts.precision === "fp16" ? 10 : 1 });
    parts.node("Unsqueeze", ["maskNumbers", parts.integers("last", "int64", [1], [2])], "maskColumn");
    state = parts.node("Mul", ["placed", "maskColumn"], "masked");
  }
  if (kind === "siglip") {
    parts.node("Tanh", [state], "last_hidden_state");
    parts.node("ReduceMean", ["last_hidden_state"], "read", { axes: [1], keepdims: 0 });
  } else {
    parts.node("Cast", [state], "wide", { to: 1 });
    parts.node("CumSum", ["wide", parts.integers("one", "int64", [], [1])], "sums");
    parts.node("Tanh", ["sums"], "states");
    parts.node("Equal", [input, parts.integers("end", type, [], [1])], "isEnd");
    parts.node("Cast", ["isEnd"], "endNumbers", { to: 1 });
    parts.node("ArgMax", ["endNumbers"], "endPlace", { axis: 1, keepdims: 1 });
    parts.node("GatherND", ["states", "endPlace"], "readWide", { batch_dims: 1 });
    parts.node("Cast", ["readWide"], "read", { to: parts.precision === "fp16" ? 10 : 1 });
  }
  parts.node("MatMul", ["read", parts.weight("w_textProjection", [width, dim], 5, 1)], output);
}

const images = (name: string, type: ElementType, batch: number | string): PortSpec => ({
  name,
  type,
  dims: [batch, 3, side, side],
});
const rows = (name: string, type: ElementType, batch: number | string, columns = dim): PortSpec => ({
  name,
  type,
  dims: [batch, columns],
});

interface Names {
  readonly input: string;
  readonly output: string;
}

export function imageGraph(
  { input, output }: Names,
  {
    precision = "fp32",
    batch = "batch",
    columns = dim,
  }: { precision?: Precision; batch?: number | string; columns?: number } = {},
): Uint8Array {
  const parts = new Parts(precision);
  imageNodes(parts, input, output, columns);
  const outputs = [rows(output, parts.float, batch, columns)];
  return onnxBytes({ ...parts, inputs: [images(input, parts.float, batch)], outputs });
}

export function textGraph(
  { input, output }: Names,
  kind: Kind,
  {
    precision = "fp32",
    batch = "batch",
    type = "int64",
    mask,
    length = "sequence",
  }: {
    precision?: Precision;
    batch?: number | string;
    type?: "int64" | "int32";
    mask?: string;
    length?: number | string;
  } = {},
): Uint8Array {
  const parts = new Parts(precision);
  textNodes(parts, kind, { input, type, output, ...(mask !== undefined && { mask }) });
  const tokens = (name: string): PortSpec => ({ name, type, dims: [batch, length] });
  const outputs = [rows(output, parts.float, batch)];
  if (kind === "siglip")
    outputs.unshift({ name: "last_hidden_state", type: parts.float, dims: [batch, length, width] });
  return onnxBytes({
    ...parts,
    inputs: [tokens(input), ...(mask === undefined ? [] : [tokens(mask)])],
    outputs,
  });
}

/** One graph for both, as optimum exports CLIPModel. */
function jointGraph(): Uint8Array {
  const parts = new Parts("fp32");
  imageNodes(parts, "pixel_values", "image_embeds");
  textNodes(parts, "clip", {
    input: "input_ids",
    mask: "attention_mask",
    type: "int64",
    output: "text_embeds",
  });
  parts.node("Transpose", ["text_embeds"], "turned", { perm: [1, 0] });
  parts.node("MatMul", ["image_embeds", "turned"], "logits_per_image");
  parts.node("Transpose", ["logits_per_image"], "logits_per_text", { perm: [1, 0] });
  const tokens = (name: string): PortSpec => ({
    name,
    type: "int64",
    dims: ["text_batch_size", "sequence_length"],
  });
  const [imageBatch, textBatch] = ["image_batch_size", "text_batch_size"];
  return onnxBytes({
    ...parts,
    inputs: [tokens("input_ids"), images("pixel_values", "float32", imageBatch), tokens("attention_mask")],
    outputs: [
      { name: "logits_per_image", type: "float32", dims: [imageBatch, textBatch] },
      { name: "logits_per_text", type: "float32", dims: [textBatch, imageBatch] },
      rows("text_embeds", "float32", textBatch),
      rows("image_embeds", "float32", imageBatch),
    ],
  });
}

const squash = {
  do_resize: true,
  size: { height: side, width: side },
  resample: 3,
  do_center_crop: false,
  do_normalize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};
const clipPreprocessing = {
  ...squash,
  size: { shortest_edge: side },
  do_center_crop: true,
  crop_size: { height: side, width: side },
};
const openClipPreprocessing = {
  size: [side, side],
  mode: "RGB",
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
  interpolation: "bicubic",
  resize_mode: "shortest",
  fill_color: 0,
};
/** transformers' fields of a text model. */
const textConfig = (kind: Kind) => ({
  max_position_embeddings: lengths[kind],
  vocab_size: vocabularies[kind],
});

const split = {
  image: { input: "pixel_values", output: "image_embeds" },
  text: { input: "input_ids", output: "text_embeds" },
};
const pooled = {
  image: { input: "pixel_values", output: "pooler_output" },
  text: { input: "input_ids", output: "pooler_output" },
};
const immich = {
  image: { input: "image", output: "embedding" },
  text: { input: "text", output: "embedding" },
};
const plain = { input: "input", output: "output" };

/** The files of each model by its folder; a file is bytes, JSON, or the tokenizer of a kind. */
const models: Readonly<Record<string, () => Record<string, Uint8Array | object | `tokenizer:${Kind}`>>> = {
  clip: () => ({
    "config.json": { model_type: "clip", text_config: textConfig("clip") },
    "preprocessor_config.json": clipPreprocessing,
    "tokenizer.json": "tokenizer:clip",
    ...Object.fromEntries(
      (
        [
          ["", "fp32"],
          ["_fp16", "fp16"],
          ["_quantized", "int8"],
        ] as const
      ).flatMap(([ending, precision]) => [
        [`onnx/vision_model${ending}.onnx`, imageGraph(split.image, { precision })],
        [
          `onnx/text_model${ending}.onnx`,
          textGraph(split.text, "clip", { precision, mask: "attention_mask" }),
        ],
      ]),
    ),
  }),
  "clip-joint": () => ({
    "config.json": { model_type: "clip", text_config: textConfig("clip") },
    "preprocessor_config.json": clipPreprocessing,
    "tokenizer.json": "tokenizer:clip",
    "onnx/model.onnx": jointGraph(),
  }),
  siglip: () => ({
    "config.json": { model_type: "siglip", text_config: textConfig("siglip") },
    "preprocessor_config.json": squash,
    "tokenizer.json": "tokenizer:siglip",
    "onnx/vision_model.onnx": imageGraph(pooled.image),
    "onnx/text_model.onnx": textGraph(pooled.text, "siglip", { mask: "attention_mask" }),
  }),
  immich: () => ({
    "config.json": {
      embed_dim: dim,
      vision_cfg: { image_size: side },
      text_cfg: { context_length: 32, vocab_size: vocabularies.clip },
    },
    "visual/preprocess_cfg.json": openClipPreprocessing,
    "visual/model.onnx": imageGraph(immich.image, { batch: 1 }),
    "textual/tokenizer.json": "tokenizer:clip",
    "textual/model.onnx": textGraph(immich.text, "clip", { batch: 1, type: "int32", length: 32 }),
  }),
  openclip: () => ({
    "open_clip_config.json": {
      model_cfg: {
        embed_dim: dim,
        vision_cfg: { image_size: side },
        text_cfg: {
          context_length: 64,
          vocab_size: vocabularies.siglip,
          hf_tokenizer_name: "a/SigLIP",
          tokenizer_kwargs: { clean: "canonicalize" },
        },
      },
      preprocess_cfg: {
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
        interpolation: "bicubic",
        resize_mode: "squash",
      },
    },
    "visual.onnx": imageGraph(plain),
    "textual.onnx": textGraph(plain, "siglip"),
    "tokenizer.json": "tokenizer:siglip",
  }),
  own: () => ({
    "own.json": {
      name: "my clip",
      preprocessing: {
        resize: { shortest: side },
        interpolation: "bicubic",
        crop: { width: side, height: side },
        margin: "torchvision",
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
      },
      graph: "clip-visual.onnx",
      text: { graph: "clip-textual.onnx", contextLength: 32, padId: 0, clean: "lower" },
    },
    "clip-visual.onnx": imageGraph(plain),
    "clip-textual.onnx": textGraph(plain, "clip", { type: "int32" }),
    "tokenizer.json": "tokenizer:clip",
  }),
  timm: () => ({
    "config.json": {
      architecture: "resnet8",
      pretrained_cfg: {
        input_size: [3, side, side],
        interpolation: "bilinear",
        crop_pct: 0.9,
        crop_mode: "center",
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
    },
    "model.onnx": imageGraph({ input: "input0", output: "output0" }, { columns: 10 }),
  }),
  vit: () => ({
    "config.json": { model_type: "vit" },
    "preprocessor_config.json": squash,
    "onnx/model_quantized.onnx": imageGraph(
      { input: "pixel_values", output: "logits" },
      { columns: 10, precision: "int8" },
    ),
  }),
};

/** Writes one of the models into a folder. */
export async function writeSmallModel(name: string, folder: string): Promise<void> {
  for (const [path, content] of Object.entries(models[name]!())) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    if (content instanceof Uint8Array) await writeFile(file, content);
    else if (typeof content === "object") await writeFile(file, JSON.stringify(content));
    else
      for (const part of ["tokenizer.json", "tokenizer_config.json"])
        await copyFile(
          join(packageRoot, "test", "evaluation", "models", content.slice("tokenizer:".length), part),
          join(dirname(file), part),
        );
  }
}

/** Images that are no photographs: [images, 3, side, side], from −1 to 1. */
export function smallImages(count: number): Float32Array {
  return Float32Array.from(wave(count * 3 * side * side, 7, 1));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = process.argv[2]!;
  for (const name of Object.keys(models)) await writeSmallModel(name, join(folder, name));
  await writeFile(join(folder, "images.f32"), new Uint8Array(smallImages(5).buffer));
}
