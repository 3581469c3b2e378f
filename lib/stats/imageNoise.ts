import type { Random } from "../base/random.js";
import { checkFraction, checkTotal } from "./count.js";
import { drawGamma } from "./gamma.js";

/** With at least this many correct and wrong answers, accuracies are drawn from a corrected normal distribution. */
export const manyAnswers = 100;

/**
 * Fills `into` with draws from Beta(k + ½, n − k + ½), the Jeffreys posterior of an accuracy observed as k of n.
 *
 * For most counts, redrawing the count from a binomial distribution would give the same intervals. But a model with 0
 * of n correct would get 0 of n in every draw, as if its accuracy were certain. The Jeffreys posterior keeps
 * intervals of rare counts near their nominal coverage (Brown, Cai, DasGupta 2001). Its draws are never 0 or 1, so
 * they are finite on every scale.
 *
 * If fewer than 100 answers are correct or wrong, draws are exact, from two gamma numbers. Otherwise they are mean +
 * sd · (z + skew/6 · (z² − 1)) with z standard normal (Cornish–Fisher); the error is at most 0.005 sd at the 95%
 * quantiles (tested), and one normal number replaces two gamma numbers. Models are drawn independently although they
 * share test images. Shared noise also moves the baseline and cancels in ρ, so intervals dominated by image noise
 * (ImageNetV2's) are conservative.
 *
 * @param accuracy k/n as a fraction; accuracy · total need not be a whole number, since published fractions are
 *   rounded
 * @param total n, number of test images
 * @throws InputError if the accuracy is not a fraction or the total is not a number of images
 */
export function drawAccuracies(accuracy: number, total: number, random: Random, into: Float64Array): void {
  checkFraction(accuracy, "accuracy");
  checkTotal(total, "total");
  const a = accuracy * total + 0.5;
  const b = (1 - accuracy) * total + 0.5;
  if (Math.min(a, b) < manyAnswers) {
    for (let draw = 0; draw < into.length; draw++) {
      const right = drawGamma(a, random);
      into[draw] = right / (right + drawGamma(b, random));
    }
    return;
  }
  const n = a + b;
  const mean = a / n;
  const sd = Math.sqrt((a * b) / (n + 1)) / n;
  const bend = betaSkewness(a, b) / 6;
  for (let draw = 0; draw < into.length; draw++) {
    const z = random.normal();
    into[draw] = mean + sd * (z + bend * (z * z - 1));
  }
}

function betaSkewness(a: number, b: number): number {
  return (2 * (b - a) * Math.sqrt(a + b + 1)) / ((a + b + 2) * Math.sqrt(a * b));
}
