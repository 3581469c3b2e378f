import type { Interval } from "./interval.js";

/** A value in percentage points with its interval and the draws the interval was read from, sorted. */
export interface Estimate extends Interval {
  readonly value: number;
  /** Sorted; for a test against a margin (equivalence.ts). */
  readonly draws: Float64Array;
}

/** Percentile interval of draws; sorts them in place. */
export function estimateFrom(value: number, draws: Float64Array, level: number): Estimate {
  draws.sort();
  const tail = (1 - level) / 2;
  return { value, low: quantileOf(draws, tail), high: quantileOf(draws, 1 - tail), level, draws };
}

/** Quantile of sorted draws with interpolation between neighbours at (n + 1)·p. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const place = Math.min(Math.max((sorted.length + 1) * p - 1, 0), sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
