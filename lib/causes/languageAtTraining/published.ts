import { isBaseline, isMidBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { preTrainingOf, type Supervision } from "../../published/supervision.js";
import { contrast, contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import {
  againstTestbed,
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import { pairedContrast } from "../../robustness/pairedContrast.js";

/** The two networks trained with CLIP's loss on ImageNet-1k, with captions made from class names. */
const clipOnImageNet: readonly [resNet: string, vit: string] = ["CLIP-RN50-in1k", "CLIP-ViT-L-14-in1k"];

function clipOn(dataSet: string): (model: PublishedModel) => boolean {
  return ({ origin, trainingData }) => origin === "vlhub" && trainingData.startsWith(dataSet);
}

/** The groups of `textOnImageNetImages` by the name a figure gives them; the first is the baseline. */
export const groupsByImages: Readonly<Record<string, (model: PublishedModel) => boolean>> = {
  "ImageNet-1k, labels": isMidBaseline,
  "ImageNet-1k, CLIP loss": ({ model }) => clipOnImageNet.includes(model),
  "YFCC, CLIP loss": clipOn("YFCC"),
  "LAION, CLIP loss": clipOn("LAION"),
};

/**
 * CLIP's loss and text encoder on ImageNet's own images against classifiers on the same images (Feuer et al. 2023):
 * the distance of the two networks from the classifiers' line, together and individually, and for comparison that of
 * the same ResNet-50 on YFCC-15M and LAION-15M. Averages three shifts, because ObjectNet was not published for them.
 */
export function textOnImageNetImages(
  testbed: readonly PublishedModel[],
  scaling: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const clip = scaling.filter(({ origin, regime }) => origin === "vlhub" && regime === "clip-zero-shot");
  const evaluations = againstTestbed(testbed, clip, averagedShiftsWithoutObjectNet, options);
  const fromLine = (comparison: string, a: readonly string[]) =>
    contrastAtEqualAccuracy(evaluations, { ...options, comparison, a, b: isMidBaseline });
  const [resNet, vit] = clipOnImageNet;
  return {
    evaluations,
    contrasts: [
      ...fromLine("text on ImageNet-1k: both", clipOnImageNet),
      ...fromLine("text on ImageNet-1k: RN50", [resNet]),
      ...fromLine("text on ImageNet-1k: ViT-L/14", [vit]),
      ...fromLine("text on YFCC-15M: RN50", ["CLIP-RN50-yfcc15m"]),
      ...fromLine("text on LAION-15M: RN50", ["CLIP-RN50-laion15m"]),
    ],
  };
}

/** Whether a model saw images of this kind, then ImageNet-1k, and no other labelled set between them. */
function preTrainedOn(kind: Supervision): (model: PublishedModel) => boolean {
  const between = /ImageNet-12k -> ImageNet-1k$/;
  return (model) =>
    preTrainingOf(model) === kind && (kind === "classes" || !between.test(model.trainingData));
}

const kindsOfSupervision = ["image-text", "hashtags", "classes", "none"] as const;

/** The groups of `preTrainingCompared` by the name a figure gives them; the first is the baseline. */
export const groupsByPreTraining: Readonly<Record<string, (model: PublishedModel) => boolean>> = {
  "ImageNet-1k only": isBaseline,
  ...Object.fromEntries(kindsOfSupervision.map((kind) => [kind, preTrainedOn(kind)])),
};

/**
 * Compares models fine-tuned on ImageNet-1k by the supervision of their pre-training: texts, hashtags, classes or
 * nothing. Each is measured against the line of models trained only on ImageNet; then hashtags are compared with
 * texts. Groups are treated as samples, except SEER (`none`), which is a single family.
 */
export function preTrainingCompared(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const fromLine = (kind: Supervision) =>
    contrastAtEqualAccuracy(evaluations, {
      ...options,
      comparison: `${kind} − ImageNet-1k only`,
      a: preTrainedOn(kind),
      b: isBaseline,
      members: kind === "none" ? "fixed" : "sampled",
    });
  const hashtagsAgainstTexts = contrast(evaluations, {
    ...options,
    comparison: "hashtags − image-text",
    a: preTrainedOn("hashtags"),
    b: preTrainedOn("image-text"),
    members: "sampled",
  });
  return { evaluations, contrasts: [...kindsOfSupervision.flatMap(fromLine), ...hashtagsAgainstTexts] };
}

/**
 * Two RegNetY networks on Instagram pictures, fine-tuned on ImageNet at 384 pixels: pre-trained with hashtags (SWAG:
 * 3.6 billion, chosen by hashtag) and without any text (SEER: 1 billion, random). The intervals are about exactly
 * these networks.
 */
export function hashtagsOrNothing(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const networks = ["regnety_320", "regnety_1280"];
  return {
    evaluations,
    contrasts: pairedContrast(evaluations, {
      ...options,
      comparison: "hashtags − nothing, same network",
      pairs: networks.map((cluster) => ({
        a: `${cluster}.swag_ft_in1k`,
        b: `${cluster}.seer_ft_in1k`,
        cluster,
      })),
      members: "fixed",
    }),
  };
}
