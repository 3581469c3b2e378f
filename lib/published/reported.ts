import { checkFraction } from "../stats/index.js";
import type { ReportedNumber } from "./load.js";

/** The published accuracies of one network, by the way it was trained to classify; null if not published. */
interface ReportedNetwork {
  readonly model: string;
  readonly trainingData: string;
  readonly zeroShot: number | null;
  /** A linear classifier trained on labels on top of the frozen network. */
  readonly linearProbe: number | null;
  /** The whole network, trained further on ImageNet's labels. */
  readonly fineTuned: number | null;
  /** Self-supervised, then trained as a classifier on labels of its own pool; never trained on ImageNet. */
  readonly ownLabels: number | null;
}

/**
 * Groups single numbers on one test set by network: `CLIP ViT-S YFCC-15M 25ep (linear)` belongs to `CLIP ViT-S
 * YFCC-15M 25ep`. Networks are in order of first occurrence. If a number is reported twice, the first one counts.
 * @throws InputError for an accuracy that is not a fraction
 */
export function reportedNetworks(
  numbers: readonly ReportedNumber[],
  testSet = "imagenet",
): ReportedNetwork[] {
  for (const { model, test_set, accuracy } of numbers)
    checkFraction(accuracy, `model "${model}", ${test_set}`);
  const own = numbers.filter(({ test_set }) => test_set === testSet);
  const nameOf = (model: string) => model.replace(/ \((linear|fine-tuned)\)$/, "");
  return [...new Set(own.map(({ model }) => nameOf(model)))].map((model) => {
    const rows = own.filter((row) => nameOf(row.model) === model);
    const read = (kind: ReportedNumber["training_kind"]) =>
      rows.find(({ training_kind }) => training_kind === kind)?.accuracy ?? null;
    return {
      model,
      trainingData: rows[0]!.training_data.replace(/, frozen.*| -> .*/, ""),
      zeroShot: read("zero-shot"),
      linearProbe: read("linear-probe"),
      fineTuned: read("fine-tuned"),
      ownLabels: read("self-supervised"),
    };
  });
}
