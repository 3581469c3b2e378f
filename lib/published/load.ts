import { basename } from "node:path";
import { InputError } from "../base/errors.js";
import { inPackage, readInput } from "../base/files.js";
import { checkFraction } from "../stats/index.js";
import { readCsvFile } from "./csv.js";
import type { PublishedModel } from "./model.js";
import { checkOneEvaluation, type OtherImageSizes } from "./oneEvaluation.js";
import { readTable } from "./readTable.js";
import {
  accuraciesSchema,
  frequenciesSchema,
  imagenetClassesSchema,
  importedSchema,
  objectnetMapSchema,
  otherImageSizesSchema,
  promptsSchema,
  type RowOf,
  relatedSchema,
  reportedSchema,
  type Schema,
  scalingSchema,
  testbedSchema,
} from "./schema.js";
import { testSets } from "./testsets/dictionary.js";

/** The tables of models in data/published. */
export type PublishedTable = "accuracies" | "testbed" | "scaling" | "prompts";

/** A single published number, for prose and tables but not for fits. */
export type ReportedNumber = RowOf<typeof reportedSchema>;

/** A number that the authors of CLIP, ALIGN, LiT or BASIC published about their system. */
export type RelatedNumber = RowOf<typeof relatedSchema>;

/** Number of images of one ImageNet class in several training sets. */
export type ClassFrequency = RowOf<typeof frequenciesSchema>;

/** One of ObjectNet's 113 overlapping classes, and the ImageNet classes that count as correct for it. */
export interface ObjectNetClass {
  readonly objectNetClass: string;
  readonly imagenetClasses: readonly string[];
}

/**
 * Loads a table of published models and checks every cell.
 * - `accuracies`: 1,387 models of timm and open_clip on ImageNet and its natural shifts
 * - `testbed`: the 241 models that defined effective robustness, with ObjectNet, class-subset axes and
 *   synthetic shifts
 * - `scaling`: 47 image-text models that vary one factor
 * - `prompts`: one CLIP model evaluated with five kinds of prompts
 * @param path a file in the same format; default: the package's own copy
 * @throws InputError naming file, row, column and what was expected; also for a row whose accuracies cannot come from
 *   one evaluation (oneEvaluation.ts)
 */
export async function loadPublished(
  table: PublishedTable,
  path = publishedFile(`${table}.csv`),
): Promise<PublishedModel[]> {
  const models = await read[table](path);
  checkNames(models, path);
  checkOneEvaluation(
    models,
    basename(path),
    table === "accuracies" ? await loadOtherImageSizes() : undefined,
  );
  return models;
}

const read: Readonly<Record<PublishedTable, (path: string) => Promise<PublishedModel[]>>> = {
  accuracies: async (path) =>
    (await rows(path, accuraciesSchema)).map((row) => ({
      model: row.origin === "open_clip" ? `${row.model}/${row.weights}` : row.model,
      origin: row.origin,
      family: row.family,
      regime: row.regime,
      trainingData: row.training_data,
      weights: row.weights,
      trainImages: row.train_images,
      paramsM: row.params_m,
      imageSize: row.image_size,
      samplesSeen: null,
      accuracies: accuraciesIn(row),
    })),
  testbed: async (path) => (await rows(path, testbedSchema)).map(plainModel),
  scaling: async (path) =>
    (await rows(path, scalingSchema)).map((row) => ({
      ...unknown,
      model: row.model,
      origin: row.origin,
      family: row.architecture,
      regime: row.regime,
      trainingData: row.training_data,
      trainImages: row.train_images,
      samplesSeen: row.samples_seen,
      accuracies: accuraciesIn(row),
    })),
  prompts: async (path) => (await rows(path, promptsSchema)).map(plainModel),
};

/**
 * Loads a table that `robustness import` wrote. Its models have the same form as published ones, so all functions for
 * published models take them; those that are not in the published tables have the regime `own`.
 * @throws InputError naming file, row, column and what was expected
 */
export async function loadImported(path: string): Promise<PublishedModel[]> {
  const models = (await rows(path, importedSchema)).map((row) => ({
    model: row.model,
    origin: row.origin,
    family: row.family,
    regime: row.regime,
    trainingData: row.training_data ?? "not stated",
    weights: row.weights,
    trainImages: row.train_images,
    paramsM: row.params_m,
    imageSize: row.image_size,
    samplesSeen: null,
    accuracies: accuraciesIn(row),
  }));
  checkNames(models, path);
  return models;
}

function checkNames(models: readonly PublishedModel[], path: string): void {
  const seen = new Set<string>();
  for (const { model } of models) {
    if (seen.has(model))
      throw new InputError(`${basename(path)}: model "${model}" appears twice, expected once`);
    seen.add(model);
  }
}

