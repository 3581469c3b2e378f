import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { drawChiSquare } from "../stats/index.js";
import type { TreatmentContrast } from "./treatments.js";

/** Where a comparison's error comes from, in percentage points. */
export type ErrorParts = Pick<
  TreatmentContrast,
  "seedStandardError" | "seedDf" | "testStandardError" | "baselineStandardError"
>;

/** How often a comparison would come to each headline, by true effect. Shares of simulated experiments. */
export interface HeadlinePower {
  /** True Δρ in percentage points. */
  readonly effectPoints: number;
  readonly noRise: number;
  readonly raises: number;
  /** Share of 95% intervals that hold the effect. */
  readonly covered: number;
}

export interface HeadlinePowerOptions {
  readonly marginPoints: number;
  /** True effects to simulate, percentage points; default 0, 2, 3 and 5. */
  readonly effects?: readonly number[];
  /** Comparisons judged together; their number stands in for Holm's correction, which asks for less. Default 1. */
  readonly comparisons?: number;
  /** Default 4000: a share is then uncertain by at most 0.8 points. */
  readonly simulations?: number;
  readonly seed?: number;
}

/**
 * What a comparison could have found: experiments with a true effect and errors of the size that its standard errors say.
 * Each draws a test set and baseline (normal), the seeds' mean (normal), and the seeds' scatter as it would be estimated
 * (χ²), and then comes to a headline as `judgeCauses` does. Intervals come from draws of a normal and a t-distributed number
 * there; here their quantiles are joined as √((z·fixed)² + (t·seeds)²), which is close to those of the sum.
 * @throws InputError unless there is at least one simulation and one comparison, and the margin is above 0
 */
export function headlinePower(parts: ErrorParts, options: HeadlinePowerOptions): HeadlinePower[] {
  const { marginPoints, effects = [0, 2, 3, 5], comparisons = 1, simulations = 4000, seed = 1 } = options;
  if (!(marginPoints > 0 && comparisons >= 1 && simulations >= 1))
    throw new InputError(
      `power: margin ${marginPoints}, ${comparisons} comparisons, ${simulations} simulations, expected all above 0`,
    );
  const { seedStandardError, seedDf, testStandardError, baselineStandardError } = parts;
  const fixed = Math.hypot(testStandardError, baselineStandardError);
  const quantiles = (p: number) => [normalQuantile(p, 0, 1), tQuantile(p, seedDf)] as const;
  const [ofInterval, ofMargin, ofZero] = [0.975, 0.95, 1 - 0.025 / comparisons].map(quantiles) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  return effects.map((effectPoints) => {
    const random = new Random(seed).stream(`power ${effectPoints}`);
    let [noRise, raises, covered] = [0, 0, 0];
    for (let run = 0; run < simulations; run++) {
      const value = effectPoints + fixed * random.normal() + seedStandardError * random.normal();
      const estimated = seedStandardError * Math.sqrt(drawChiSquare(seedDf, random) / seedDf);
      const reach = ([z, t]: readonly [number, number]) => Math.hypot(z * fixed, t * estimated);
      if (Math.abs(value - effectPoints) <= reach(ofInterval)) covered++;
      if (value + reach(ofMargin) < marginPoints) noRise++;
      else if (value > reach(ofZero)) raises++;
    }
    return {
      effectPoints,
      noRise: noRise / simulations,
      raises: raises / simulations,
      covered: covered / simulations,
    };
  });
}

/** The parts with another number of seeds: their variance falls with it, and their degrees of freedom rise. */
export function withSeedCount(parts: ErrorParts, from: number, to: number): ErrorParts {
  const { testStandardError, baselineStandardError } = parts;
  return {
    testStandardError,
    baselineStandardError,
    seedStandardError: parts.seedStandardError * Math.sqrt(from / to),
    seedDf: Math.max(1, (parts.seedDf * (to - 1)) / (from - 1)),
  };
}
