import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { InputError } from "../base/errors.js";
import type { Estimate } from "./estimate.js";

/**
 * What an effect and its margin allow to be said.
 * - `no effect within ±margin`: both one-sided tests reject, the effect is smaller than the margin either
 *   way. It may still differ from 0: then it is too small to matter by the margin that was set.
 * - `cause`: not that, and the effect differs from 0.
 * - `inconclusive`: neither; more models or images are needed.
 */
export type Verdict = "cause" | "no effect within ±margin" | "inconclusive";

export interface EquivalenceTest {
  /** The margin in percentage points, to be written down before the runs. */
  readonly marginPoints: number;
  readonly alpha: number;
  /** One-sided p-value of "the effect is −margin or lower". */
  readonly pLower: number;
  /** One-sided p-value of "the effect is +margin or higher". */
  readonly pUpper: number;
  /** Two-sided p-value of "the effect is 0". */
  readonly pZero: number;
  readonly verdict: Verdict;
}

/**
 * Two one-sided t tests (TOST; Schuirmann 1987) of an effect against a margin, from its estimate and standard
 * error.
 * @param effect value and standardError in percentage points, df degrees of freedom of the standard error
 * @param marginPoints above 0
 * @param alpha level of each test, default 0.05: "no effect" is then said wrongly at most 5% of the time
 * @throws InputError for a margin that is not above 0
 */
export function equivalenceTest(
  effect: { readonly value: number; readonly standardError: number; readonly df: number },
  marginPoints: number,
  alpha = 0.05,
): EquivalenceTest {
  const { value, standardError, df } = effect;
  const below = (bound: number) => tCdf((bound - value) / standardError, df);
  return decide(
    { below, above: (bound) => tCdf((value - bound) / standardError, df) },
    checked(marginPoints),
    alpha,
  );
}

/**
 * The same two tests from bootstrap draws, such as `RobustnessFit.difference` returns: a p-value is the share
 * of draws at or beyond the bound, with one added to both counts so that none is 0. Draws that are NaN (too
 * few families) decide nothing.
 * @throws InputError for a margin that is not above 0
 */
export function equivalenceOfDraws(
  estimate: Pick<Estimate, "draws">,
  marginPoints: number,
  alpha = 0.05,
): EquivalenceTest {
  const { draws } = estimate;
  const missing = draws.some(Number.isNaN);
  const share = (beyond: (draw: number) => boolean) =>
    missing ? Number.NaN : (draws.filter(beyond).length + 1) / (draws.length + 1);
  return decide(
    { below: (bound) => share((draw) => draw <= bound), above: (bound) => share((draw) => draw >= bound) },
    checked(marginPoints),
    alpha,
  );
}

/** The verdict as a sentence's end, the margin written out: `no effect within ±1.5 points`. */
export function verdictInWords({ verdict, marginPoints }: EquivalenceTest): string {
  return verdict.replace("±margin", `±${marginPoints} points`);
}

interface Tails {
  /** How plausible it is that the effect is at or below a bound. */
  below(bound: number): number;
  above(bound: number): number;
}

function decide({ below, above }: Tails, marginPoints: number, alpha: number): EquivalenceTest {
  const pLower = below(-marginPoints);
  const pUpper = above(marginPoints);
  const pZero = Math.min(1, 2 * Math.min(below(0), above(0)));
  const equivalent = pLower < alpha && pUpper < alpha;
  const verdict = equivalent ? "no effect within ±margin" : pZero < alpha ? "cause" : "inconclusive";
  return { marginPoints, alpha, pLower, pUpper, pZero, verdict };
}

function checked(marginPoints: number): number {
  if (!(marginPoints > 0 && Number.isFinite(marginPoints)))
    throw new InputError(`margin: "${marginPoints}" is not a number of percentage points above 0`);
  return marginPoints;
}
