import type { ShiftEvaluation } from "../robustness/shift.js";

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
