import { withAccuracyIntervals } from "../robustness/accuracyIntervals.js";
import { rhoOf, type ShiftEvaluation } from "../robustness/shift.js";
import { pointsText } from "./pointsText.js";

/**
 * A row a model for `displayTable`: its in-distribution accuracy as a fraction, and on each shift its ρ with the
 * 95% interval as text.
 * @param evaluations of one x axis; its title and the shifts' are the columns
 * @param models what a model is called in the table → its name
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
