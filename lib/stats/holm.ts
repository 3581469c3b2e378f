/**
 * Holm's step-down adjustment of the p-values of several tests (Holm 1979). Rejecting tests whose adjusted p-value is
 * below α keeps the probability of any false rejection below α, for any dependence between the tests.
 * @returns adjusted values in the order given; NaN stays NaN but counts as a test
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => Number.NaN);
  const known = [...pValues.keys()]
    .filter((at) => !Number.isNaN(pValues[at]!))
    .sort((a, b) => pValues[a]! - pValues[b]!);
  let largest = 0;
  for (const [rank, at] of known.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[at]!));
    adjusted[at] = largest;
  }
  return adjusted;
}
