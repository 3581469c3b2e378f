import { average } from "./average.js";
import type { Interval } from "./interval.js";

/** An interval in percentage points and the draws it comes from. */
export interface Estimate extends Interval {
  /** Sorted. Used by equivalence tests (equivalence.ts). */
  readonly draws: Float64Array;
}

/** The interval of an estimate, without its draws. */
export function intervalOf({ value, low, high, level }: Interval): Interval {
  return { value, low, high, level };
}

/** A value in percentage points and its draws in the order they were drawn. */
export interface PairedDraws {
  readonly value: number;
  readonly draws: Float64Array;
}

/**
 * The average of several values, with its interval. Values are averaged draw by draw, so errors that they share in
 * draw d (a resampled baseline, the images of one test set) do not average out.
 * @throws RangeError if there are no values, or their numbers of draws differ
 */
export function averageOf(parts: readonly PairedDraws[], level = 0.95): Estimate {
  const [first] = parts;
  if (!first || parts.some(({ draws }) => draws.length !== first.draws.length))
    throw new RangeError("an average of draws needs at least one value, and equally many draws of each");
  const mean = (numberOf: (part: PairedDraws) => number) => average(parts.map(numberOf));
  const draws = first.draws.map((_, draw) => mean((part) => part.draws[draw]!));
  return estimateFrom(
    mean(({ value }) => value),
    draws,
    level,
  );
}

/** Percentile interval of draws. Sorts `draws` in place. */
export function estimateFrom(value: number, draws: Float64Array, level: number): Estimate {
  draws.sort();
  const tail = (1 - level) / 2;
  return { value, low: quantileOf(draws, tail), high: quantileOf(draws, 1 - tail), level, draws };
}

/** Quantile of sorted draws at position (n + 1)·p, with linear interpolation. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const place = Math.min(Math.max((sorted.length + 1) * p - 1, 0), sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** Standard deviation of draws. */
export function deviationOf(draws: Float64Array): number {
  const mean = average(draws);
  return Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1));
}

/**
 * The part of the variance of a mean that is each member's own: Σ Var(member − mean)/(n(n − 1)) over n members that were
 * drawn together. What all members share cancels in the difference. 0 for a single member, about which it says nothing.
 * @param members draws of each member, in the order they were drawn
 */
export function ownVariance(members: readonly Float64Array[]): number {
  const n = members.length;
  const [first] = members;
  if (n < 2 || !first) return 0;
  const mean = first.map((_, draw) => members.reduce((sum, draws) => sum + draws[draw]!, 0) / n);
  const squares = members.reduce(
    (sum, draws) => sum + deviationOf(draws.map((value, draw) => value - mean[draw]!)) ** 2,
    0,
  );
  return squares / (n * (n - 1));
}

/** The draws with a smaller variance: drawn towards their mean, so that `variance` is taken off. */
export function lessVariance(draws: Float64Array, variance: number): Float64Array {
  const all = deviationOf(draws) ** 2;
  if (!(variance > 0 && all > 0)) return draws;
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const shrink = Math.sqrt(Math.max(0, all - variance) / all);
  return draws.map((draw) => mean + shrink * (draw - mean));
}
