import type { Tensor } from "onnxruntime-node";
import { InputError } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { normaliseRows } from "../../zeroshot/meanDirections.js";
import { classVectorsOf } from "./classVectors.js";
import {
  type GraphOptions,
  type GraphValue,
  type OnnxGraph,
  openGraph,
  pixelTensor,
  tokenTensor,
  valueText,
} from "./graph.js";
import { checkSize, choose, isImages, isTokens } from "./graphValues.js";
import type { OpenedModel } from "./model.js";
import { isSiglip, type ModelFiles, type TextFiles } from "./modelFiles.js";
import { openTokenizer, type PromptTokenizer, statedLength } from "./promptTokenizer.js";

export interface ImageTextOptions extends GraphOptions {
  /** Tokens per text; by default as the exporter states it. */
  readonly contextLength?: number;
  /** Folder of class vectors that were computed before. */
  readonly cache?: string;
  /** Called while prompts are embedded, with numbers of classes. */
  readonly onPrompts?: (done: number, total: number) => void;
}

/** Texts per run of a text graph that takes any number. */
const textBatch = 64;

/** Names of outputs with vectors in the space that images and texts share, the best known first. */
const sharedOutputs = {
  image: ["image_embeds", "image_embeddings", "image_features", "image_embedding", "embedding"],
  text: ["text_embeds", "text_embeddings", "text_features", "text_embedding", "embedding"],
};

/** SigLIP has no projection: its pooled state is the vector. CLIP's is not. */
const siglipOutput = "pooler_output";

/**
 * Opens an image-text model of one or two graphs. Class scores are the cosines of image and class vectors; a learned
 * scale or bias (CLIP's `logit_scale`, SigLIP's `logit_bias`) does not change which class is largest and is left out.
 * @throws InputError naming the graph or tokenizer that does not fit
 */
export async function openImageText(
  files: ModelFiles & { readonly text: TextFiles },
  options: ImageTextOptions = {},
): Promise<OpenedModel> {
  const { name, preprocessing, text } = files;
  const siglip = isSiglip(files.architecture);
  const graph = await openGraph(files.graph, options);
  const textGraph = text.graph === files.graph ? graph : await openGraph(text.graph, options);
  const input = choose(graph, "input", graph.inputs, files.input, isImages);
  const output = shared(graph, "image", files.output, siglip);
  const size = checkSize(graph, input, preprocessing);
  const tokens = choose(textGraph, "text-input", textGraph.inputs, text.input, isTokenNumbers);
  const textOutput = shared(textGraph, "text", text.output, siglip);
  const tokenizer = await tokenizerFor(textGraph, tokens, text, { siglip, ...options });

  /** Values for the inputs that the other modality has when one graph takes both. */
  const pixelsFor = (images: number) =>
    pixelTensor(graph, input, new Float32Array(images * 3 * size.height * size.width), [
      images,
      3,
      size.height,
      size.width,
    ]);
  const encode = async (own: OnnxGraph, texts: readonly string[]): Promise<Record<string, Tensor>> => {
    const encoded = texts.map((content) => tokenizer.encode(content));
    const longest = Math.max(...encoded.map(({ used }) => used));
    const length = text.trimPadding && tokens.shape[1] === undefined ? longest : tokenizer.contextLength;
    const ids = new Int32Array(texts.length * length);
    const mask = new Int32Array(texts.length * length);
    for (const [row, one] of encoded.entries()) {
      ids.set(one.ids.slice(0, length), row * length);
      mask.fill(1, row * length, row * length + (text.attendPadding ? length : one.used));
    }
    const dims = [texts.length, length];
    const masks = own.inputs.filter((value) => isMask(value) && value.name !== tokens.name);
    const feeds: Record<string, Tensor> = { [tokens.name]: await tokenTensor(own, tokens, ids, dims) };
    for (const value of masks) feeds[value.name] = await tokenTensor(own, value, mask, dims);
    return feeds;
  };
  const both = textGraph === graph;
  refuseOthers(graph, both ? [input, tokens] : [input]);
  if (!both) refuseOthers(textGraph, [tokens]);
  // One graph for both may name one batch size for images and texts, or fix both.
  const tied = both && input.batchName !== undefined && input.batchName === tokens.batchName;
  const partners = (own: GraphValue, count: number) => own.shape[0] ?? (tied ? count : 1);

  const embed = async (texts: readonly string[]) => {
    const batch = tokens.shape[0] ?? textBatch;
    let rows = new Float32Array();
    let dim = 0;
    for (let from = 0; from < texts.length; from += batch) {
      const part = texts.slice(from, from + batch);
      const present = part.length;
      while (tokens.shape[0] !== undefined && part.length < batch) part.push(part[0]!);
      const feeds = await encode(textGraph, part);
      if (both) feeds[input.name] = await pixelsFor(partners(input, part.length));
      const { dims, data } = await runText(textGraph, feeds, textOutput, tokenizer);
      if (dims.length !== 2 || dims[0] !== part.length)
        throw new InputError(
          `${textGraph.file}: output "${textOutput.name}" has shape ${dims.join(" × ")}, expected a vector for each of ${part.length} texts`,
        );
      dim = dims[1]!;
      if (rows.length === 0) rows = new Float32Array(texts.length * dim);
      rows.set(data.subarray(0, present * dim), from * dim);
    }
    return { dim, rows };
  };

  const settings = {
    tokenizer: tokenizer.digest,
    attendPadding: text.attendPadding ?? false,
    text: textGraph.digest,
    tokens: tokens.name,
    textOutput: textOutput.name,
    provider: options.provider ?? "cpu",
  };
  return {
    name,
    kind: "imageText",
    templates: siglip ? "siglip" : "imagenet",
    async classify(prompts) {
      const key = sha256(canonicalJson({ ...settings, names: prompts.names, templates: prompts.templates }));
      const { dim, vectors } = await classVectorsOf(prompts, {
        key,
        embed,
        ...(options.cache !== undefined && { cache: options.cache }),
        ...(options.onPrompts && { onProgress: options.onPrompts }),
      });
      const classes = prompts.names.length;
      const dummy = async (count: number) =>
        both ? encode(graph, Array(partners(tokens, count)).fill("a")) : {};
      return {
        name,
        readout: `zeroShot:${prompts.title}`,
        digest: sha256(
          canonicalJson({
            key,
            graph: graph.digest,
            preprocessing,
            input: input.name,
            output: output.name,
          }),
        ),
        preprocessing,
        batch: input.shape[0],
        classes,
        async score(pixels, images) {
          const tensor = await pixelTensor(graph, input, pixels, [images, 3, size.height, size.width]);
          const feeds = { ...(await dummy(images)), [input.name]: tensor };
          const { dims, data } = await graph.run(feeds, output.name);
          if (dims.length !== 2 || dims[0] !== images || dims[1] !== dim)
            throw new InputError(
              `${graph.file}: output "${output.name}" has shape ${dims.join(" × ")} for ${images} images, expected ${images} × ${dim} as the text graph's vectors`,
            );
          return cosines(Float32Array.from(data), vectors, dim);
        },
      };
    },
  };
}

