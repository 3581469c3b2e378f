import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { InputError } from "../base/errors.js";
import { type ClassCount, checkClass } from "./classBootstrap.js";
import type { Interval } from "./interval.js";

/**
 * Balanced accuracy: the mean over classes of the class's accuracy, a fraction. Classes without images are left out.
 * It does not depend on how many images each class happens to have.
 * @param weights how often each class counts, default once
 * @returns NaN if no class with images counts
 * @throws InputError if the correct answers of a class are not a whole number from 0 to its number of images
 */
export function balancedAccuracy(
  { correctByClass, totalByClass }: Pick<ClassCount, "correctByClass" | "totalByClass">,
  weights?: ArrayLike<number>,
): number {
  let sum = 0;
  let classes = 0;
  for (let at = 0; at < totalByClass.length; at++) {
    const right = correctByClass[at]!;
    const images = totalByClass[at]!;
    checkClass(at, right, images);
    if (images === 0) continue;
    const times = weights ? weights[at]! : 1;
    sum += (times * right) / images;
    classes += times;
  }
  return sum / classes;
}

/**
 * The equivalent number of images of a balanced accuracy A: as many images as a plain accuracy of A needs for the
 * variance of A, A(1 − A)/variance. The classes are fixed; their images vary. The variance is Σ s²/n over the K classes,
 * divided by K², where s² = n·p(1 − p)/(n − 1) is the unbiased variance of one image's answer in a class of n images. A
 * class of one image has no variance of its own and gets the mean s² of the others. If no class has both right and wrong
 * answers, the number is K²/Σ(1/n), which equal variances would give (Kish's effective sample size).
 * @returns a number above 0, in general not whole
 * @throws InputError if no class has images
 */
export function balancedImages(count: ClassCount): number {
  const { correctByClass, totalByClass } = count;
  const held = [...totalByClass.keys()].filter((at) => totalByClass[at]! > 0);
  if (held.length === 0)
    throw new InputError("balanced accuracy: no class has images, expected at least one");
  const accuracy = balancedAccuracy(count);
  const several = held.filter((at) => totalByClass[at]! > 1);
  const varianceOf = (at: number) => {
    const images = totalByClass[at]!;
    const right = correctByClass[at]! / images;
    return (images * right * (1 - right)) / (images - 1);
  };
  const usual = several.reduce((sum, at) => sum + varianceOf(at), 0) / Math.max(1, several.length);
  const inverse = held.reduce((sum, at) => sum + 1 / totalByClass[at]!, 0);
  const variance =
    held.reduce((sum, at) => {
      const images = totalByClass[at]!;
      return sum + (images > 1 ? varianceOf(at) : usual) / images;
    }, 0) /
    held.length ** 2;
  const spread = accuracy * (1 - accuracy);
  return variance > 0 && spread > 0 ? spread / variance : held.length ** 2 / inverse;
}

/**
 * Interval of a balanced accuracy, as fractions: Clopper and Pearson's, with the equivalent number of images in place of
 * a count (Korn and Graubard 1998). It is about other images of the same classes.
 * @param level nominal coverage in (0, 1), default 0.95
 * @throws InputError if no class has images, or for a level outside (0, 1)
 */
export function balancedInterval(count: ClassCount, level = 0.95): Interval {
  if (!(level > 0 && level < 1)) throw new InputError(`level: "${level}" is not between 0 and 1`);
  const value = balancedAccuracy(count);
  const images = balancedImages(count);
  const right = value * images;
  const tail = (1 - level) / 2;
  return {
    value,
    low: value === 0 ? 0 : betaQuantile(tail, right, images - right + 1),
    high: value === 1 ? 1 : betaQuantile(1 - tail, right + 1, images - right),
    level,
  };
}
