/**
 * One model on the effective-robustness plane. x and y are accuracies as fractions in [0, 1]; the totals say
 * of how many test images, where that is known.
 */
export interface Point {
  /** In-distribution accuracy. */
  readonly x: number;
  /** Accuracy under shift. */
  readonly y: number;
  /** Test images behind x; without it, x counts as free of image noise. */
  readonly xTotal?: number;
  /** Test images behind y; without it, y counts as free of image noise. */
  readonly yTotal?: number;
  /** Models of one family are resampled together; a point without one is a family of its own. */
  readonly family?: string;
}

/** A point that has a name. */
export interface ModelPoint extends Point {
  readonly model: string;
}
