import { InputError } from "../base/errors.js";
import { checkFraction } from "../stats/index.js";
import type { PublishedModel } from "./model.js";
import { imagesScored, testSetNamed } from "./testsets/dictionary.js";

/** Accuracies of a model at another image size than its row's: test set → fraction, by model. */
export type OtherImageSizes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Test sets that are nearly one with ImageNet: the same photographs under other labels, or photographs gathered by the
 * same rule. From 5% on ImageNet upwards every model of the four tables lies within 0.30 of one line on logit axes, so a
 * row farther away than `reach` holds accuracies of two models. Lines: least squares over the 847 standard models of
 * accuracies.csv.
 */
const nearlyOne = [
  { set: "imagenet_v2", slope: 0.917, intercept: -0.489, reach: 0.45 },
  { set: "imagenet_real", slope: 0.963, intercept: 0.446, reach: 0.45 },
] as const;

/** Subsets of ImageNet's validation images, each scored among its own classes alone. */
const subsets = ["imagenet_200r", "imagenet_200a", "imagenet_113"] as const;

/** Easier than ImageNet for each of the 1,500 models that have both: fewer classes, or several right answers. */
const easier = ["imagenet_200r", "imagenet_200a", "imagenet_real"] as const;

const lowest = 0.05;

/** What is needed of a row. `origin` tells releases of a test set apart. */
export interface EvaluatedRow extends Pick<PublishedModel, "model" | "imageSize" | "accuracies"> {
  readonly origin: string;
}

/**
 * Finds a row whose accuracies cannot be of one evaluation. Four signs:
 * - An accuracy that was published for the same model at another image size. That was the fault of this table's first edition.
 * - A class-subset accuracy too low for the accuracy on all classes. With fewer classes to choose from, no image that was
 *   right becomes wrong, so correct(all) ≤ correct(subset) + images outside the subset. This one is exact.
 * - An accuracy below ImageNet's on a test set that is easier for every published model.
 * - ImageNetV2 or the ReaL labels farther from ImageNet than for any published model.
 *
 * A mixture that leaves no such sign is not found: one number from a similar evaluation looks like any other.
 * @returns what is wrong, for a message, or undefined
 * @throws InputError for an accuracy that is no fraction
 */
export function mixedEvaluations(
  { model, origin, imageSize, accuracies }: EvaluatedRow,
  otherSizes: OtherImageSizes = new Map(),
): string | undefined {
  for (const [set, value] of accuracies) checkFraction(value, `model "${model}", ${set}`);
  for (const [set, other] of otherSizes.get(model) ?? [])
    if (accuracies.get(set) === other)
      return `${set} ${other} was measured at another image size than the row's ${imageSize ?? "own"}`;
  const whole = accuracies.get("imagenet");
  if (whole === undefined) return undefined;
  for (const set of subsets) {
    const part = accuracies.get(set);
    if (part === undefined) continue;
    const images = imagesScored(testSetNamed("imagenet"), origin);
    const inside = imagesScored(testSetNamed(set), origin);
    // One image either way for the digits that were printed.
    if (whole * images > part * inside + images - inside + 1)
      return `imagenet ${whole} is more than ${set} ${part} allows: at most ${(part * inside + images - inside) / images}`;
  }
  for (const set of easier) {
    const part = accuracies.get(set);
    if (part !== undefined && part < whole) return `${set} ${part} is below imagenet ${whole}`;
  }
  if (whole < lowest || whole >= 1) return undefined;
  for (const { set, slope, intercept, reach } of nearlyOne) {
    const part = accuracies.get(set);
    if (part === undefined || part <= 0 || part >= 1) continue;
    const expected = slope * logit(whole) + intercept;
    if (Math.abs(logit(part) - expected) > reach) {
      const [low, high] = [expected - reach, expected + reach].map((v) =>
        (1 / (1 + Math.exp(-v))).toFixed(2),
      );
      return `${set} ${part} does not go with imagenet ${whole}, where models have ${low} to ${high}`;
    }
  }
  return undefined;
}

/**
 * Checks every row of a table.
 * @throws InputError naming the file, the model and the two columns that disagree
 */
export function checkOneEvaluation(
  models: readonly PublishedModel[],
  file: string,
  otherSizes?: OtherImageSizes,
): void {
  for (const model of models) {
    const fault = mixedEvaluations(model, otherSizes);
    if (fault !== undefined)
      throw new InputError(
        `${file}: model "${model.model}": ${fault}; expected all accuracies of a row from one evaluation`,
      );
  }
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
