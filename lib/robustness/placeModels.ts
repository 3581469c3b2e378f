import { InputError } from "../base/errors.js";
import type { PublishedModel } from "../published/model.js";
import { regimeTitles } from "../published/regimeTitles.js";
import { type GroupSummary, summariseRho } from "../published/summary.js";
import { imagesScored, testSetNamed, testSets } from "../published/testsets/dictionary.js";
import { type OwnModel, type Placement, type PlacementTables, placeModel } from "./placeModel.js";
import type { FitOptions, ShiftEvaluation } from "./shift.js";

/** A reader's model with its placements, or why it has none. */
export interface PlacedModel {
  readonly model: string;
  readonly placements: readonly Placement[];
  /** Test sets without published results, of which nothing can be said here. */
  readonly apart: readonly string[];
  readonly reason?: string;
}

/** Places several models. One that has no shift or no axis gets a reason in place of placements. */
export function placeModels(
  models: readonly OwnModel[],
  tables: PlacementTables,
  options: FitOptions = {},
): PlacedModel[] {
  return models.map((own) => {
    const apart = [...own.counts.keys()].filter((set) => !testSets.has(set));
    const known = { ...own, counts: new Map([...own.counts].filter(([set]) => testSets.has(set))) };
    if (known.counts.size === 0)
      return { model: own.model, placements: [], apart, reason: "no test set with published results" };
    try {
      return { model: own.model, placements: placeModel(known, tables, options), apart };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { model: own.model, placements: [], apart, reason: error.message };
    }
  });
}

/** One plane for each pair of axes, with all models that were placed on it. Published models of their names are left out. */
export function ownPlanes(placed: readonly PlacedModel[]): Omit<ShiftEvaluation, "fit">[] {
  const names = new Set(placed.map(({ model }) => model));
  const planes = new Map<string, Omit<ShiftEvaluation, "fit">>();
  for (const { evaluation, shift, inDistribution } of placed.flatMap(({ placements }) => placements)) {
    const key = `${inDistribution} ${shift}`;
    const before = planes.get(key);
    const isOwn = (one: (typeof evaluation.models)[number]) => one.point.published.regime === "own";
    const kept = (before ?? evaluation).models.filter((one) => isOwn(one) || !names.has(one.point.model));
    const own = before ? evaluation.models.filter(isOwn) : [];
    planes.set(key, { ...evaluation, models: [...kept, ...own] });
  }
  return [...planes.values()];
}

/**
 * A published model in the form of a reader's own, to show what a placement looks like.
 * @throws InputError if no model has that name
 */
export function standIn(name: string, models: readonly PublishedModel[]): OwnModel {
  const found = models.find(({ model }) => model === name);
  if (!found)
    throw new InputError(
      `stand-in "${name}": no published model of that name, expected one of accuracies.csv`,
    );
  const counts = [...found.accuracies].map(([set, value]) => {
    const total = imagesScored(testSetNamed(set), found.origin);
    return [set, { correct: Math.round(value * total), total }] as const;
  });
  return { model: name, family: found.family, counts: new Map(counts) };
}

/** ρ of the published models with one kind of training data, percentage points. */
export interface TrainingDataSummary extends Omit<GroupSummary, "group"> {
  readonly regime: string;
  readonly trainingData: string;
}

const fewestOfAKind = 3;
/** Below, models are too near chance for ρ to say anything. */
const lowestAccuracy = 0.2;

/**
 * ρ of published models by training data, highest mean first: what the images that a model was trained on let one expect.
 * Models below 20% in distribution and kinds of training data with fewer than three models are left out.
 */
export function rhoByTrainingSet({ evaluation }: Pick<Placement, "evaluation">): TrainingDataSummary[] {
  const rivals = evaluation.models.filter(
    ({ point }) => point.published.regime !== "own" && point.x >= lowestAccuracy,
  );
  const separator = " | ";
  return summariseRho(rivals, ({ point: { published } }) =>
    [regimeTitles[published.regime], published.trainingData].join(separator),
  )
    .filter(({ models }) => models >= fewestOfAKind)
    .map(({ group, ...summary }) => {
      const [regime, ...rest] = group.split(separator);
      return { regime: regime!, trainingData: rest.join(separator), ...summary };
    })
    .sort((a, b) => b.meanPoints - a.meanPoints);
}
