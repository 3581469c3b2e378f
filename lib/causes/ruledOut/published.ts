import { type Architecture, architecture } from "../../published/architecture.js";
import { isBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { sameWeights } from "../../published/sameWeights.js";
import { contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import {
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import { pairedContrast } from "../../robustness/pairedContrast.js";

/** CLIP's transformers, and convolutional networks of about equal accuracy trained on the same pairs. */
const clipPairs = {
  "ViT − ResNet, CLIP on WIT-400M": [
    ["ViT-B-32/openai", "RN101/openai"],
    ["ViT-B-16/openai", "RN50x16/openai"],
    ["ViT-L-14/openai", "RN50x64/openai"],
  ],
  "ViT-B/16 − ConvNeXt-B, CLIP on LAION-2B": [
    ["ViT-B-16/laion2b_s34b_b88k", "convnext_base_w/laion2b_s13b_b82k"],
  ],
} as const;

export interface SizeOptions extends ExperimentOptions {
  /**
   * Minimum size of a large network and maximum size of a small one, in millions of parameters; default 80 and 20.
   */
  readonly largeFromM?: number;
  readonly smallToM?: number;
}

/**
 * Compares architectures and sizes at equal training data and equal accuracy: attention and perceptrons with the line
 * of convolutional networks, and large networks with the line of small ones. All were trained on ImageNet-1k, and
 * families are resampled. Then compares selected CLIP networks in pairs.
 */
export function architectureAndSize(
  models: readonly PublishedModel[],
  options: SizeOptions,
): NaturalExperiment {
  const { largeFromM = 80, smallToM = 20 } = options;
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const kind = (wanted: Architecture) => (model: PublishedModel) =>
    isBaseline(model) && architecture(model) === wanted;
  const ofSize = (holds: (millions: number) => boolean) => (model: PublishedModel) =>
    isBaseline(model) && model.paramsM !== null && holds(model.paramsM);
  type Rule = (model: PublishedModel) => boolean;
  const fromLine = (comparison: string, a: Rule, b: Rule) =>
    contrastAtEqualAccuracy(evaluations, { ...options, comparison, a, b, members: "sampled" });
  return {
    evaluations,
    contrasts: [
      ...fromLine("attention − convolution", kind("attention"), kind("convolution")),
      ...fromLine("perceptrons − convolution", kind("perceptron"), kind("convolution")),
      ...fromLine(
        `${largeFromM}M parameters and more − ${smallToM}M and less`,
        ofSize((millions) => millions >= largeFromM),
        ofSize((millions) => millions <= smallToM),
      ),
      ...Object.entries(clipPairs).flatMap(([comparison, pairs]) =>
        pairedContrast(evaluations, {
          ...options,
          comparison,
          members: "fixed",
          pairs: pairs.map(([a, b]) => ({ a, b, cluster: a })),
        }),
      ),
    ],
  };
}

/**
 * Compares the same CLIP weights fine-tuned via ImageNet-12k and directly on ImageNet-1k, at one image size.
 */
export function furtherFineTuning(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const pairs = sameWeights(models);
  const straight = new Set(
    pairs.filter(({ viaImageNet12k }) => !viaImageNet12k).map(({ fineTuned }) => fineTuned),
  );
  return {
    evaluations,
    contrasts: pairedContrast(evaluations, {
      ...options,
      comparison: "via ImageNet-12k − directly",
      pairs: pairs
        .filter(({ viaImageNet12k }) => viaImageNet12k)
        .map(({ zeroShot, fineTuned }) => ({
          a: fineTuned,
          b: fineTuned.replace("_ft_in12k_in1k", "_ft_in1k"),
          cluster: zeroShot,
        }))
        .filter(({ b }) => straight.has(b)),
    }),
  };
}