/** Loads the known accuracies of timm models at image sizes other than the one in accuracies.csv. */
export async function loadOtherImageSizes(): Promise<OtherImageSizes> {
  const byModel = new Map<string, Map<string, number>>();
  for (const { model, test_set, accuracy } of await rows(
    publishedFile("other-image-sizes.csv"),
    otherImageSizesSchema,
  )) {
    const own = byModel.get(model) ?? new Map<string, number>();
    byModel.set(model, own.set(test_set, accuracy));
  }
  return byModel;
}

/** A model from a table that has only the columns common to all tables. */
function plainModel(row: RowOf<typeof testbedSchema> | RowOf<typeof promptsSchema>): PublishedModel {
  return {
    ...unknown,
    model: row.model,
    origin: row.origin,
    family: row.family,
    regime: row.regime,
    trainingData: row.training_data,
    trainImages: row.train_images,
    accuracies: accuraciesIn(row),
  };
}

const unknown = { weights: null, paramsM: null, imageSize: null, samplesSeen: null };

/** Loads the 63 single published numbers. */
export async function loadReported(path = publishedFile("reported-scalars.csv")): Promise<ReportedNumber[]> {
  return rows(path, reportedSchema);
}

/** Loads 13 zero-shot accuracies that the authors of CLIP, ALIGN, LiT and BASIC published. */
export async function loadRelated(path = publishedFile("related-systems.csv")): Promise<RelatedNumber[]> {
  return rows(path, relatedSchema);
}

/**
 * Converts these systems to published models, so that they can be compared with a baseline. Accuracies have three
 * decimals, so counts are off by up to 25 of 50,000. Means over several shifts are left out.
 * @throws InputError for an accuracy that is not a fraction
 */
export function relatedModels(numbers: readonly RelatedNumber[]): PublishedModel[] {
  for (const { system, test_set, accuracy } of numbers)
    checkFraction(accuracy, `system "${system}", ${test_set}`);
  return [...new Set(numbers.map(({ system }) => system))].map((system) => {
    const own = numbers.filter((number) => number.system === system);
    const measured = own.filter(({ test_set }) => testSets.has(test_set));
    return {
      ...unknown,
      model: system,
      origin: "papers",
      family: system,
      regime: "clip-zero-shot",
      trainingData: own[0]!.training_data,
      trainImages: own[0]!.train_pairs,
      accuracies: new Map(measured.map(({ test_set, accuracy }) => [test_set, accuracy])),
    };
  });
}

/** Loads the number of images per ImageNet class: 1,000 rows in class order. */
export async function loadClassFrequencies(
  path = publishedFile("class-frequencies.csv"),
): Promise<ClassFrequency[]> {
  return rows(path, frequenciesSchema);
}

/** Loads ObjectNet's 113 classes and the ImageNet classes they map to. */
export async function loadObjectNetMap(path = publishedFile("objectnet-map.csv")): Promise<ObjectNetClass[]> {
  const map = await rows(path, objectnetMapSchema);
  return map.map((row) => ({
    objectNetClass: row.objectnet_class,
    imagenetClasses: row.imagenet_classes.split("; "),
  }));
}

/** One of ImageNet's 1,000 classes. */
export interface ImageNetClass {
  readonly wnid: string;
  /** Its synonyms in WordNet, separated by commas. */
  readonly label: string;
  readonly inImageNetA: boolean;
  readonly inImageNetR: boolean;
}

/** Loads ImageNet's classes in the order of a classifier's outputs, which is that of their wnids. */
export async function loadImageNetClasses(
  path = publishedFile("imagenet-classes.csv"),
): Promise<ImageNetClass[]> {
  const classes = await rows(path, imagenetClassesSchema);
  return classes.map(({ wnid, label, imagenet_a, imagenet_r }) => ({
    wnid,
    label,
    inImageNetA: imagenet_a === 1,
    inImageNetR: imagenet_r === 1,
  }));
}

/**
 * Loads the names that OpenAI gave ImageNet's classes for CLIP's prompts, in the order of a classifier's outputs. Two
 * pairs of classes share a name: missile (657, 744) and sunglasses (836, 837).
 */
export async function loadImageNetNames(path = publishedFile("imagenet-names.txt")): Promise<string[]> {
  const names = (await readInput(path)).split(/\r?\n/).filter((line) => line !== "");
  if (names.length !== 1000)
    throw new InputError(`${basename(path)}: ${names.length} names, expected ImageNet's 1000`);
  return names;
}

function publishedFile(name: string): string {
  return inPackage("data", "published", name);
}

async function rows<S extends Schema>(path: string, schema: S): Promise<RowOf<S>[]> {
  return readTable(await readCsvFile(path), schema);
}

function accuraciesIn(row: Readonly<Record<string, unknown>>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, value] of Object.entries(row))
    if (testSets.has(name) && typeof value === "number") found.set(name, value);
  return found;
}
