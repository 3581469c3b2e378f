/**
 * Holm's step-down adjustment of p-values of several tests (Holm 1979): rejecting where the adjusted value is below α
 * keeps the chance of any false rejection below α, whatever the tests' dependence.
 * @returns adjusted values in the order given; NaN stays NaN and counts as a test
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
