import type { Line } from "./leastSquares.js";
import type { ScaledPoints } from "./scaledPoints.js";
import { median } from "./theilSen.js";

/** The line of a sample in which family f occurs times[f] times, or undefined where no two x differ. */
export type Resampler = (times: Int32Array) => Line | undefined;

/**
 * Theil–Sen lines of resampled families. The slopes of all pairs are sorted once. If family f occurs times[f] times
 * in a sample, a pair of points of families f and g occurs times[f] · times[g] times. The slope of the sample is
 * therefore a weighted median of the sorted list.
 */
export function theilSenResampler({ x, y, family, families }: ScaledPoints): Resampler {
  const { slopes, first, second } = sortedPairs(x, y, family);
  const pairs = new Float64Array(families * families); // how many pairs families f and g form
  for (let k = 0; k < slopes.length; k++) pairs[first[k]! * families + second[k]!]!++;
  return (times) => {
    let total = 0;
    for (let f = 0; f < families; f++)
      if (times[f] !== 0)
        for (let g = 0; g < families; g++) total += pairs[f * families + g]! * times[f]! * times[g]!;
    if (total === 0) return undefined;
    let passed = 0;
    let k = -1;
    while (2 * passed < total) {
      k++;
      passed += times[first[k]!]! * times[second[k]!]!;
    }
    const slope = slopes[k]!;
    const heights: number[] = [];
    for (let i = 0; i < x.length; i++)
      for (let copy = times[family[i]!]!; copy > 0; copy--) heights.push(y[i]! - slope * x[i]!);
    return { slope, intercept: median(Float64Array.from(heights)) };
  };
}

/** All pairs with different x, sorted by slope, and the families of their points. */
function sortedPairs(x: Float64Array, y: Float64Array, family: Int32Array) {
  const size = (x.length * (x.length - 1)) / 2;
  const unsorted = new Float64Array(size);
  const firstOf = new Int32Array(size);
  const secondOf = new Int32Array(size);
  let count = 0;
  for (let i = 1; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const across = x[i]! - x[j]!;
      if (across === 0) continue;
      unsorted[count] = (y[i]! - y[j]!) / across;
      firstOf[count] = family[i]!;
      secondOf[count] = family[j]!;
      count++;
    }
  const order = Uint32Array.from({ length: count }, (_, k) => k).sort((a, b) => unsorted[a]! - unsorted[b]!);
  return {
    slopes: Float64Array.from(order, (k) => unsorted[k]!),
    first: Int32Array.from(order, (k) => firstOf[k]!),
    second: Int32Array.from(order, (k) => secondOf[k]!),
  };
}
