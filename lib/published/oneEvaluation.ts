import { InputError } from "../base/errors.js";
import { checkFraction } from "../stats/index.js";
import type { PublishedModel } from "./model.js";
import { imagesScored, testSetNamed } from "./testsets/dictionary.js";

/** Accuracies of models at another image size than that of their row: model → test set → fraction. */
export type OtherImageSizes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Test sets that nearly coincide with ImageNet: the same photographs with other labels, or photographs collected by the
 * same rule. Every model in the four tables with at least 5% on ImageNet lies within 0.30 of a line on logit axes, so a
 * row farther away than `reach` mixes accuracies of two models. The lines are least-squares fits to the 847 standard
 * models of accuracies.csv.
 */
const nearlyOne = [
  { set: "imagenet_v2", slope: 0.917, intercept: -0.489, reach: 0.45 },
  { set: "imagenet_real", slope: 0.963, intercept: 0.446, reach: 0.45 },
] as const;

/** Subsets of ImageNet's validation images. Each is scored among its own classes only. */
const subsets = ["imagenet_200r", "imagenet_200a", "imagenet_113"] as const;

/** Easier than ImageNet for all 1,500 models that have both: they have fewer classes, or several correct answers. */
const easier = ["imagenet_200r", "imagenet_200a", "imagenet_real"] as const;

const lowest = 0.05;

/** The fields needed for the check. `origin` distinguishes releases of a test set. */
interface EvaluatedRow extends Pick<PublishedModel, "model" | "imageSize" | "accuracies"> {
  readonly origin: string;
}

/**
 * Checks whether a row's accuracies can come from one evaluation. There are four signs that they cannot:
 * - An accuracy was published for the same model at another image size. The table's first edition had this fault.
 * - A class-subset accuracy is too low for the accuracy on all classes. With fewer classes to choose from, no correct
 *   prediction becomes wrong, so correct(all) ≤ correct(subset) + images outside the subset. This bound is exact.
 * - The accuracy on a test set that is easier for every published model is below that on ImageNet.
 * - The accuracy on ImageNetV2 or the ReaL labels is farther from that on ImageNet than for any published model.
 *
 * A mixture without these signs is not found: one number from a similar evaluation looks like any other.
 * @returns what is wrong, for an error message, or undefined
 * @throws InputError for an accuracy that is not a fraction
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
    // Allow one image for rounding in the published digits.
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
      return `${set} ${part} does not fit imagenet ${whole}, where models have ${low} to ${high}`;
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