const isMask = ({ name }: GraphValue) => /mask/i.test(name);
const isTokenNumbers = (value: GraphValue) => isTokens(value) && !isMask(value);

/** The output with vectors of a modality: of the given name, of a known name, or the only one with rows. */
function shared(
  graph: OnnxGraph,
  modality: "image" | "text",
  name: string | undefined,
  siglip: boolean,
): GraphValue {
  const kind = modality === "image" ? "output" : "text-output";
  const names = [...sharedOutputs[modality], ...(siglip ? [siglipOutput] : [])];
  const known = names.map((one) => graph.outputs.find((value) => value.name === one)).find(Boolean);
  if (name === undefined && known) return known;
  const chosen = choose(graph, kind, graph.outputs, name, ({ shape }) => shape.length === 2);
  if (name === undefined && chosen.name === siglipOutput)
    throw new InputError(
      `${graph.file}: outputs ${graph.outputs.map(valueText).join(", ")}, expected ${names[0]}: the graph was exported without its projection; --${kind} takes another output`,
    );
  return chosen;
}

async function tokenizerFor(
  graph: OnnxGraph,
  tokens: GraphValue,
  text: TextFiles,
  { siglip, contextLength }: { siglip: boolean; contextLength?: number },
): Promise<PromptTokenizer> {
  if (!isTokens(tokens))
    throw new InputError(
      `${graph.file}: input ${valueText(tokens)} takes no token numbers, expected texts × tokens of int32 or int64`,
    );
  const fixed = tokens.shape[1];
  const wanted =
    contextLength ??
    fixed ??
    text.contextLength ??
    (await statedLength(text.tokenizer)) ??
    (siglip ? 64 : 77);
  if (fixed !== undefined && wanted !== fixed)
    throw new InputError(
      `--context-length: ${wanted}, expected ${fixed} as input "${tokens.name}" of ${graph.file} takes`,
    );
  const tokenizer = await openTokenizer(text.tokenizer, {
    contextLength: wanted,
    ...(text.padId !== undefined && { padId: text.padId }),
    ...(text.clean !== undefined && { clean: text.clean }),
  });
  if (text.vocabulary !== undefined && tokenizer.largest >= text.vocabulary)
    throw new InputError(
      `${tokenizer.file}: gives token numbers up to ${tokenizer.largest}, but the text graph knows ${text.vocabulary} tokens: expected the tokenizer that it was trained with`,
    );
  return tokenizer;
}

/** Runs the text graph. It may not know a token, or not take so many of them. */
async function runText(
  graph: OnnxGraph,
  feeds: Readonly<Record<string, Tensor>>,
  output: GraphValue,
  { file, largest, contextLength }: PromptTokenizer,
) {
  try {
    return await graph.run(feeds, output.name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      /indices element out of data bounds/.test(error.message)
        ? `${file}: gives token numbers up to ${largest}, some of which ${graph.file} does not know: expected the tokenizer that it was trained with`
        : `${error.message}, texts of ${contextLength} tokens; --context-length sets another number`,
    );
  }
}

function refuseOthers(graph: OnnxGraph, known: readonly GraphValue[]): void {
  const other = graph.inputs.find(
    (value) => !known.some(({ name }) => name === value.name) && !(isMask(value) && isTokens(value)),
  );
  if (other)
    throw new InputError(
      `${graph.file}: input ${valueText(other)} is not known, expected images, token numbers and an attention mask`,
    );
}

/** Cosines of images and classes: [images, classes]. */
function cosines(images: Float32Array, vectors: Float32Array, dim: number): Float32Array {
  normaliseRows(images, dim);
  const classes = vectors.length / dim;
  const scores = new Float32Array((images.length / dim) * classes);
  for (let image = 0, at = 0; image < images.length; image += dim)
    for (let vector = 0; vector < vectors.length; vector += dim) {
      let sum = 0;
      for (let column = 0; column < dim; column++) sum += images[image + column]! * vectors[vector + column]!;
      scores[at++] = sum;
    }
  return scores;
}
