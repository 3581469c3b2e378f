import { z } from "zod";
import type { ImageModelConfig } from "../models/image.js";
import type { TextModelConfig } from "../models/text.js";

// Schemas and default sizes of models. A spec may name a kind alone; the rest is filled in here.

/** Nothing larger trains on one machine: a slip of the pen is told from a size. */
export const largestSize = 8192;
const size = z.int().positive().max(largestSize);
const transformerFields = {
  width: size.default(64),
  depth: size.default(4),
  heads: size.default(4),
  /** Hidden width of a block's perceptron, as a multiple of `width`. */
  expansion: size.default(4),
};

export const imageModelSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pixels") }),
  z.strictObject({ kind: z.literal("mlp"), widths: z.array(size).min(1).readonly().default([256, 128]) }),
  z.strictObject({
    kind: z.literal("cnn"),
    widths: z.array(size).min(1).readonly().default([16, 32, 64]),
    depth: size.default(1),
    pool: z.enum(["flatten", "mean"]).default("flatten"),
  }),
  z.strictObject({
    kind: z.literal("resnet"),
    widths: z.array(size).min(1).readonly().default([16, 32, 64]),
    blocks: size.default(1),
    groups: size.default(8),
  }),
  z.strictObject({ kind: z.literal("vit"), patch: size.default(4), ...transformerFields }),
  z.strictObject({
    kind: z.literal("mixer"),
    patch: size.default(4),
    width: size.default(64),
    depth: size.default(4),
    placeHidden: size.default(64),
    channelHidden: size.default(256),
  }),
]) satisfies z.ZodType<ImageModelConfig>;

export const textModelSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bagOfWords"), width: size.default(128) }),
  z.strictObject({
    kind: z.literal("transformer"),
    ...transformerFields,
    depth: size.default(2),
  }),
]) satisfies z.ZodType<TextModelConfig>;

/** The captioning objective's decoder: a transformer of one or two blocks is enough for short captions. */
export const decoderSchema = z.strictObject({ ...transformerFields, depth: size.default(1) });
