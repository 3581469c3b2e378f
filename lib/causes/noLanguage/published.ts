import { isBaseline, isMidBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { contrast } from "../../robustness/contrast.js";
import {
  againstTestbed,
  averagedShifts,
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import { pairedContrast } from "../../robustness/pairedContrast.js";

/** CLIP ResNets on YFCC-15M, the pool of the paper's baseline without a language model. */
export const clipOnYfcc: readonly string[] = ["RN50/yfcc15m", "RN101/yfcc15m"];

/**
 * The reference value for a model without language on YFCC-15M: how far CLIP on the same pool lies above the
 * testbed's baseline, with ObjectNet. At 32–34% on ImageNet the baseline is determined by ImageNet's subsamples.
 * @param openClip accuracies.csv
 */
export function clipOnSmallPools(
  testbed: readonly PublishedModel[],
  openClip: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const zeroShot = openClip.filter(({ regime }) => regime === "clip-zero-shot");
  const evaluations = againstTestbed(testbed, zeroShot, averagedShifts, options);
  const sides = { comparison: "CLIP on YFCC-15M − ImageNet", a: clipOnYfcc, b: isMidBaseline };
  return { evaluations, contrasts: contrast(evaluations, { ...options, ...sides }) };
}

/** Networks trained with the same recipe on unlabelled YFCC photos and on Instagram photos with hashtags. */
const semiSupervised = [
  "resnet18",
  "resnet50",
  "resnext50_32x4d",
  "resnext101_32x4d",
  "resnext101_32x8d",
  "resnext101_32x16d",
];

/**
 * Robustness from web images without a language model, by their supervision, always after fine-tuning on ImageNet. No
 * labels (SEER) and 1,500 hashtags that match the names of ImageNet's classes (WSL; the mean of three networks) are
 * each compared with the baseline. Then six networks with hashtags are compared with the same six on YFCC photos
 * labelled by a teacher from ImageNet.
 */
export function webImagesWithoutLanguage(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const tagged = (tag: string) => (model: PublishedModel) => model.model.includes(tag);
  const fromLine = (comparison: string, tag: string) =>
    contrast(evaluations, { ...options, comparison, a: tagged(tag), b: isBaseline });
  return {
    evaluations,
    contrasts: [
      ...fromLine("images alone (SEER) − ImageNet", ".seer_ft"),
      ...fromLine("hashtags (WSL) − ImageNet", ".fb_wsl"),
      ...pairedContrast(evaluations, {
        ...options,
        comparison: "hashtags − unlabelled",
        pairs: semiSupervised.map((network) => ({
          a: `${network}.fb_swsl_ig1b_ft_in1k`,
          b: `${network}.fb_ssl_yfcc100m_ft_in1k`,
          cluster: network,
        })),
      }),
    ],
  };
}
