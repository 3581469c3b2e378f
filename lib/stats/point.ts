import { checkFraction, checkTotal } from "./count.js";

/**
 * Accuracies of one model on two test sets, as fractions in [0, 1], with the numbers of test images where they are
 * known.
 */
export interface Point {
  /** In-distribution accuracy. */
  readonly x: number;
  /** Accuracy under shift. */
  readonly y: number;
  /** Number of test images behind x. Without it, x has no image noise. */
  readonly xTotal?: number;
  /** Number of test images behind y. Without it, y has no image noise. */
  readonly yTotal?: number;
  /** Models of one family are resampled together. A point without a family forms its own. */
  readonly family?: string;
}

/** A point that has a name. */
export interface ModelPoint extends Point {
  readonly model: string;
}

/**
 * Checks that accuracies are fractions and totals are numbers of images.
 * @param what what the points are, for the message: `baseline`, `models`
 * @throws InputError naming the point, the coordinate, what was found and what was expected
 */
export function checkPoints(points: readonly Point[], what: string): void {
  points.forEach((point, at) => {
    const { model } = point as Partial<ModelPoint>;
    const place = model === undefined ? `${what}[${at}]` : `${what} "${model}"`;
    checkFraction(point.x, `${place}, x`);
    checkFraction(point.y, `${place}, y`);
    if (point.xTotal !== undefined) checkTotal(point.xTotal, `${place}, xTotal`);
    if (point.yTotal !== undefined) checkTotal(point.yTotal, `${place}, yTotal`);
  });
}
