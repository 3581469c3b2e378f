import { InputError } from "../base/errors.js";
import { groupedBy } from "../base/grouped.js";
import { average } from "../stats/index.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import type { ShiftEvaluation } from "./shift.js";

/** Scatter of ρ between runs that differ only in their seed, pooled over treatments. */
export interface SeedScatter {
  /** Titles of shifts → standard deviation in percentage points. */
  readonly standardDeviations: ReadonlyMap<string, number>;
  /** Standard deviation of a run's mean over the shifts, in percentage points. */
  readonly mean: number;
  readonly df: number;
}

type Evaluations = readonly ShiftEvaluation<MiniaturePoint>[];

/** A model with its ρ on each shift, in percentage points, in the order of the shifts. */
export interface ModelRhos {
  readonly of: MiniatureModel;
  readonly values: readonly number[];
}

/** ρ of every model that was measured on all shifts. */
export function rhoByModel(evaluations: Evaluations): ModelRhos[] {
  const [first, ...others] = evaluations.map(
    ({ models }) =>
      new Map(models.map(({ point, rhoPoints }) => [point.model, { point, rho: rhoPoints.value }])),
  );
  return [...(first?.values() ?? [])].flatMap(({ point, rho }) => {
    const rest = others.map((models) => models.get(point.model)?.rho);
    if (rest.includes(undefined)) return [];
    return [{ of: point.of, values: [rho, ...(rest as number[])] }];
  });
}

/**
 * Pools the variance of ρ over groups of runs that differ only in their seed (and in the sample of icons that the
 * seed draws). With three seeds, the scatter of one treatment has only two degrees of freedom. Pooling many
 * treatments helps if they have equal scatter, so pool only runs on similar numbers of icons.
 * @param belongs selects the models to pool, default all
 * @throws InputError if no treatment among them has two seeds
 */
export function seedScatter(
  evaluations: Evaluations,
  belongs: (model: MiniatureModel) => boolean = () => true,
): SeedScatter {
  const models = rhoByModel(evaluations).filter(({ of }) => belongs(of));
  const groups = groupedBy(models, ({ of }) => recipeOf(of));
  return pooled(evaluations, groups.map(departures));
}

/**
 * Pools the scatter of differences between readouts of one run: the residual of ρ after subtracting the run's mean
 * and the readout's mean. A difference of two readouts of the same run has √2 times this standard deviation.
 * @throws InputError if no recipe has two seeds and two readouts
 */
export function readoutScatter(
  evaluations: Evaluations,
  belongs: (model: MiniatureModel) => boolean = () => true,
): SeedScatter {
  const models = rhoByModel(evaluations).filter(({ of }) => belongs(of));
  const recipes = groupedBy(models, ({ of }) => runRecipeOf(of));
  return pooled(
    evaluations,
    recipes.flatMap((recipe) => {
      const runs = groupedBy(recipe, ({ of }) => of.hash);
      const readouts = groupedBy(recipe, ({ of }) => readoutOf(of));
      if (recipe.length !== runs.length * readouts.length) return []; // not every run has every readout
      const ofRun = new Map(runs.map((run) => [run[0]!.of.hash, meanOf(run)]));
      const ofReadout = new Map(readouts.map((each) => [readoutOf(each[0]!.of), meanOf(each)]));
      const all = meanOf(recipe);
      const rows = recipe.map(({ of, values }) => {
        const run = ofRun.get(of.hash)!;
        const readout = ofReadout.get(readoutOf(of))!;
        return values.map((value, at) => value - run[at]! - readout[at]! + all[at]!);
      });
      return [{ rows, df: (runs.length - 1) * (readouts.length - 1) }];
    }),
  );
}

interface Departures {
  /** Residuals, one row per model with one number per shift. */
  readonly rows: readonly (readonly number[])[];
  readonly df: number;
}

function departures(group: readonly ModelRhos[]): Departures {
  const mean = meanOf(group);
  return {
    rows: group.map(({ values }) => values.map((value, at) => value - mean[at]!)),
    df: group.length - 1,
  };
}

function pooled(evaluations: Evaluations, groups: readonly Departures[]): SeedScatter {
  const df = groups.reduce((sum, group) => sum + group.df, 0);
  if (df === 0) throw new InputError("seed scatter: no treatment with two seeds among the records");
  const deviation = (of: (values: readonly number[]) => number) =>
    Math.sqrt(groups.flatMap(({ rows }) => rows).reduce((sum, row) => sum + of(row) ** 2, 0) / df);
  return {
    standardDeviations: new Map(evaluations.map(({ shift }, at) => [shift, deviation((row) => row[at]!)])),
    mean: deviation(average),
    df,
  };
}

/** Key shared by runs that differ only in seed or readout. */
export function runRecipeOf({ treatment, level, budget, architecture }: MiniatureModel): string {
  return [treatment, level, budget, architecture].join(" | ");
}

function recipeOf(model: MiniatureModel): string {
  return `${runRecipeOf(model)} | ${readoutOf(model)}`;
}

function readoutOf({ readout, trained }: MiniatureModel): string {
  return `${readout} at ${trained}`;
}

function meanOf(group: readonly ModelRhos[]): number[] {
  return group[0]!.values.map(
    (_, at) => group.reduce((sum, { values }) => sum + values[at]!, 0) / group.length,
  );
}
