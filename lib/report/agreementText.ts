import type { AgreementOnTheLine } from "../robustness/agreementOnTheLine.js";
import { average } from "../stats/index.js";

/** Lowest R² at which a cloud counts as a line, as for the baseline (data/sweep/PLAN.md). */
const linearFrom = 0.9;

/** The two lines of each shift: slopes, R², and how well the agreements tell the accuracies. One row per shift. */
export function agreementRows(all: readonly AgreementOnTheLine[]): Record<string, string | number>[] {
  return all.map(({ shift, models, pairs, accuracy, agreement, errorPoints }) => ({
    shift,
    models: models.length,
    pairs: pairs.length,
    "slope, accuracy": accuracy.slope,
    "slope, agreement": agreement.slope,
    "R², accuracy": accuracy.r2,
    "R², agreement": agreement.r2,
    "error, points": errorPoints,
  }));
}

/**
 * Whether agreement lies on the line of accuracy, as sentences.
 * @param marginPoints mean error up to which the agreements are said to tell the accuracies, percentage points
 */
export function agreementInWords(all: readonly AgreementOnTheLine[], marginPoints: number): string {
  const told = all.filter(
    ({ agreement, errorPoints }) => agreement.r2 >= linearFrom && errorPoints <= marginPoints,
  );
  const straight = all.filter(({ agreement }) => agreement.r2 >= linearFrom);
  const says =
    told.length === all.length
      ? "**Agreement lies on the line of accuracy on every shift: without a label of the shift, the line could be drawn.**"
      : told.length === 0
        ? "**Agreement does not tell the line of accuracy on any shift.**"
        : `**Agreement lies on the line of accuracy on some shifts only: ${told.map(({ shift }) => shift).join(", ")}.**`;
  const errors = all.map(({ errorPoints }) => errorPoints);
  return (
    `${says} R² of the agreements is ${linearFrom} or more on ${straight.length} of ${all.length} shifts. ` +
    `From their line, accuracies under shift are told to within ${average(errors).toFixed(1)} points on average, ` +
    `${Math.max(...errors).toFixed(1)} on the worst shift.`
  );
}

/** One plane of accuracies and agreements, for readers who do not see it. */
export function agreementOnShiftInWords({ accuracy, agreement, errorPoints }: AgreementOnTheLine): string {
  return `Accuracies: slope ${accuracy.slope.toFixed(2)}, R² ${accuracy.r2.toFixed(2)}. Agreements: slope ${agreement.slope.toFixed(2)}, R² ${agreement.r2.toFixed(2)}. Mean error ${errorPoints.toFixed(1)} points.`;
}
