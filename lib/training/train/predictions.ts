import type { Count } from "../../published/testsets/row.js";

/** Counts of correct predictions on a test set, in total and by class number. */
interface ClassCounts extends Count {
  readonly correctByClass: number[];
  readonly totalByClass: number[];
}

/**
 * The class with the largest score in each row. Ties go to the lowest class number. If all scores of a row are NaN, its
 * prediction is −1, which is never correct.
 * @param scores [rows, classes], row after row
 * @param among class numbers to choose from; all classes by default
 */
export function predictions(
  scores: ArrayLike<number>,
  classes: number,
  among?: readonly number[],
): Int32Array {
  const candidates = among ?? Array.from({ length: classes }, (_, at) => at);
  return Int32Array.from({ length: scores.length / classes }, (_, row) => {
    let best = -1;
    let largest = Number.NEGATIVE_INFINITY;
    for (const candidate of candidates) {
      const score = scores[row * classes + candidate]!;
      if (score > largest || (best === -1 && score === largest)) {
        best = candidate;
        largest = score;
      }
    }
    return best;
  });
}

/** Counts correct predictions. @throws RangeError if a label is not a class number */
export function countCorrect(predicted: Int32Array, labels: Int32Array, classes: number): ClassCounts {
  const correctByClass = new Array<number>(classes).fill(0);
  const totalByClass = new Array<number>(classes).fill(0);
  let correct = 0;
  for (const [at, label] of labels.entries()) {
    if (label < 0 || label >= classes)
      throw new RangeError(`test image ${at} has label ${label} of ${classes}`);
    totalByClass[label]!++;
    if (predicted[at] !== label) continue;
    correct++;
    correctByClass[label]!++;
  }
  return { correct, total: labels.length, correctByClass, totalByClass };
}
