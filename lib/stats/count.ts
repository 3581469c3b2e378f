/** An accuracy is a count: `correct` of `total` test images. The ratio alone has no interval. */
export interface Count {
  readonly correct: number;
  readonly total: number;
}

/** correct / total, a fraction in [0, 1]. */
export function accuracy(count: Count): number {
  return count.correct / count.total;
}

/**
 * The accuracy kept off 0 and 1, so that every scale can show it: 0 and n correct of n become ½/(n+1) and
 * (n+½)/(n+1), everything else stays as it is.
 */
export function interiorAccuracy(count: Count): number {
  const { correct, total } = count;
  return correct > 0 && correct < total ? correct / total : (correct + 0.5) / (total + 1);
}
