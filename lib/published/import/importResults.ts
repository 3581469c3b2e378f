import { counted } from "../../base/counted.js";
import { InputError } from "../../base/errors.js";
import { groupedBy } from "../../base/grouped.js";
import { couldBeCount } from "../countCheck.js";
import { publishedFamilies } from "../familyByName.js";
import { loadOtherImageSizes, loadPublished } from "../load.js";
import type { PublishedModel } from "../model.js";
import { mixedEvaluations } from "../oneEvaluation.js";
import { importedSchema, type Origin, origins, type Regime, regimes } from "../schema.js";
import { testSetNamed } from "../testsets/dictionary.js";
import { type ResultSource, readSource } from "./sources.js";
import { bareName } from "./testSetNames.js";
import { type AccuracyUnit, type ReadAccuracy, readAccuracies } from "./units.js";

/** What was taken of one test set. */
export interface TakenTestSet {
  readonly testSet: string;
  /** Columns or fields that the numbers came from. */
  readonly columns: readonly string[];
  readonly unit: AccuracyUnit;
  readonly models: number;
}

/** The results in a file or folder, in the form of the published tables. */
export interface ImportedResults {
  /** How the source was recognised. */
  readonly format: string;
  readonly models: readonly PublishedModel[];
  readonly taken: readonly TakenTestSet[];
  /** Columns, data sets and files that were not taken, by reason. */
  readonly left: ReadonlyMap<string, readonly string[]>;
  /** Cells that say that a value is missing. */
  readonly missing: number;
  /** Models found in the published tables by name. */
  readonly known: number;
  /** Assumptions, and what to doubt, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads results as people publish them (`readSource` lists the layouts) and converts them to the form of the published
 * tables. A model is found among the published ones by its exact name, else by its name regardless of case, spaces and
 * punctuation; it is never found by likeness. It takes over family, regime and training data. All other models get the
 * regime `own`.
 * @throws InputError naming the file, the place, what was found and what was expected: an unknown layout, a cell that
 *   is no accuracy, percent and fractions in one column, two different values for one model and test set
 */
export async function importResults(path: string): Promise<ImportedResults> {
  return assembled(await readSource(path), path);
}

async function assembled(source: ResultSource, path: string): Promise<ImportedResults> {
  const { accuracies, missing, units } = readAccuracies(source.written, source.percent);
  if (accuracies.length === 0)
    throw new InputError(
      `${path}: ${source.format} without any accuracy on a known test set, expected e.g. imagenet and imagenet_v2`,
    );
  const published = await knownModels();
  const families = await publishedFamilies();
  const notes = [...source.notes];
  const rows = named(accuracies, published, notes);
  let known = 0;
  const models = rows.map(({ model, plain, own }): PublishedModel => {
    const found = published(plain);
    if (found && plain === model) known++;
    const { weights, imageSize } = own[0]!;
    return {
      model: plain === model ? (found?.model ?? model) : model,
      origin: found?.origin ?? "own",
      family: found?.family ?? families(model) ?? model,
      regime: found?.regime ?? "own",
      trainingData: found?.trainingData ?? "",
      weights: weights ?? found?.weights ?? null,
      trainImages: found?.trainImages ?? null,
      paramsM: found?.paramsM ?? null,
      imageSize: imageSize ?? found?.imageSize ?? null,
      samplesSeen: null,
      ...described(source.described.get(model)),
      accuracies: valuesOf(own),
    };
  });
  notes.push(...doubts(models, rows, published), ...(await mixtures(models)));
  return {
    format: source.format,
    models,
    taken: takenOf(accuracies, units),
    left: leftByReason(source.left),
    missing,
    known,
    notes,
  };
}

/** Columns of our own schema, where the source has them. */
function described(cells: Readonly<Record<string, string>> | undefined): Partial<PublishedModel> {
  if (!cells) return {};
  const text = (name: string) => cells[name] || null;
  const number = (name: string) => (text(name) === null ? null : Number(cells[name]));
  const regime = regimes.find((one) => one === cells.regime);
  const origin = origins.find((one) => one === cells.origin);
  return {
    ...(regime && { regime: regime satisfies Regime }),
    ...(origin && { origin: origin satisfies Origin }),
    ...(text("family") !== null && { family: cells.family! }),
    ...(text("training_data") !== null && { trainingData: cells.training_data! }),
    trainImages: number("train_images"),
    paramsM: number("params_m"),
    imageSize: number("image_size"),
    weights: text("weights"),
  };
}

interface NamedRow {
  readonly model: string;
  /** The name without the image size. */
  readonly plain: string;
  readonly own: readonly ReadAccuracy[];
}

/**
 * Groups accuracies by model. Weights are part of the name. If a model was evaluated at several image sizes, the size
 * in the published table keeps the plain name (the smallest, if the model is not there), and the others get `@size`.
 */
function named(
  accuracies: readonly ReadAccuracy[],
  published: (name: string) => PublishedModel | undefined,
  notes: string[],
): NamedRow[] {
  const fullName = ({ model, weights }: ReadAccuracy) => (weights === null ? model : `${model}/${weights}`);
  let several = 0;
  const rows = groupedBy(accuracies, fullName).flatMap((group) => {
    const name = fullName(group[0]!);
    const sizes = groupedBy(group, ({ imageSize }) => String(imageSize));
    if (sizes.length === 1) return [{ model: name, plain: name, own: group }];
    several++;
    const usual = published(name)?.imageSize;
    const all = sizes.map(([first]) => first!.imageSize ?? 0);
    const plain = all.find((size) => size === usual) ?? Math.min(...all);
    return sizes.map((own) => {
      const size = own[0]!.imageSize ?? 0;
      return { model: size === plain ? name : `${name}@${size}`, plain: name, own };
    });
  });
  if (several > 0)
    notes.push(
      `${counted(several, "model was", "models were")} evaluated at several image sizes; the size of the published table keeps the plain name, other rows are named model@size`,
    );
  let repeated = 0;
  for (const { model, own } of rows)
    for (const [first, ...others] of groupedBy(own, ({ testSet }) => testSet))
      for (const other of others) {
        if (other.value !== first!.value)
          throw new InputError(
            `${other.place} ${other.column}: model "${model}" has ${first!.testSet} "${other.cell}" here and "${first!.cell}" at ${first!.place}, expected each model once`,
          );
        repeated++;
      }
  if (repeated > 0)
    notes.push(
      `${counted(repeated, "value was", "values were")} given twice, equal both times, and taken once`,
    );
  return rows;
}

function valuesOf(own: readonly ReadAccuracy[]): ReadonlyMap<string, number> {
  return new Map(own.map(({ testSet, value }) => [testSet, value]));
}

/** Looks up published models by exact name, else regardless of case, spaces and punctuation. */
async function knownModels(): Promise<(name: string) => PublishedModel | undefined> {
  const tables = await Promise.all(
    (["accuracies", "testbed", "scaling"] as const).map((table) => loadPublished(table)),
  );
  const exact = new Map<string, PublishedModel>();
  const bare = new Map<string, PublishedModel | undefined>();
  for (const model of tables.flat()) {
    if (!exact.has(model.model)) exact.set(model.model, model);
    const key = bareName(model.model);
    const before = bare.get(key);
    // A name that means two different models means none.
    if (!bare.has(key)) bare.set(key, model);
    else if (before?.model !== model.model && before?.origin === model.origin) bare.set(key, undefined);
  }
  return (name) => exact.get(name) ?? bare.get(bareName(name));
}

const farPoints = 1;

function doubts(
  models: readonly PublishedModel[],
  rows: readonly NamedRow[],
  published: (name: string) => PublishedModel | undefined,
): string[] {
  const far = models.flatMap((model, at) => {
    const { plain } = rows[at]!;
    const before = plain === rows[at]!.model ? published(plain) : undefined; // else another image size
    return [...model.accuracies].flatMap(([set, value]) => {
      const other = before?.accuracies.get(set);
      return other !== undefined && Math.abs(value - other) > farPoints / 100
        ? [`${model.model}: ${set} ${value}, published ${other}`]
        : [];
    });
  });
  const notes =
    far.length > 0
      ? [
          `${counted(far.length, "value differs", "values differ")} by more than ${farPoints} point from the published value of that model, e.g. ${far[0]}`,
        ]
      : [];
  for (const cells of groupedBy(
    rows.flatMap(({ own }) => own),
    ({ testSet }) => testSet,
  )) {
    const set = testSetNamed(cells[0]!.testSet);
    // Attacks on some of the images are no counts of the dictionary's images.
    if (set.kind === "adversarial" || set.kind === "synthetic") continue;
    const odd = cells.filter(
      ({ value, rounding, total }) =>
        total === null &&
        ![set.images, ...Object.values(set.imagesBySource)].some((images) =>
          couldBeCount(value, images, rounding),
        ),
    );
    if (odd.length > 0)
      notes.push(
        `${counted(odd.length, "value", "values")} of ${set.name} cannot be a count of its ${set.images} images, e.g. ${odd[0]!.cell} at ${odd[0]!.place}: an evaluation that was stopped early, or another set`,
      );
  }
  return notes;
}

async function mixtures(models: readonly PublishedModel[]): Promise<string[]> {
  const sizes = await loadOtherImageSizes();
  const faults = models.flatMap((model) => {
    const fault = mixedEvaluations(model, model.model.includes("@") ? undefined : sizes);
    return fault === undefined ? [] : [`${model.model}: ${fault}`];
  });
  return faults.length === 0
    ? []
    : [
        `${counted(faults.length, "model", "models")} with accuracies that cannot be of one evaluation, e.g. ${faults[0]}`,
      ];
}

function takenOf(
  accuracies: readonly ReadAccuracy[],
  units: ReadonlyMap<string, AccuracyUnit>,
): TakenTestSet[] {
  return groupedBy(accuracies, ({ testSet }) => testSet).map((own) => ({
    testSet: own[0]!.testSet,
    columns: [...new Set(own.map(({ column }) => column))],
    unit: units.get(own[0]!.column)!,
    models: own.length,
  }));
}

function leftByReason(left: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    groupedBy(left, ([, reason]) => reason).map((own) => [own[0]![1], own.map(([what]) => what)]),
  );
}

/** The models as a table of `importedSchema`, in CSV. */
export function importedCsv(models: readonly PublishedModel[]): string {
  const columns = Object.keys(importedSchema);
  const lines = models.map((model) => {
    const about: Readonly<Record<string, string | number | null>> = {
      model: model.model,
      origin: model.origin,
      family: model.family,
      regime: model.regime,
      training_data: model.trainingData,
      weights: model.weights,
      train_images: model.trainImages,
      params_m: model.paramsM,
      image_size: model.imageSize,
    };
    return columns.map((name) => quoted(String(about[name] ?? model.accuracies.get(name) ?? ""))).join(",");
  });
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

function quoted(cell: string): string {
  return /[",\n\r]|^\s|\s$|^#/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
