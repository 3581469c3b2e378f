import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";
import type { Captured } from "../../engine/index.js";
import type { LabelledImages } from "../../examples/source.js";
import { classVectors, zeroShotScores } from "../../zeroshot/classifier.js";
import { tagOffsets, tagWeights } from "../../zeroshot/tagWords.js";
import { prompt, type Templates, templateList } from "../../zeroshot/templates.js";
import type { Params } from "../models/params.js";
import type { Learned, Objective } from "../objectives/objective.js";
import { type ReadoutSpec, readoutName } from "../objectives/readoutSchema.js";
import { onEngine, type RunEngine } from "./engine.js";
import { inBatches } from "./inBatches.js";

/** One way to obtain class scores from a model during or after training, or several that share the images' vectors. */
export interface Readout {
  readonly names: readonly string[];
  /** Test sets for which the record keeps the predicted classes. */
  readonly keep?: readonly string[] | undefined;
  readonly batchSize: number;
  /** Computes what depends on the parameters but not on the images, e.g. embedded prompts. */
  prepare(params: Params): Promise<tf.TensorContainer>;
  /** [batch, height, width, channels] → [batch, names · classes], the classes of one name beside each other. */
  scores(params: Params, images: tf.Tensor4D, prepared: tf.TensorContainer): Promise<tf.Tensor2D>;
  dispose(): Promise<void>;
}

interface ReadoutContext {
  readonly objective: Objective;
  readonly learned: Learned;
  readonly engine: RunEngine;
  /** All terms of each class, if the data set has them. */
  readonly terms?: readonly (readonly string[])[] | undefined;
  /** A few images from the training set; see `captionLikelihood`. */
  readonly sample: LabelledImages;
}

const batchSize = 256;

/**
 * Builds the read-outs of a specification. All prompts of a model are one read-out, so that test images pass through the
 * image encoder once.
 */
export function buildReadouts(specs: readonly ReadoutSpec[], context: ReadoutContext): Readout[] {
  const prompts = specs.filter((spec) => spec.kind === "zeroShot");
  const others = specs.filter((spec) => spec.kind !== "zeroShot");
  return [
    ...(prompts.length > 0 ? [zeroShot(prompts, context)] : []),
    ...others.map((spec) => buildReadout(spec, context)),
  ];
}

function buildReadout(spec: Exclude<ReadoutSpec, ZeroShotSpec>, context: ReadoutContext): Readout {
  switch (spec.kind) {
    case "head":
      return head(spec, context);
    case "tagWords":
      return tagWords(readoutName(spec), context);
    case "captionLikelihood":
      return captionLikelihood(readoutName(spec), context, spec.template);
  }
}

function head(spec: Extract<ReadoutSpec, { kind: "head" }>, { objective, engine }: ReadoutContext): Readout {
  const classify = onEngine(engine, (params: Params, images: tf.Tensor4D) =>
    objective.classify!(params, images),
  );
  return {
    names: [readoutName(spec)],
    keep: spec.keep,
    batchSize,
    prepare: async () => [],
    scores: (params, images) => classify(params, images),
    dispose: () => classify.dispose(),
  };
}

type ZeroShotSpec = Extract<ReadoutSpec, { kind: "zeroShot" }>;

function zeroShot(specs: readonly ZeroShotSpec[], context: ReadoutContext): Readout {
  const { objective, engine, learned, terms } = context;
  const vectors = specs.map(({ templates, names }) =>
    classVectorsOf(context, {
      templates: typeof templates === "string" ? templates : templates.list,
      names: names === "terms" ? termsOrFault(terms) : learned.classNames.map((name) => [name]),
    }),
  );
  const compare = onEngine(engine, (params: Params, images: tf.Tensor4D, classes: tf.Tensor2D) =>
    zeroShotScores(objective.embedImages!(params, images), classes),
  );
  return {
    names: specs.map(readoutName),
    batchSize,
    async prepare(params) {
      const each: tf.Tensor2D[] = [];
      for (const one of vectors) each.push(await one.of(params));
      const all = tf.concat(each, 0);
      tf.dispose(each);
      return all;
    },
    scores: (params, images, prepared) => compare(params, images, prepared as tf.Tensor2D),
    async dispose() {
      for (const one of vectors) await one.dispose();
      await compare.dispose();
    },
  };
}

function termsOrFault(terms: ReadoutContext["terms"]): readonly (readonly string[])[] {
  if (terms === undefined)
    throw new InputError('readouts: names "terms", but the classes of this data set have no terms');
  return terms;
}

/** Prompts embedded at once; the text encoder's memory grows with their number. */
const promptsAtOnce = 1024;

