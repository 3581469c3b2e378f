import type { TreatmentRhos } from "../robustness/rhoByTreatment.js";

/** Formats of the columns of `treatmentRows`, for `displayTable`. */
export const treatmentFormats = { "in distribution": "percent" } as const;

/** A row a treatment for `displayTable`: models, in-distribution accuracy as a fraction, ρ on each shift in points. */
export function treatmentRows(rows: readonly TreatmentRhos[]): object[] {
  return rows.map(({ treatment, level, models, inDistribution, byShift, meanPoints }) => ({
    treatment,
    ...(level !== undefined && { level }),
    models,
    "in distribution": inDistribution,
    ...Object.fromEntries(byShift.map(({ shift, rhoPoints }) => [`ρ ${shift}`, rhoPoints])),
    "ρ mean": meanPoints,
  }));
}
