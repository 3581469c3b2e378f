import type { ShiftEvaluation } from "../robustness/shift.js";
import {
  type Baseline,
  type BaselineMethod,
  fitBaseline,
  type ModelPoint,
  type ScaleName,
} from "../stats/index.js";

/** The baselines of several shifts as rows of a table: models, families, slope and R² on the baseline's axes. */
export function baselineRows(
  evaluations: readonly Pick<ShiftEvaluation, "shift" | "baseline">[],
): { shift: string; models: number; architectures: number; slope: number; "R²": number }[] {
  return evaluations.map(({ shift, baseline: { n, families, slope, r2 } }) => ({
    shift,
    models: n,
    architectures: families,
    slope,
    "R²": r2,
  }));
}

/**
 * The same rows with the outcome of a prediction: that every baseline is a tight line.
 * @param tightFrom the lowest R² at which a line counts as tight
 */
export function predictedLineRows(
  evaluations: Parameters<typeof baselineRows>[0],
  { tightFrom }: { readonly tightFrom: number },
): (ReturnType<typeof baselineRows>[number] & { prediction: string })[] {
  return baselineRows(evaluations).map((row) => ({
    ...row,
    prediction: row["R²"] >= tightFrom ? "holds" : "refuted: no tight line",
  }));
}

const methods: readonly BaselineMethod[] = ["ols", "weighted", "theil-sen"];

/**
 * The same baseline fitted in three ways: least squares, weighted by binomial variance, and Theil–Sen.
 * @param points the models of the baseline
 * @throws InputError as `fitBaseline`
 */
export function fitMethodRows(
  points: readonly ModelPoint[],
  { scale }: { readonly scale: ScaleName },
): { method: BaselineMethod; models: number; slope: number; intercept: number; "R²": number }[] {
  return methods.map((method) => {
    const { n, slope, intercept, r2 } = fitBaseline(points, { scale, method });
    return { method, models: n, slope, intercept, "R²": r2 };
  });
}

/** What a baseline rests on, for the title of a figure: `line through 91 ordinary models, R² 0.97`. */
export function lineInWords({ n, r2 }: Pick<Baseline, "n" | "r2">): string {
  return `line through ${n} ordinary models, R² ${r2.toFixed(2)}`;
}
