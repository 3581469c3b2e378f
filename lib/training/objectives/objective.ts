import type * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { Random } from "../../base/random.js";
import { type CaptionConfig, captionSchema } from "../../examples/captionText.js";
import type { TagWords } from "../../examples/tagWords.js";
import { Tokenizer } from "../../examples/tokenizer.js";
import type { ImageEncoder, ImageShape } from "../models/encoder.js";
import { type KindSchema, largestSize } from "../models/kinds.js";
import type { Params } from "../models/params.js";
import type { TextShape } from "../models/text.js";
import type { ReadoutSpec } from "./readoutSchema.js";

/** What a step of training may be given. Each objective says in `needs` which of these it reads. */
export interface BatchTensors {
  /** [batch, height, width, channels], −1 to 1. */
  readonly images: tf.Tensor4D;
  /** A second augmentation of the same images, in the same order. */
  readonly secondImages: tf.Tensor4D;
  /** Class numbers: [batch], int32. */
  readonly labels: tf.Tensor1D;
  /** Caption tokens: [batch, length], int32. */
  readonly tokens: tf.Tensor2D;
  /** 1 where a caption holds a tag, else 0: [batch, tags]. */
  readonly tags: tf.Tensor2D;
}

export type BatchField = keyof BatchTensors;

/** A batch with the fields an objective needs and perhaps no others. */
export type Batch = Partial<BatchTensors>;

export interface Loss {
  /** What is minimised: a scalar, mean over the batch. */
  readonly loss: tf.Scalar;
  /** Scalars to look at, e.g. `accuracy` on the batch. */
  readonly metrics: Readonly<Record<string, tf.Scalar>>;
}

/**
 * An encoder with a goal: which parameters there are, and the loss they are trained to lower. The image
 * encoder's parameters are always the group `image`, so that one objective can start from another's.
 */
export interface Objective {
  readonly needs: readonly BatchField[];
  init(random: Random): Params;
  loss(params: Params, batch: Batch): Loss;
  /** Ranges that single parameters are put back into after each step, by path. */
  readonly limits?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Class scores of a trained head: [batch, classes]. */
  classify?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors in the space shared with texts: [batch, dim]. */
  embedImages?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors in the space shared with images: [texts, dim]. */
  embedTexts?(params: Params, tokens: tf.Tensor2D): tf.Tensor2D;
  /** log p(text | image) of every text for every image: [batch, texts]. */
  scoreTexts?(params: Params, images: tf.Tensor4D, tokens: tf.Tensor2D): tf.Tensor2D;
}

/** A batch field that must be there. @throws Error naming it: the batches were made for another objective */
export function field<F extends BatchField>(batch: Batch, name: F): BatchTensors[F] {
  const found = batch[name];
  if (found === undefined)
    throw new Error(
      `the batch has no ${name}, only ${Object.keys(batch).join(", ")}: see the objective's needs`,
    );
  return found as BatchTensors[F];
}

/** What a model takes over from its training data before it trains. */
export interface Learned {
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  /** Of objectives with text. */
  readonly tokenizer?: Tokenizer;
  /** Of tag prediction. */
  readonly tagWords?: TagWords;
}

/** Where an objective learns from before training: the texts of its images, and what an earlier run has learned. */
export interface LearnFrom {
  texts(captions: CaptionConfig): string[];
  readonly inherited?: Learned | undefined;
}

/** One objective: everything a run needs to know of it. A new one is a file with such a value, and an entry in kinds.ts. */
export interface ObjectiveKind<Schema extends KindSchema = KindSchema> {
  /** Its part of a run's specification, with defaults. */
  readonly schema: Schema;
  /** Read-outs its model has; `default` is what is read out unless a specification says otherwise. */
  readonly readouts: {
    readonly possible: readonly ReadoutSpec["kind"][];
    readonly default: readonly ReadoutSpec[];
  };
  /** Groups of parameters its model has, by the names that `locked` takes. */
  readonly parameterGroups: readonly string[];
  readonly needsLabels: boolean;
  /** The augmentation used unless a specification says otherwise. */
  readonly augment: "light" | "simclr";
  /** Learns a tokenizer or tag words from the training set. */
  learn?(objective: z.infer<Schema>, from: LearnFrom): Partial<Learned>;
  /** Builds what needs no data, so that sizes that do not fit are found early. @throws InputError */
  checkSizes?(objective: z.infer<Schema>): void;
  build(encoder: ImageEncoder, objective: z.infer<Schema>, learned: Learned): Objective;
}

/** Keeps the type of the schema of an objective's kind. */
export function objectiveKind<const Schema extends KindSchema>(
  kind: ObjectiveKind<Schema>,
): ObjectiveKind<Schema> {
  return kind;
}

/** What objectives with text need beside the image encoder. */
export const textFields = {
  captions: captionSchema.prefault({ kind: "text" }),
  tokenizer: z
    .strictObject({
      vocabulary: z.int().min(8).max(100_000).default(1024),
      length: z.int().min(3).max(largestSize).default(16),
    })
    .prefault({}),
};

/** The tokenizer of objectives with text: an earlier run's, or one trained on the captions. */
export function learnTokenizer(
  { captions, tokenizer }: { captions: CaptionConfig; tokenizer: { vocabulary: number; length: number } },
  { texts, inherited }: LearnFrom,
): Partial<Learned> {
  return { tokenizer: inherited?.tokenizer ?? Tokenizer.train(texts(captions), tokenizer) };
}

/** What a text encoder or decoder must know of the tokenizer. */
export function textShape({ tokenizer }: Learned): TextShape {
  return { vocabulary: tokenizer!.vocabulary, length: tokenizer!.length };
}
