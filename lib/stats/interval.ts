import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import type { Count } from "./count.js";

/** An interval and the confidence it claims. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, e.g. 0.95. */
  readonly level: number;
}

/**
 * Clopper–Pearson interval of an accuracy, as fractions: from B⁻¹(α/2; k, n−k+1) to B⁻¹(1−α/2; k+1, n−k), α =
 * 1 − level, B⁻¹ the beta quantile. It never covers less than it claims; 0 of n starts at 0, n of n ends at
 * 1.
 * @param level nominal coverage in (0, 1), default 0.95 (Taori et al.'s figures use 0.995)
 * @throws RangeError unless 0 ≤ correct ≤ total are whole numbers and total > 0
 */
export function clopperPearson(count: Count, level = 0.95): Interval {
  const { correct, total } = count;
  if (!Number.isInteger(correct) || !Number.isInteger(total) || correct < 0 || correct > total || total < 1)
    throw new RangeError(`${correct} of ${total} is not a count`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level ${level} is not in (0, 1)`);
  const tail = (1 - level) / 2;
  return {
    low: correct === 0 ? 0 : betaQuantile(tail, correct, total - correct + 1),
    high: correct === total ? 1 : betaQuantile(1 - tail, correct + 1, total - correct),
    level,
  };
}
