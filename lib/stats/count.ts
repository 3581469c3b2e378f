import { InputError } from "../base/errors.js";

/** An accuracy as a count: `correct` of `total` test images. The ratio alone does not determine an interval. */
export interface Count {
  readonly correct: number;
  readonly total: number;
}

/** What an accuracy must be, for messages: `"63.3" is not <this>`. */
export const fractionExpected = "a fraction in [0, 1]; percent must be divided by 100";

/**
 * Checks that an accuracy is a fraction.
 * @param place where the value was found, for the message, e.g. `x`
 * @throws InputError for percentages, counts, negative numbers and NaN
 */
export function checkFraction(value: number, place: string): void {
  if (!(value >= 0 && value <= 1)) throw new InputError(`${place}: "${value}" is not ${fractionExpected}`);
}

/**
 * Checks a number of test images.
 * @throws InputError unless it is a whole number, 1 or more
 */
export function checkTotal(total: number, place: string): void {
  if (!(Number.isSafeInteger(total) && total >= 1))
    throw new InputError(`${place}: "${total}" is not a whole number of test images, 1 or more`);
}

/**
 * Checks a count of correct answers.
 * @throws InputError unless 0 ≤ correct ≤ total are whole numbers and total is 1 or more
 */
export function checkCount({ correct, total }: Count, place = "count"): void {
  checkTotal(total, `${place}, total`);
  if (!(Number.isSafeInteger(correct) && correct >= 0 && correct <= total))
    throw new InputError(`${place}, correct: "${correct}" is not a whole number from 0 to ${total}`);
}

/** correct / total, a fraction in [0, 1]. @throws InputError if it is not a count */
export function accuracy(count: Count): number {
  checkCount(count);
  return count.correct / count.total;
}

/**
 * An accuracy strictly between 0 and 1, so that it is finite on every scale: 0 and n correct of n become ½/(n+1) and
 * (n+½)/(n+1). All other accuracies are unchanged.
 * @throws InputError if it is not a count
 */
export function interiorAccuracy(count: Count): number {
  checkCount(count);
  const { correct, total } = count;
  return correct > 0 && correct < total ? correct / total : (correct + 0.5) / (total + 1);
}
