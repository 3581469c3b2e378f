import type { Random } from "../base/random.js";
import { checkFraction, checkTotal } from "./count.js";
import { drawGamma } from "./gamma.js";

/** From this many right and wrong answers on, an accuracy is drawn from a corrected normal distribution. */
export const manyAnswers = 100;

/**
 * Fills `into` with accuracies that a count of test images leaves possible: draws from Beta(k + ½, n − k +
 * ½), the Jeffreys posterior of an accuracy seen as k of n.
 *
 * Why not redraw the count binomially: for ordinary counts the two agree, but a model with 0 of n right would
 * be redrawn as 0 of n each time, as if it were certain. The Jeffreys draw keeps the interval of a rare count
 * near its nominal coverage (Brown, Cai, DasGupta 2001), and never being 0 or 1 it has a place on every
 * scale.
 *
 * How: exactly, from two gamma numbers, where fewer than 100 answers are right or wrong; else as mean + sd ·
 * (z + skew/6 · (z² − 1)), z standard normal (Cornish–Fisher). The terms left out come to at most 0.005 sd at
 * the 95% quantiles there (tested), and one normal number replaces two gamma numbers. Models are drawn
 * independently although they share their test images: what all of them share moves the baseline along and
 * cancels in ρ, so intervals that image noise leads (ImageNetV2's) are cautious rather than short.
 *
 * @param accuracy k/n as a fraction; need not be a whole count, published fractions are rounded
 * @param total n, number of test images
 * @throws InputError for an accuracy that is no fraction or a total that is no number of images
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
