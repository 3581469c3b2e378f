import { InputError } from "../base/errors.js";
import type { Line } from "./leastSquares.js";

const mostPoints = 5000;

/**
 * The Theil–Sen line: the median of the slopes of all pairs of points with different x, and the median of y −
 * slope·x. Up to 29% of the points can be arbitrary without moving the line far (Sen 1968). It computes the slopes of
 * all n(n−1)/2 pairs: 0.36 million for 847 points.
 * @returns undefined if all x are equal
 * @throws InputError for more than 5,000 points, whose pairs would need too much memory
 */
export function theilSenLine(x: Float64Array, y: Float64Array): Line | undefined {
  if (x.length > mostPoints)
    throw new InputError(`theil-sen: ${x.length} models form too many pairs, expected at most ${mostPoints}`);
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let i = 1; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const across = x[i]! - x[j]!;
      if (across !== 0) slopes[count++] = (y[i]! - y[j]!) / across;
    }
  if (count === 0) return undefined;
  const slope = median(slopes.subarray(0, count));
  return { slope, intercept: median(y.map((value, i) => value - slope * x[i]!)) };
}

/** The median. Sorts its argument in place. */
export function median(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}
