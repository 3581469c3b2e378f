import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { equivalenceOfDraws } from "../stats/equivalence.js";
import { averageOf, estimateFrom } from "../stats/estimate.js";
import { type Contrast, type Margins, marginOf } from "./contrast.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import type { ShiftEvaluation } from "./shift.js";

/** Scatter of ρ between runs that differ in their seed alone, pooled over treatments. */
export interface SeedScatter {
  /** Titles of shifts → standard deviation in percentage points; `mean` is that of a run's mean over the shifts. */
  readonly standardDeviations: ReadonlyMap<string, number>;
  readonly mean: number;
  readonly df: number;
}

type Evaluations = readonly ShiftEvaluation<MiniaturePoint>[];

/** What runs that differ only in seed have in common. */
function recipeOf({ treatment, level, architecture, readout, trained }: MiniatureModel): string {
  return [treatment, level, architecture, readout, trained].join(" | ");
}

/**
 * Pools the variance of ρ over groups of runs that differ in nothing but their seed (and the sample of icons the seed
 * draws). With three seeds a treatment's own scatter has two degrees of freedom and says little; many treatments
 * together say more, if all scatter alike: `groups` lets a reader see whether they do.
 * @throws InputError if no treatment has two seeds
 */
export function seedScatter(evaluations: Evaluations): SeedScatter {
  const rhos = rhoByModel(evaluations);
  const groups = new Map<string, (readonly number[])[]>();
  for (const { of, values } of rhos) {
    const key = recipeOf(of);
    groups.set(key, [...(groups.get(key) ?? []), values]);
  }
  const repeated = [...groups.values()].filter(({ length }) => length > 1);
  const df = repeated.reduce((sum, { length }) => sum + length - 1, 0);
  if (df === 0) throw new InputError("seed scatter: no treatment with two seeds among the records");
  const pooled = (of: (values: readonly number[]) => number) => {
    const squares = repeated.reduce((sum, group) => {
      const numbers = group.map(of);
      const mean = average(numbers);
      return sum + numbers.reduce((all, one) => all + (one - mean) ** 2, 0);
    }, 0);
    return Math.sqrt(squares / df);
  };
  return {
    standardDeviations: new Map(evaluations.map(({ shift }, at) => [shift, pooled((values) => values[at]!)])),
    mean: pooled(average),
    df,
  };
}

export interface TreatmentOptions {
  readonly comparison: string;
  /** The models whose ρ is counted as positive. */
  readonly a: (model: MiniatureModel) => boolean;
  readonly b: (model: MiniatureModel) => boolean;
  readonly margins: Margins;
  readonly scatter: SeedScatter;
  readonly alpha?: number;
}

/**
 * Δρ of two treatments on each shift and averaged over the shifts: the mean ρ of the runs of one less that of the
 * other. In draw d both stand against the same resampled baseline, test images are drawn anew, and t-distributed
 * noise with the pooled scatter over seeds is added: sd·√(1/runs(a) + 1/runs(b)). Part of the image noise is in the
 * scatter too, so intervals are cautious.
 * @param evaluations one a shift, of one set of models and with one seed
 * @throws InputError naming the comparison if a side has no model measured on all shifts
 */
export function compareTreatments(evaluations: Evaluations, options: TreatmentOptions): Contrast[] {
  const { comparison, margins, scatter, alpha } = options;
  const measured = new Set(rhoByModel(evaluations).map(({ of }) => of.model));
  const side = (name: string, belongs: (model: MiniatureModel) => boolean) => {
    const sides = evaluations.map(({ models }) =>
      models.map(({ point }) => point).filter(({ of }) => belongs(of) && measured.has(of.model)),
    );
    if ((sides[0]?.length ?? 0) === 0)
      throw new InputError(`${comparison}, ${name} side: no model in the records, expected at least one`);
    return sides;
  };
  const a = side("first", options.a);
  const b = side("second", options.b);
  const runs = (points: readonly MiniaturePoint[]) => new Set(points.map(({ of }) => of.hash)).size;
  const perRun = Math.sqrt(1 / runs(a[0]!) + 1 / runs(b[0]!));
  const random = new Random(evaluations[0]!.seed).stream(`scatter ${comparison}`);
  const draws = evaluations.map(({ fit }, at) => fit.pairedDraws(a[at]!, b[at]!));
  const row = (shift: string, parts: typeof draws, deviation: number, marginPoints: number): Contrast => {
    const fixed = averageOf(parts);
    const stream = random.stream(shift);
    const scattered = fixed.draws.map(
      (draw) => draw + deviation * perRun * tQuantile(1 - stream.uniform(), scatter.df),
    );
    const estimate = estimateFrom(fixed.value, scattered, fixed.level);
    const { value, low, high } = estimate;
    return {
      comparison,
      shift,
      deltaPoints: { value, low, high },
      modelsA: a[0]!.length,
      modelsB: b[0]!.length,
      inDistributionA: average(a[0]!.map(({ x }) => x)),
      inDistributionB: average(b[0]!.map(({ x }) => x)),
      test: equivalenceOfDraws(estimate, marginPoints, alpha),
    };
  };
  const rows = evaluations.map(({ shift }, at) =>
    row(shift, [draws[at]!], scatter.standardDeviations.get(shift)!, marginOf(margins, shift)),
  );
  if (evaluations.length < 2) return rows;
  return [...rows, row(`mean of ${evaluations.length} shifts`, draws, scatter.mean, margins.closePoints)];
}

/** ρ of every model that was measured on all shifts, in percentage points, in the order of the shifts. */
export function rhoByModel(
  evaluations: Evaluations,
): { readonly of: MiniatureModel; readonly values: readonly number[] }[] {
  const [first, ...others] = evaluations.map(
    ({ models }) => new Map(models.map(({ point, rhoPoints }) => [point.model, { point, rhoPoints }])),
  );
  return [...(first?.values() ?? [])].flatMap(({ point, rhoPoints }) => {
    const rest = others.map((models) => models.get(point.model)?.rhoPoints);
    if (rest.includes(undefined)) return [];
    return [{ of: point.of, values: [rhoPoints, ...(rest as number[])] }];
  });
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
