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

/** The possible inputs of a training step. Each objective lists the ones it reads in `needs`. */
export interface BatchTensors {
  /** [batch, height, width, channels], −1 to 1. */
  readonly images: tf.Tensor4D;
  /** A second augmentation of the same images, in the same order. */
  readonly secondImages: tf.Tensor4D;
  /** Class numbers: [batch], int32. */
  readonly labels: tf.Tensor1D;
  /** Caption tokens: [batch, length], int32. */
  readonly tokens: tf.Tensor2D;
  /** 1 where a caption contains a tag, else 0: [batch, tags]. */
  readonly tags: tf.Tensor2D;
}

type BatchField = keyof BatchTensors;

/** A batch. It has at least the fields that the objective needs. */
export type Batch = Partial<BatchTensors>;

interface Loss {
  /** The loss to minimise: a scalar, mean over the batch. */
  readonly loss: tf.Scalar;
  /** Scalars to report, e.g. `accuracy` on the batch. */
  readonly metrics: Readonly<Record<string, tf.Scalar>>;
}

/**
 * A training objective: the parameters of a model and the loss they minimise. The image encoder's parameters are always
 * the group `image`, so that one objective can start from a run of another.
 */
export interface Objective {
  readonly needs: readonly BatchField[];
  init(random: Random): Params;
  loss(params: Params, batch: Batch): Loss;
  /** Ranges to which parameters are clipped after each step, by path. */
  readonly limits?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Class scores of a trained head: [batch, classes]. */
  classify?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors of images in the space shared with texts: [batch, dim]. */
  embedImages?(params: Params, images: tf.Tensor4D): tf.Tensor2D;
  /** Unit vectors of texts in the space shared with images: [texts, dim]. */
  embedTexts?(params: Params, tokens: tf.Tensor2D): tf.Tensor2D;
  /** log p(text | image) of every text for every image: [batch, texts]. */
  scoreTexts?(params: Params, images: tf.Tensor4D, tokens: tf.Tensor2D): tf.Tensor2D;
}

/** A required field of a batch. @throws Error if it is missing: the batch was made for another objective */
export function field<F extends BatchField>(batch: Batch, name: F): BatchTensors[F] {
  const found = batch[name];
  if (found === undefined)
    throw new Error(
      `the batch has no ${name}, only ${Object.keys(batch).join(", ")}: see the objective's needs`,
    );
  return found as BatchTensors[F];
}

/** What a model learns from its training data before training begins. */
export interface Learned {
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  /** Only objectives with text have one. */
  readonly tokenizer?: Tokenizer;
  /** Only tag prediction has them. */
  readonly tagWords?: TagWords;
}

/** The sources an objective learns from before training: the texts of its images, and the results of an earlier run. */
interface LearnFrom {
  texts(captions: CaptionConfig): string[];
  readonly inherited?: Learned | undefined;
}

/** The definition of an objective. To add one, write a file with such a value and add it to the list in kinds.ts. */
export interface ObjectiveKind<Schema extends KindSchema = KindSchema> {
  /** The objective's part of a run's specification, with defaults. */
  readonly schema: Schema;
  /** The read-outs of its model. `default` is used unless a specification names others. */
  readonly readouts: {
    readonly possible: readonly ReadoutSpec["kind"][];
    readonly default: readonly ReadoutSpec[];
  };
  /** The parameter groups of its model, by the names that `locked` takes. */
  readonly parameterGroups: readonly string[];
  readonly needsLabels: boolean;
  /** The augmentation used unless a specification names another. */
  readonly augment: "light" | "simclr";
  /** Learns a tokenizer or tag words from the training set. */
  learn?(objective: z.infer<Schema>, from: LearnFrom): Partial<Learned>;
  /** Builds the parts that need no data, to find sizes that do not fit early. @throws InputError */
  checkSizes?(objective: z.infer<Schema>): void;
  build(encoder: ImageEncoder, objective: z.infer<Schema>, learned: Learned): Objective;
}

/** Defines an objective. This function only preserves the type of its schema. */
export function objectiveKind<const Schema extends KindSchema>(
  kind: ObjectiveKind<Schema>,
): ObjectiveKind<Schema> {
  return kind;
}

/** The fields of objectives with text. */
export const textFields = {
  captions: captionSchema.prefault({ kind: "text" }),
  tokenizer: z
    .strictObject({
      vocabulary: z.int().min(8).max(100_000).default(1024),
      length: z.int().min(3).max(largestSize).default(16),
    })
    .prefault({}),
};

/** The tokenizer of an objective with text: the earlier run's, or one trained on the captions. */
export function learnTokenizer(
  { captions, tokenizer }: { captions: CaptionConfig; tokenizer: { vocabulary: number; length: number } },
  { texts, inherited }: LearnFrom,
): Partial<Learned> {
  return { tokenizer: inherited?.tokenizer ?? Tokenizer.train(texts(captions), tokenizer) };
}

/** What a text encoder or decoder must know about the tokenizer. */
export function textShape({ tokenizer }: Learned): TextShape {
  return { vocabulary: tokenizer!.vocabulary, length: tokenizer!.length };
}
