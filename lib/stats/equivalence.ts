import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { InputError } from "../base/errors.js";
import type { Estimate } from "./estimate.js";

/**
 * What an effect and its margin allow to be said.
 * - `equivalent`: both one-sided tests reject, so the effect is smaller than the margin either way. It may still differ
 *   from 0; then it is too small to matter by the margin that was set.
 * - `higher`, `lower`: not equivalent, and the effect differs from 0 in that direction.
 * - `inconclusive`: none of these; more models or images are needed.
 */
export interface Verdict {
  readonly kind: "higher" | "lower" | "equivalent" | "inconclusive";
  /** The margin of equivalence, percentage points, to be written down before the runs. */
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
  /** Smallest value `pZero` can have, 2 / (draws + 1); only where it comes from draws. */
  readonly pZeroFloor?: number;
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
 *
 * No p-value can be below 1 / (draws + 1), twice that for two sides. Too few draws would therefore turn every effect into
 * "inconclusive", so they are refused (`fewestDraws`).
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
      floor: floorOf(draws.length),
    },
    checked(marginPoints),
    alpha,
  );
}

/** Smallest two-sided p-value that a number of draws can give. */
function floorOf(draws: number): number {
  return 2 / (draws + 1);
}

/**
 * Fewest draws with which one of several comparisons can be told from 0 at a level after Holm's correction: the smallest
 * p-value, 2 / (draws + 1), times the number of comparisons has to be below the level. 12 comparisons at 0.05 take 480.
 * @param stray draws on the far side of 0 that may not change this, default 0. With 1, 12 comparisons take 960.
 */
export function fewestDraws(comparisons: number, alpha = 0.05, stray = 0): number {
  // The smallest whole number of draws with draws + 1 above this; a quotient of 559.99… is meant to be 560.
  return Math.floor((2 * comparisons * (1 + stray)) / alpha + 1e-9);
}

/**
 * Refuses draws that could not tell any effect of several comparisons from 0.
 * @throws InputError with the number that is needed
 */
export function needDraws(draws: number, comparisons: number, alpha = 0.05, stray = 0): void {
  const fewest = fewestDraws(comparisons, alpha, stray);
  if (draws < fewest)
    throw new InputError(
      `draws: ${draws} bootstrap draws are too few to tell ${comparisons === 1 ? "an effect" : `one of ${comparisons} effects`} from 0 at level ${alpha}, expected at least ${fewest}`,
    );
}

interface Tails {
  /** How plausible it is that the effect is at or below a bound. */
  below(bound: number): number;
  above(bound: number): number;
  /** The smallest two-sided p-value that draws can give. */
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
