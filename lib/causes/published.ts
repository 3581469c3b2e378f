import { loadPublished } from "../published/load.js";
import type { PublishedModel } from "../published/model.js";
import type { ExperimentOptions } from "../robustness/naturalExperiment.js";
import { type Contrast, meansOverShifts } from "../robustness/overShifts.js";
import { contrastiveOnImageNet } from "./contrastiveLoss/published.js";
import { oneRecipeOtherData } from "./distribution/published.js";
import { promptsCompared } from "./languageAtTest/published.js";
import { textOnImageNetImages } from "./languageAtTraining/published.js";
import { imageNetSubsamples, laionSizes } from "./size/published.js";

export interface PublishedTables {
  readonly testbed: readonly PublishedModel[];
  readonly accuracies: readonly PublishedModel[];
  readonly scaling: readonly PublishedModel[];
  readonly prompts: readonly PublishedModel[];
}

/** Reads the tables that `publishedCauses` compares. @throws InputError as `loadPublished` */
export async function loadPublishedTables(): Promise<PublishedTables> {
  return {
    testbed: await loadPublished("testbed"),
    accuracies: await loadPublished("accuracies"),
    scaling: await loadPublished("scaling"),
    prompts: await loadPublished("prompts"),
  };
}

/**
 * For each suspected cause, the natural experiment that keeps most other things equal, averaged over its shifts:
 * - size: one network on parts of ImageNet; LAION in three sizes at equal accuracy;
 * - distribution: one network and loss on ImageNet, YFCC and LAION;
 * - language at training: CLIP's loss on ImageNet's images against classifiers;
 * - language at test: 80 templates against one, the same CLIP model;
 * - contrastive loss: SimCLR on ImageNet's images against classifiers.
 *
 * Intervals are about networks like these, unless the options say otherwise (modelScatter.ts). The sign is such that Δρ above 0 means that the suspect raises ρ.
 */
export function publishedCauses(
  { testbed, accuracies, scaling, prompts }: PublishedTables,
  given: ExperimentOptions,
): Record<string, Contrast[]> {
  const options = { networks: "like these", ...given } as const;
  const named = (contrasts: readonly Contrast[], ...names: readonly string[]) =>
    meansOverShifts(contrasts).filter(({ comparison }) => names.includes(comparison));
  return {
    "training set size": [
      ...named(imageNetSubsamples(testbed, options).contrasts, "1/2 … 1/32 − all of ImageNet").map((each) =>
        turned(each, "all of ImageNet − 1/2 … 1/32"),
      ),
      ...named(laionSizes(testbed, scaling, options).contrasts, "LAION-80M − LAION-2B, equal accuracy").map(
        (each) => turned(each, "LAION-2B − LAION-80M, equal accuracy"),
      ),
    ],
    "training distribution": named(
      oneRecipeOtherData(testbed, scaling, options).contrasts,
      "YFCC-15M − ImageNet-1k, CLIP RN50",
      "LAION-15M − ImageNet-1k, CLIP RN50",
      "YFCC-15M and LAION-15M − ImageNet-1k, CLIP RN50",
    ),
    "language at training": named(
      textOnImageNetImages(testbed, scaling, options).contrasts,
      "text on ImageNet-1k: both",
    ),
    "language at test": named(
      promptsCompared(accuracies, prompts, options).contrasts,
      "80 templates − one template",
    ),
    "contrastive loss": named(contrastiveOnImageNet(testbed, options).contrasts, "SimCLR − cross-entropy"),
  };
}

/** The contrast with its sides swapped. */
function turned(contrast: Contrast, comparison: string): Contrast {
  const { deltaPoints, test, modelsA, modelsB, inDistributionA, inDistributionB } = contrast;
  const { value, low, high, level } = deltaPoints;
  const { kind, marginPoints } = test.verdict;
  return {
    ...contrast,
    comparison,
    deltaPoints: { value: -value, low: -high, high: -low, level },
    modelsA: modelsB,
    modelsB: modelsA,
    inDistributionA: inDistributionB,
    inDistributionB: inDistributionA,
    test: {
      ...test,
      pLower: test.pUpper,
      pUpper: test.pLower,
      verdict: { kind: kind === "higher" ? "lower" : kind === "lower" ? "higher" : kind, marginPoints },
    },
  };
}
