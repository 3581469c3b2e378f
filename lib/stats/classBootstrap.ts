import { InputError } from "../base/errors.js";
import type { Random } from "../base/random.js";
import type { Count } from "./count.js";

/** A count of right answers, also by class number. */
export interface ClassCount extends Count {
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
}

/**
 * How often each class is drawn in each draw of a bootstrap over classes: as many classes as there are, with
 * replacement. All models of a draw are scored with the same weights, so what the models have in common (easy and hard
 * classes, the very images they share) stays in common, and a difference between two models keeps only what its images
 * do not settle.
 * @returns [draws][classes]
 */
export function drawClassWeights(classes: number, draws: number, random: Random): Uint16Array[] {
  return Array.from({ length: draws }, () => {
    const times = new Uint16Array(classes);
    for (let drawn = 0; drawn < classes; drawn++) times[random.integer(classes)]!++;
    return times;
  });
}

/**
 * Accuracy (a fraction) where class c counts weights[c] times. NaN if no image is left.
 * @throws InputError for a class whose right answers are no whole number from 0 to its images
 */
export function weightedAccuracy(
  { correctByClass, totalByClass }: ClassCount,
  weights: ArrayLike<number>,
): number {
  let correct = 0;
  let total = 0;
  for (let at = 0; at < totalByClass.length; at++) {
    const right = correctByClass[at]!;
    const images = totalByClass[at]!;
    if (!(right >= 0 && right <= images && Number.isInteger(right) && Number.isInteger(images)))
      throw new InputError(
        `class ${at}: "${right}" right of "${images}" images, expected whole numbers, none above the images`,
      );
    correct += weights[at]! * right;
    total += weights[at]! * images;
  }
  return correct / total;
}
