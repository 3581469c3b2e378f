import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { InputError } from "../base/errors.js";
import { type Count, checkCount } from "./count.js";

/** A value and the interval around it, in one unit: fractions, or percentage points where a name says so. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, e.g. 0.95. */
  readonly level: number;
}

/**
 * Clopper–Pearson interval of an accuracy, as fractions: from B⁻¹(α/2; k, n−k+1) to B⁻¹(1−α/2; k+1, n−k), where α = 1
 * − level and B⁻¹ is the beta quantile. Its coverage is at least `level`. The interval of 0 of n starts at 0, and
 * that of n of n ends at 1.
 * @param level nominal coverage in (0, 1), default 0.95 (Taori et al.'s figures use 0.995)
 * @throws InputError unless 0 ≤ correct ≤ total are whole numbers and total > 0
 */
export function clopperPearson(count: Count, level = 0.95): Interval {
  const { correct, total } = count;
  checkCount(count);
  if (!(level > 0 && level < 1)) throw new InputError(`level: "${level}" is not between 0 and 1`);
  const tail = (1 - level) / 2;
  return {
    value: correct / total,
    low: correct === 0 ? 0 : betaQuantile(tail, correct, total - correct + 1),
    high: correct === total ? 1 : betaQuantile(1 - tail, correct + 1, total - correct),
    level,
  };
}