/**
 * Embeds every name of every class with every template. The result maps parameters to class vectors [classes, dim].
 * @param names the names of each class
 */
export function classVectorsOf(
  { objective, learned, engine }: Pick<ReadoutContext, "objective" | "learned" | "engine">,
  { templates, names }: { readonly templates: Templates; readonly names: readonly (readonly string[])[] },
): { of(params: Params): Promise<tf.Tensor2D>; dispose(): Promise<void> } {
  const list = templateList(templates);
  const prompts = names.flatMap((ofClass) =>
    ofClass.flatMap((name) => list.map((template) => prompt(template, name))),
  );
  const counts = names.map((ofClass) => ofClass.length * list.length);
  const { length } = learned.tokenizer!;
  const tokens = learned.tokenizer!.encodeAll(prompts);
  const embed = onEngine(engine, (params: Params, texts: tf.Tensor2D) =>
    objective.embedTexts!(params, texts),
  );
  const atOnce = Math.min(promptsAtOnce, prompts.length);
  return {
    async of(params) {
      let rows: Float32Array | undefined;
      let dim = 0;
      for (let first = 0; first < prompts.length; first += atOnce) {
        const present = Math.min(atOnce, prompts.length - first);
        const own = new Int32Array(atOnce * length); // the last batch is filled up with empty texts
        own.set(tokens.subarray(first * length, (first + present) * length));
        const texts = tf.tensor2d(own, [atOnce, length], "int32");
        const embedded = await embed(params, texts);
        dim = embedded.shape[1];
        rows ??= new Float32Array(prompts.length * dim);
        rows.set((await embedded.data()).subarray(0, present * dim), first * dim);
        tf.dispose([texts, embedded]);
      }
      return tf.tidy(() => classVectors(tf.tensor2d(rows!, [prompts.length, dim]), counts));
    },
    dispose: () => embed.dispose(),
  };
}

function tagWords(name: string, { objective, learned, engine }: ReadoutContext): Readout {
  const { words, frequencies } = learned.tagWords!;
  const classes = learned.classNames.length;
  const weights = tagWeights(words, learned.classNames);
  const offsets = tagOffsets(weights, frequencies);
  const classify = onEngine(
    engine,
    (params: Params, images: tf.Tensor4D, [matrix, offset]: [tf.Tensor2D, tf.Tensor1D]) =>
      tf.add(tf.matMul(objective.classify!(params, images), matrix), offset) as tf.Tensor2D,
  );
  return {
    names: [name],
    batchSize,
    prepare: async () => [tf.tensor2d(weights, [words.length, classes]), tf.tensor1d(offsets)],
    scores: (params, images, prepared) => classify(params, images, prepared as [tf.Tensor2D, tf.Tensor1D]),
    dispose: () => classify.dispose(),
  };
}

/**
 * log p(class as caption | image) − log p(class as caption). The second term uses the mean of p over a few training
 * images. Without it a common or short name would always win.
 */
function captionLikelihood(name: string, context: ReadoutContext, template: string): Readout {
  const { objective, learned, engine, sample } = context;
  const { classNames, tokenizer, shape } = learned;
  const rows = classNames.map((className) => tokenizer!.encode(prompt(template, className)));
  const used = Math.max(
    ...rows.map((row) => row.reduce((last, token, at) => (token === 0 ? last : at + 1), 0)),
  );
  const tokens = rows.flatMap((row) => Array.from(row.subarray(0, used)));
  const ownBatch = Math.max(1, Math.floor(4096 / classNames.length)); // every image is paired with every class
  const score: Captured<[Params, tf.Tensor4D, tf.Tensor2D], tf.Tensor2D> = onEngine(
    engine,
    (params, images, texts) => objective.scoreTexts!(params, images, texts),
  );
  return {
    names: [name],
    batchSize: ownBatch,
    async prepare(params) {
      const texts = tf.tensor2d(tokens, [classNames.length, used], "int32");
      const apply = (images: tf.Tensor4D) => score(params, images, texts);
      const scores = await inBatches(sample.images, shape, ownBatch, apply);
      const common = tf.tidy(() => {
        const [classes, count] = [classNames.length, sample.labels.length];
        return tf.logSumExp(tf.tensor2d(scores, [count, classes]), 0).sub(Math.log(count)) as tf.Tensor1D;
      });
      return [texts, common];
    },
    async scores(params, images, prepared) {
      const [texts, common] = prepared as [tf.Tensor2D, tf.Tensor1D];
      const given = await score(params, images, texts);
      const scores = tf.tidy(() => tf.sub(given, common) as tf.Tensor2D);
      given.dispose();
      return scores;
    },
    dispose: () => score.dispose(),
  };
}
