import { InputError } from "../base/errors.js";

/** An accuracy is a count: `correct` of `total` test images. The ratio alone has no interval. */
export interface Count {
  readonly correct: number;
  readonly total: number;
}

/** What an accuracy has to be, for messages: `"63.3" is not <this>`. */
export const fractionExpected = "a fraction in [0, 1]; percent must be divided by 100";

/**
 * Refuses an accuracy that is no fraction.
 * @param place where it stands, for the message, e.g. `x`
 * @throws InputError for percentages, counts, negative numbers and NaN
 */
export function checkFraction(value: number, place: string): void {
  if (!(value >= 0 && value <= 1)) throw new InputError(`${place}: "${value}" is not ${fractionExpected}`);
}

/**
 * Refuses what is no number of test images.
 * @throws InputError unless it is a whole number, 1 or more
 */
export function checkTotal(total: number, place: string): void {
  if (!(Number.isSafeInteger(total) && total >= 1))
    throw new InputError(`${place}: "${total}" is not a whole number of test images, 1 or more`);
}

/**
 * Refuses what is no count of right answers.
 * @throws InputError unless 0 ≤ correct ≤ total are whole numbers and total is 1 or more
 */
export function checkCount({ correct, total }: Count, place = "count"): void {
  checkTotal(total, `${place}, total`);
  if (!(Number.isSafeInteger(correct) && correct >= 0 && correct <= total))
    throw new InputError(`${place}, correct: "${correct}" is not a whole number from 0 to ${total}`);
}

/** correct / total, a fraction in [0, 1]. @throws InputError for what is no count */
export function accuracy(count: Count): number {
  checkCount(count);
  return count.correct / count.total;
}

/**
 * The accuracy kept off 0 and 1, so that every scale can show it: 0 and n correct of n become ½/(n+1) and
 * (n+½)/(n+1), everything else stays as it is.
 * @throws InputError for what is no count
 */
export function interiorAccuracy(count: Count): number {
  checkCount(count);
  const { correct, total } = count;
  return correct > 0 && correct < total ? correct / total : (correct + 0.5) / (total + 1);
}
