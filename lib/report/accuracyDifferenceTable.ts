import type { AccuracyDifference } from "../robustness/accuracyDifference.js";

/**
 * Formats of the columns of `accuracyDifferenceRows`, for `displayTable`.
 * @param names of both sides
 */
export function accuracyDifferenceFormats(
  names: readonly [a: string, b: string],
): Record<string, "percent" | "points"> {
  return {
    [names[0]]: "percent",
    [names[1]]: "percent",
    difference: "points",
    low: "points",
    high: "points",
  };
}

/**
 * Rows for `displayTable`, one per comparison: both accuracies as fractions, their difference in percentage points and
 * its 95% interval.
 * @param names of both sides
 */
export function accuracyDifferenceRows(
  differences: readonly (AccuracyDifference & { readonly where: string })[],
  names: readonly [a: string, b: string],
): Record<string, string | number>[] {
  return differences.map(({ comparison, where, accuracyA, accuracyB, differencePoints }) => ({
    comparison,
    where,
    [names[0]]: accuracyA,
    [names[1]]: accuracyB,
    difference: differencePoints.value,
    low: differencePoints.low,
    high: differencePoints.high,
  }));
}
