import type { ImageEvaluation } from "./evaluateImages.js";

const nearChance = 0.02;
const explains = 0.3;
const collapsed = 0.5;
const classes = 1000;

/** The i-th of the names `0` … `999` sorted as strings: 0, 1, 10, 100, 101, … */
const asStrings = Array.from({ length: classes }, (_, index) => String(index))
  .sort()
  .map(Number);

/**
 * Looks for the reason of an accuracy near chance: labels that would be right under a usual mistake, or predictions that
 * do not depend on the image. One sentence each; empty if the accuracy is not near chance.
 */
export function diagnose({
  results,
  predictions,
  labels,
}: Pick<ImageEvaluation, "results" | "predictions" | "labels">): string[] {
  const { correct, total, testSet } = results[0]!;
  if (total === 0 || correct / total > nearChance) return [];
  const share = (guess: (label: number) => number) =>
    labels.filter((label, at) => guess(label) === predictions[at]).length / total;
  const place = new Map(asStrings.map((index, at) => [index, at]));
  const own = [...new Set(labels)].sort((a, b) => a - b);
  const position = new Map(own.map((label, at) => [label, at]));
  for (const [guess, words] of [
    [
      (label: number) => asStrings[label]!,
      "the model's classes were numbered by folders sorted as strings (0, 1, 10, 100 …)",
    ],
    [
      (label: number) => place.get(label)!,
      "the model's classes were numbered by folders sorted as strings (0, 1, 10, 100 …)",
    ],
    [
      (label: number) => position.get(label)!,
      "the model numbers the classes by their position among this test set's folders, not as ImageNet's 1,000",
    ],
    [(label: number) => label + 1, "the model's classes are shifted by one, as with a background class"],
    [(label: number) => label - 1, "the model's classes are shifted by one"],
  ] as const) {
    const found = share(guess);
    if (found > explains && found > 10 * (correct / total))
      return [`${testSet}: ${(100 * found).toFixed(1)}% of the labels would be right if ${words}`];
  }
  const counts = new Map<number, number>();
  for (const index of predictions) counts.set(index, (counts.get(index) ?? 0) + 1);
  const most = Math.max(...counts.values()) / total;
  return [
    `${testSet}: ${((100 * correct) / total).toFixed(2)}% is near chance; ${
      most > collapsed
        ? `${(100 * most).toFixed(0)}% of the images get one class, as happens when mean and std are swapped or pixels have another range`
        : "check mean and std, the order of the classes and of the colours"
    }`,
  ];
}
