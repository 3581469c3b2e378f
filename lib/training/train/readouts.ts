import * as tf from "@tensorflow/tfjs";
import type { Captured } from "../../engine/index.js";
import type { LabelledImages } from "../../examples/source.js";
import type { Tokenizer } from "../../examples/tokenizer.js";
import { classVectors, zeroShotScores } from "../../zeroshot/classifier.js";
import { tagOffsets, tagWeights } from "../../zeroshot/tagWords.js";
import { prompt, type Templates, templateList } from "../../zeroshot/templates.js";
import type { Params } from "../models/params.js";
import type { Learned, Objective } from "../objectives/objective.js";
import { type ReadoutSpec, readoutName } from "../objectives/readoutSchema.js";
import { onEngine, type RunEngine } from "./engine.js";
import { inBatches } from "./inBatches.js";

/** One way to obtain class scores from a model during or after training. */
export interface Readout {
  readonly name: string;
  readonly batchSize: number;
  /** Computes what depends on the parameters but not on the images, e.g. embedded prompts. */
  prepare(params: Params): Promise<tf.TensorContainer>;
  /** [batch, height, width, channels] → [batch, classes]. */
  scores(params: Params, images: tf.Tensor4D, prepared: tf.TensorContainer): Promise<tf.Tensor2D>;
  dispose(): Promise<void>;
}

interface ReadoutContext {
  readonly objective: Objective;
  readonly learned: Learned;
  readonly engine: RunEngine;
  /** A few images from the training set; see `captionLikelihood`. */
  readonly sample: LabelledImages;
}

const batchSize = 256;

export function buildReadout(spec: ReadoutSpec, context: ReadoutContext): Readout {
  const name = readoutName(spec);
  switch (spec.kind) {
    case "head":
      return head(name, context);
    case "zeroShot": {
      const templates = typeof spec.templates === "string" ? spec.templates : spec.templates.list;
      return zeroShot(name, context, templates);
    }
    case "tagWords":
      return tagWords(name, context);
    case "captionLikelihood":
      return captionLikelihood(name, context, spec.template);
  }
}

function head(name: string, { objective, engine }: ReadoutContext): Readout {
  const classify = onEngine(engine, (params: Params, images: tf.Tensor4D) =>
    objective.classify!(params, images),
  );
  return {
    name,
    batchSize,
    prepare: async () => [],
    scores: (params, images) => classify(params, images),
    dispose: () => classify.dispose(),
  };
}

function zeroShot(name: string, context: ReadoutContext, templates: Templates): Readout {
  const { objective, engine } = context;
  const vectors = classVectorsOf(context, templates);
  const compare = onEngine(engine, (params: Params, images: tf.Tensor4D, classes: tf.Tensor2D) =>
    zeroShotScores(objective.embedImages!(params, images), classes),
  );
  return {
    name,
    batchSize,
    prepare: vectors.of,
    scores: (params, images, prepared) => compare(params, images, prepared as tf.Tensor2D),
    async dispose() {
      await vectors.dispose();
      await compare.dispose();
    },
  };
}

/** Embeds every class with every template. The result maps parameters to class vectors [classes, dim]. */
export function classVectorsOf(
  { objective, learned, engine }: Pick<ReadoutContext, "objective" | "learned" | "engine">,
  templates: Templates,
): { of(params: Params): Promise<tf.Tensor2D>; dispose(): Promise<void> } {
  const { classNames } = learned;
  const prompts = classNames.flatMap((className) =>
    templateList(templates).map((template) => prompt(template, className)),
  );
  const tokens = promptTokens(learned.tokenizer!, prompts);
  const embed = onEngine(engine, (params: Params, texts: tf.Tensor2D) =>
    classVectors(objective.embedTexts!(params, texts), classNames.length),
  );
  return {
    async of(params) {
      const texts = tf.tensor2d(tokens, [prompts.length, learned.tokenizer!.length], "int32");
      try {
        return await embed(params, texts);
      } finally {
        texts.dispose();
      }
    },
    dispose: () => embed.dispose(),
  };
}

function promptTokens(tokenizer: Tokenizer, prompts: readonly string[]): Int32Array {
  return tokenizer.encodeAll(prompts);
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
    name,
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
    name,
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
