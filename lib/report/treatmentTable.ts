import type { TreatmentRhos } from "../robustness/rhoByTreatment.js";

/** Formats of the columns of `treatmentRows`, for `displayTable`. */
export const treatmentFormats = { "in distribution": "percent" } as const;

/**
 * Rows for `displayTable`, one per treatment: models, in-distribution accuracy (a fraction), ρ in percentage points.
 */
export function treatmentRows(rows: readonly TreatmentRhos[]): object[] {
  return rows.map(({ treatment, level, budget, models, inDistribution, byShift, meanPoints }) => ({
    treatment,
    ...(level !== undefined && { level }),
    ...(budget !== undefined && { steps: budget }),
    models,
    "in distribution": inDistribution,
    ...Object.fromEntries(byShift.map(({ shift, rhoPoints }) => [`ρ ${shift}`, rhoPoints])),
    "ρ mean": meanPoints,
  }));
}
