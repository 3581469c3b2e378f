import { checkFraction, checkTotal } from "./count.js";

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

/**
 * Refuses points whose accuracies are no fractions or whose totals are no numbers of images.
 * @param what the points are, for the message: `baseline`, `models`
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
