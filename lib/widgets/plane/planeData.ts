import type { PublishedModel } from "../../published/model.js";
import type { Origin, Regime } from "../../published/schema.js";
import type { PlaneSettings } from "./evaluatePlane.js";

/** A table of models by columns, in little space: names of regimes and families are written once. */
export interface PackedModels {
  readonly models: readonly string[];
  readonly origins: readonly Origin[];
  readonly regimes: readonly Regime[];
  readonly families: readonly string[];
  /** Per model the places of its origin, regime and family in these lists. */
  readonly origin: readonly number[];
  readonly regime: readonly number[];
  readonly family: readonly number[];
  /** Per test set the accuracies as published, fractions; null where a model has none. */
  readonly accuracies: Readonly<Record<string, readonly (number | null)[]>>;
}

/** What the page of the plane holds. */
export interface PlaneData {
  readonly accuracies: PackedModels;
  readonly testbed: PackedModels;
  /** Bootstrap draws and seed behind the intervals. */
  readonly draws: number;
  readonly seed: number;
  /** What is shown first. */
  readonly start: PlaneSettings;
}

/** Models with these test sets only, for a page. */
export function packModels(models: readonly PublishedModel[], testSets: readonly string[]): PackedModels {
  const origins = [...new Set(models.map(({ origin }) => origin))];
  const regimes = [...new Set(models.map(({ regime }) => regime))];
  const families = [...new Set(models.map(({ family }) => family))];
  const placeOf = <T>(list: readonly T[]) => {
    const places = new Map(list.map((value, place) => [value, place]));
    return (value: T) => places.get(value)!;
  };
  const [origin, regime, family] = [placeOf(origins), placeOf(regimes), placeOf(families)];
  return {
    models: models.map(({ model }) => model),
    origins,
    regimes,
    families,
    origin: models.map((model) => origin(model.origin)),
    regime: models.map((model) => regime(model.regime)),
    family: models.map((model) => family(model.family)),
    accuracies: Object.fromEntries(
      testSets.map((set) => [set, models.map(({ accuracies }) => accuracies.get(set) ?? null)]),
    ),
  };
}

/** The models again; what was not packed is null. */
export function unpackModels(packed: PackedModels): PublishedModel[] {
  const columns = Object.entries(packed.accuracies);
  return packed.models.map((model, place) => ({
    model,
    origin: packed.origins[packed.origin[place]!]!,
    regime: packed.regimes[packed.regime[place]!]!,
    family: packed.families[packed.family[place]!]!,
    trainingData: "",
    weights: null,
    trainImages: null,
    paramsM: null,
    imageSize: null,
    samplesSeen: null,
    accuracies: new Map(
      columns.flatMap(([set, column]) => {
        const accuracy = column[place];
        return accuracy === null || accuracy === undefined ? [] : [[set, accuracy] as const];
      }),
    ),
  }));
}
