import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Estimate } from "./estimate.js";

export type Verdict = "cause" | "no effect" | "inconclusive";

export interface EquivalenceTest {
  /** The margin in percentage points, fixed before the data were seen. */
  readonly marginPoints: number;
  readonly alpha: number;
  /** One-sided p-value of "the effect is −margin or lower". */
  readonly pLower: number;
  /** One-sided p-value of "the effect is +margin or higher". */
  readonly pUpper: number;
  readonly verdict: Verdict;
}

/** TOST from an estimate and its standard error. */
export function equivalenceTest(
  { value, standardError, df }: { value: number; standardError: number; df: number },
  marginPoints: number,
  alpha = 0.05,
): EquivalenceTest {
  const pLower = 1 - tCdf((value + marginPoints) / standardError, df);
  const pUpper = tCdf((value - marginPoints) / standardError, df);
  const pZero = 2 * tCdf(-Math.abs(value) / standardError, df);
  return { marginPoints, alpha, pLower, pUpper, verdict: decide(pLower, pUpper, pZero, alpha) };
}

/** TOST from bootstrap draws. */
export function equivalenceOfDraws(estimate: Estimate, marginPoints: number, alpha = 0.05): EquivalenceTest {
  const below = (bound: number) =>
    (estimate.draws.filter((draw) => draw <= bound).length + 1) / (estimate.draws.length + 1);
  const above = (bound: number) =>
    (estimate.draws.filter((draw) => draw >= bound).length + 1) / (estimate.draws.length + 1);
  const pLower = below(-marginPoints);
  const pUpper = above(marginPoints);
  return {
    marginPoints,
    alpha,
    pLower,
    pUpper,
    verdict: decide(pLower, pUpper, 2 * Math.min(below(0), above(0)), alpha),
  };
}

function decide(pLower: number, pUpper: number, pZero: number, alpha: number): Verdict {
  if (Math.max(pLower, pUpper) < alpha) return "no effect";
  return pZero < alpha ? "cause" : "inconclusive";
}
