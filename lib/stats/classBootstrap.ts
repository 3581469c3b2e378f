import { InputError } from "../base/errors.js";
import type { Random } from "../base/random.js";
import type { Count } from "./count.js";

/** A count of correct answers, in total and by class number. */
export interface ClassCount extends Count {
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
}

/**
 * Bootstrap over classes: how often each class occurs in each draw. Every draw takes as many classes as there are,
 * with replacement. Score all models with the same weights: effects that the models share (easy and hard classes, the
 * same test images) then cancel in a difference between two models.
 * @returns [draws][classes]
 */
export function drawClassWeights(classes: number, draws: number, random: Random): Uint16Array[] {
  return Array.from({ length: draws }, () => {
    const times = new Uint16Array(classes);
    for (let drawn = 0; drawn < classes; drawn++) times[random.integer(classes)]!++;
    return times;
  });
}

/** @throws InputError if the correct answers of a class are not a whole number from 0 to its number of images */
export function checkClass(at: number, right: number, images: number): void {
  if (!(right >= 0 && right <= images && Number.isInteger(right) && Number.isInteger(images)))
    throw new InputError(
      `class ${at}: "${right}" right of "${images}" images, expected whole numbers, none above the images`,
    );
}

/**
 * Accuracy (a fraction) with class c counted weights[c] times. NaN if the weights leave no image.
 * @throws InputError if the correct answers of a class are not a whole number from 0 to its number of images
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
    checkClass(at, right, images);
    correct += weights[at]! * right;
    total += weights[at]! * images;
  }
  return correct / total;
}
