import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { InputError } from "../base/errors.js";
import type { Estimate } from "./estimate.js";

/**
 * Conclusion about an effect, given a margin of equivalence.
 * - `equivalent`: both one-sided tests reject, so the effect is smaller than the margin in either direction. It may
 *   still differ from 0, but by less than the margin.
 * - `higher`, `lower`: not equivalent, and the effect differs from 0 in that direction.
 * - `inconclusive`: none of these; more models or images are needed.
 */
export interface Verdict {
  readonly kind: "higher" | "lower" | "equivalent" | "inconclusive";
  /** The margin of equivalence in percentage points. Choose it before the runs. */
  readonly marginPoints: number;
}

export interface EquivalenceTest {
  readonly alpha: number;
  /** One-sided p-value of "the effect is −margin or lower". */
  readonly pLower: number;
  /** One-sided p-value of "the effect is +margin or higher". */
  readonly pUpper: number;
  /** Two-sided p-value of "the effect is 0". */
  readonly pZero: number;
  /** Smallest value `pZero` can have, 2 / (draws + 1); only if it comes from draws. */
  readonly pZeroFloor?: number;
  readonly verdict: Verdict;
}

/**
 * Two one-sided t tests (TOST; Schuirmann 1987) of an effect against a margin, from its estimate and standard
 * error.
 * @param effect value and standardError in percentage points, df degrees of freedom of the standard error
 * @param marginPoints above 0
 * @param alpha level of each test, default 0.05: an effect as large as the margin is called "no effect" at most
 *   5% of the time
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
 * The two one-sided tests from bootstrap draws, such as those of `RobustnessFit.difference`. A p-value is the share
 * of draws at or beyond the bound, with one added to both counts so that it is never 0. If any draw is NaN (too few
 * families), the verdict is inconclusive.
 *
 * A p-value cannot be below 1 / (draws + 1), or twice that if two-sided. With too few draws every effect would be
 * "inconclusive", so the function rejects them (`fewestDraws`).
 * @throws InputError for a margin that is not above 0, or too few draws for the level
 */
export function equivalenceOfDraws(
  estimate: Pick<Estimate, "draws">,
  marginPoints: number,
  alpha = 0.05,
): EquivalenceTest {
  const { draws } = estimate;
  needDraws(draws.length, 1, alpha);
  const missing = draws.some(Number.isNaN);
  const share = (beyond: (draw: number) => boolean) =>
    missing ? Number.NaN : (draws.filter(beyond).length + 1) / (draws.length + 1);
  return decide(
    {
      below: (bound) => share((draw) => draw <= bound),
      above: (bound) => share((draw) => draw >= bound),
      floor: smallestPValue(draws.length),
    },
    checked(marginPoints),
    alpha,
  );
}

/** Smallest possible two-sided p-value for a number of draws. */
export function smallestPValue(draws: number): number {
  return 2 / (draws + 1);
}

/**
 * Minimum number of draws with which one of several comparisons can differ significantly from 0 after Holm's
 * correction: the smallest p-value, 2 / (draws + 1), times the number of comparisons must be below alpha. 12
 * comparisons at 0.05 need 480 draws.
 * @param stray number of draws on the opposite side of 0 to allow for, default 0. With 1, 12 comparisons need 960
 *   draws.
 */
export function fewestDraws(comparisons: number, alpha = 0.05, stray = 0): number {
  // The smallest whole number of draws with draws + 1 above this; a quotient of 559.99… stands for 560.
  return Math.floor((2 * comparisons * (1 + stray)) / alpha + 1e-9);
}

/**
 * Checks that there are enough draws for at least one of several comparisons to differ significantly from 0.
 * @throws InputError stating the number needed
 */
export function needDraws(draws: number, comparisons: number, alpha = 0.05, stray = 0): void {
  const fewest = fewestDraws(comparisons, alpha, stray);
  if (draws < fewest)
    throw new InputError(
      `draws: ${draws} bootstrap draws are too few to tell ${comparisons === 1 ? "an effect" : `one of ${comparisons} effects`} from 0 at level ${alpha}, expected at least ${fewest}`,
    );
}

interface Tails {
  /** One-sided p-value of "the effect is at or below the bound". */
  below(bound: number): number;
  above(bound: number): number;
  /** Smallest possible two-sided p-value, if it comes from draws. */
  readonly floor?: number;
}

function decide({ below, above, floor }: Tails, marginPoints: number, alpha: number): EquivalenceTest {
  const pLower = below(-marginPoints);
  const pUpper = above(marginPoints);
  const pZero = Math.min(1, 2 * Math.min(below(0), above(0)));
  const equivalent = pLower < alpha && pUpper < alpha;
  const direction = below(0) < above(0) ? "higher" : "lower";
  const kind = equivalent ? "equivalent" : pZero < alpha ? direction : "inconclusive";
  return {
    alpha,
    pLower,
    pUpper,
    pZero,
    ...(floor !== undefined && { pZeroFloor: floor }),
    verdict: { kind, marginPoints },
  };
}

function checked(marginPoints: number): number {
  if (!(marginPoints > 0 && Number.isFinite(marginPoints)))
    throw new InputError(`margin: "${marginPoints}" is not a number of percentage points above 0`);
  return marginPoints;
}
