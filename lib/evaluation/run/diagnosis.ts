import type { Preprocessing } from "../pixels/preprocess.js";
import type { ImageEvaluation } from "./evaluateImages.js";

const nearChance = 0.02;
const explains = 0.3;
const collapsed = 0.5;
const classes = 1000;

/** The i-th of the names `0` … `999` sorted as strings: 0, 1, 10, 100, 101, … */
const asStrings = Array.from({ length: classes }, (_, index) => String(index))
  .sort()
  .map(Number);

/** Means and standard deviations that models are trained with, in the order of the channels. */
const usual = [
  { name: "ImageNet", mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  { name: "CLIP", mean: [0.4815, 0.4578, 0.4082], std: [0.2686, 0.2613, 0.2758] },
];

/**
 * Whether the two lists of a preprocessing have changed places, one sentence; undefined if they have not. This is known
 * before any image is scored.
 */
export function swappedNormalisation({ mean, std }: Pick<Preprocessing, "mean" | "std">): string | undefined {
  const near = (a: readonly number[], b: readonly number[]) =>
    a.every((value, at) => Math.abs(value - b[at]!) < 0.01);
  const found = usual.find((one) => near(mean, one.std) && near(std, one.mean));
  return found && `mean and std are swapped: std is ${found.name}'s mean (${std.join(", ")})`;
}

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
