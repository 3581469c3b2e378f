import { withAccuracyIntervals } from "../robustness/accuracyIntervals.js";
import { rhoOf, type ShiftEvaluation } from "../robustness/shift.js";
import { pointsText } from "./pointsText.js";

/**
 * Rows for `displayTable`, one per model: in-distribution accuracy as a fraction, and for each shift ρ with its 95%
 * interval as text.
 * @param evaluations evaluations on one x axis; the titles of the axis and the shifts are the columns
 * @param models label in the table → name of the model
 * @throws RangeError naming a model that was not measured
 */
export function rhoRows(
  evaluations: readonly Omit<ShiftEvaluation, "fit">[],
  models: Readonly<Record<string, string>>,
): object[] {
  return Object.entries(models).map(([label, model]) => {
    const row: Record<string, string | number> = { model: label };
    for (const evaluation of evaluations) {
      const { inDistribution, rhoPoints } = withAccuracyIntervals(rhoOf(evaluation, model));
      row[evaluation.inDistribution] = inDistribution.value;
      row[`ρ on ${evaluation.shift}`] = pointsText(rhoPoints).replace(" points", "");
    }
    return row;
  });
}
