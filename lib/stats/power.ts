import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";

export interface PowerOptions {
  /** Standard deviation of ρ between runs of one treatment, in percentage points. */
  readonly standardDeviation: number;
  /** Degrees of freedom of that standard deviation. */
  readonly df: number;
  /** Standard error that more runs do not reduce (test images, baseline), in percentage points; default 0. */
  readonly floor?: number;
  /** Level of each one-sided test, default 0.05. */
  readonly alpha?: number;
}

/**
 * Power of the two one-sided tests (Schuirmann 1987): the probability of finding two treatments with equal ρ
 * equivalent within a margin, P(|T| ≤ margin/SE − t₁₋α) with SE² = 2·sd²/runs + floor².
 * @param runs number of runs of each treatment
 */
export function equivalencePower(marginPoints: number, runs: number, options: PowerOptions): number {
  const { standardDeviation, df, floor = 0, alpha = 0.05 } = options;
  const standardError = Math.sqrt((2 * standardDeviation ** 2) / runs + floor ** 2);
  const reach = marginPoints / standardError - tQuantile(1 - alpha, df);
  return reach <= 0 ? 0 : 2 * tCdf(reach, df) - 1;
}

/**
 * Minimum number of runs of each treatment to find equivalence within a margin with the given power. Undefined if no
 * number below 10,000 is enough, for example if the floor is too high.
 * @throws InputError if the power is outside (0, 1)
 */
export function runsNeeded(marginPoints: number, options: PowerOptions, power = 0.8): number | undefined {
  if (!(power > 0 && power < 1)) throw new InputError(`power: ${power}, expected between 0 and 1`);
  for (let runs = 2; runs < 10_000; runs++)
    if (equivalencePower(marginPoints, runs, options) >= power) return runs;
  return undefined;
}

/** Smallest margin, in steps of 0.1 percentage points, that a number of runs resolves with the given power. */
export function resolvableMargin(runs: number, options: PowerOptions, power = 0.8): number {
  for (let tenths = 1; tenths < 1000; tenths++)
    if (equivalencePower(tenths / 10, runs, options) >= power) return tenths / 10;
  return Number.POSITIVE_INFINITY;
}
