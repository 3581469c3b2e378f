import { type Column, fraction, nameOf, optional, positiveNumber, text, wholeNumber } from "./column.js";
import { testSets } from "./testsets/dictionary.js";

/**
 * How a model was trained. `standard` models make up the baseline (families.ts). `own` models are not in the published
 * tables: the reader brought them, and nothing is assumed about their training.
 */
export const regimes = [
  "standard",
  "toy",
  "standard-distilled",
  "self-supervised-fine-tuned",
  "robustness-intervention",
  "more-data",
  "clip-fine-tuned",
  "clip-zero-shot",
  "own",
] as const;
export type Regime = (typeof regimes)[number];

/** Where a row was published. */
export const origins = [
  "timm",
  "open_clip",
  "testbed",
  "clip_benchmark",
  "vlhub",
  "tpt",
  "papers",
  "own",
] as const;
export type Origin = (typeof origins)[number];

/** The columns of a table, in the order of its header. */
export type Schema = Readonly<Record<string, Column<unknown>>>;

/** The type of a row: one value per column of the schema. */
export type RowOf<S extends Schema> = { readonly [K in keyof S]: S[K] extends Column<infer T> ? T : never };

/** Accuracy columns. A cell is empty if that accuracy was not published. */
function accuracyColumns(names: readonly string[]): Record<string, Column<number | null>> {
  return Object.fromEntries(names.map((name) => [name, optional(fraction)]));
}

const corruptionNames = [...testSets.keys()].filter((name) => name.startsWith("imagenet_c_"));

export const accuraciesSchema = {
  model: text,
  origin: nameOf(["timm", "open_clip"]),
  family: text,
  regime: nameOf(regimes),
  training_data: text,
  weights: text,
  train_images: optional(wholeNumber),
  params_m: optional(positiveNumber),
  image_size: optional(wholeNumber),
  ...accuracyColumns([
    "imagenet",
    "imagenet_200r",
    "imagenet_200a",
    "imagenet_v2",
    "imagenet_sketch",
    "imagenet_r",
    "imagenet_a",
    "imagenet_real",
    "objectnet",
  ]),
} satisfies Schema;

/** Results that `robustness import` has converted: our own form of other people's tables. */
export const importedSchema = {
  ...accuraciesSchema,
  origin: nameOf(origins),
  training_data: optional(text),
  weights: optional(text),
  ...accuracyColumns([...testSets.keys()]),
} satisfies Schema;

export const otherImageSizesSchema = {
  model: text,
  test_set: nameOf([...testSets.keys()]),
  accuracy: fraction,
} satisfies Schema;

export const testbedSchema = {
  model: text,
  origin: nameOf(["testbed"]),
  family: text,
  regime: nameOf(regimes),
  training_data: text,
  train_images: optional(wholeNumber),
  ...accuracyColumns([
    "imagenet",
    "imagenet_200a",
    "imagenet_200r",
    "imagenet_113",
    "imagenet_v2",
    "imagenet_sketch",
    "imagenet_r",
    "imagenet_a",
    "objectnet",
    "stylized_imagenet",
    "pgd_l2_eps0_5",
    "pgd_linf_eps2",
    ...corruptionNames,
  ]),
} satisfies Schema;

export const scalingSchema = {
  model: text,
  origin: nameOf(["clip_benchmark", "vlhub"]),
  architecture: text,
  regime: nameOf(regimes),
  training_data: text,
  train_images: optional(wholeNumber),
  samples_seen: optional(wholeNumber),
  ...accuracyColumns(["imagenet", "imagenet_v2", "imagenet_sketch", "imagenet_r", "imagenet_a", "objectnet"]),
} satisfies Schema;

export const promptsSchema = {
  model: text,
  origin: nameOf(["tpt"]),
  family: text,
  regime: nameOf(regimes),
  training_data: text,
  train_images: optional(wholeNumber),
  ...accuracyColumns(["imagenet", "imagenet_v2", "imagenet_sketch", "imagenet_r", "imagenet_a"]),
} satisfies Schema;

export const reportedSchema = {
  model: text,
  family: text,
  training_data: text,
  training_kind: nameOf(["zero-shot", "linear-probe", "fine-tuned", "self-supervised"]),
  train_images: wholeNumber,
  test_set: text,
  n_classes: wholeNumber,
  n_images: wholeNumber,
  accuracy: fraction,
  source: text,
} satisfies Schema;

/** One number published by the authors of a system. `test_set` is the name of a test set, or describes a mean. */
export const relatedSchema = {
  system: text,
  image_tower: text,
  training_data: text,
  train_pairs: wholeNumber,
  test_set: text,
  accuracy: fraction,
  source: text,
} satisfies Schema;

export const frequenciesSchema = {
  class_index: wholeNumber,
  class_name: text,
  incaps: wholeNumber,
  incaps_title_only: wholeNumber,
  incaps_description_only: wholeNumber,
  incaps_tags_only: wholeNumber,
  yfcc15m_cls: wholeNumber,
  yfcc15m: wholeNumber,
  cc12m_cls: wholeNumber,
  "laionet_thresh0.7": wholeNumber,
  laion400m: wholeNumber,
  metaclip_400m: wholeNumber,
  laion2b: wholeNumber,
} satisfies Schema;

export const objectnetMapSchema = {
  objectnet_class: text,
  imagenet_classes: text,
} satisfies Schema;

/** The 1,000 classes of ILSVRC-2012 in the order of every classifier's outputs, and which ImageNet-A and -R have. */
export const imagenetClassesSchema = {
  class_index: wholeNumber,
  wnid: text,
  label: text,
  imagenet_a: wholeNumber,
  imagenet_r: wholeNumber,
} satisfies Schema;
