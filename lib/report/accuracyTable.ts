import { accuracy, type Count, clopperPearson } from "../stats/index.js";
/** Formats of the columns of `accuracyRows`, for `displayTable`. */
export const accuracyFormats = { accuracy: "percent", low: "percent", high: "percent" } as const;

/**
 * One row per test set: the count, the accuracy and its exact 95% interval (Clopper and Pearson 1934), as fractions.
 * @param counts title of the test set → right answers and images
 * @throws InputError for what is no count
 */
export function accuracyRows(
  counts: Readonly<Record<string, Count>>,
): { "test set": string; correct: number; total: number; accuracy: number; low: number; high: number }[] {
  return Object.entries(counts).map(([title, { correct, total }]) => {
    const { low, high } = clopperPearson({ correct, total });
    return { "test set": title, correct, total, accuracy: accuracy({ correct, total }), low, high };
  });
}
