/**
 * Sums over points from which a weighted least-squares line follows (x and y are on the scaled axes). Sums can be
 * added and subtracted, so fitting a line without a family, or with a family drawn twice, needs no pass over the
 * points.
 */
export interface LineSums {
  /** Σ w */
  w: number;
  /** Σ w·x */
  x: number;
  /** Σ w·y */
  y: number;
  /** Σ w·x² */
  xx: number;
  /** Σ w·x·y */
  xy: number;
}

/** y = intercept + slope · x on the scaled axes. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

export function noSums(): LineSums {
  return { w: 0, x: 0, y: 0, xx: 0, xy: 0 };
}

/** Adds `times` copies of the sums `part` to `sums`, in place; a negative number subtracts. */
export function addSums(sums: LineSums, part: LineSums, times = 1): void {
  sums.w += times * part.w;
  sums.x += times * part.x;
  sums.y += times * part.y;
  sums.xx += times * part.xx;
  sums.xy += times * part.xy;
}

/** The sums of one point. */
export function pointSums(x: number, y: number, w: number): LineSums {
  return { w, x: w * x, y: w * y, xx: w * x * x, xy: w * x * y };
}

/** Σ w·(x − x̄)², the denominator of the slope. */
export function spread(sums: LineSums): number {
  return sums.xx - (sums.x * sums.x) / sums.w;
}

/**
 * The least-squares line from sums, or undefined if all x are equal. Centre the coordinates near their mean first;
 * otherwise Σx² − (Σx)²/n loses precision.
 */
export function solveLine(sums: LineSums): Line | undefined {
  const across = spread(sums);
  if (!(sums.w > 0) || !(across > 1e-12 * sums.xx + 1e-300)) return undefined;
  const slope = (sums.xy - (sums.x * sums.y) / sums.w) / across;
  return { slope, intercept: (sums.y - slope * sums.x) / sums.w };
}
