import { isMidBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { contrast, contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import {
  averagedShifts,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";

/** Whether a testbed network was trained on ImageNet's images without labels before a classifier was added. */
function isSelfSupervised({ regime, trainingData }: PublishedModel): boolean {
  return regime === "self-supervised-fine-tuned" && trainingData.startsWith("ImageNet-1k (self-supervised");
}

/**
 * Whether a network is SimCLRv2, which has a contrastive loss: two sizes, each with a linear probe and fine-tuned.
 */
function isSimClr(model: PublishedModel): boolean {
  return isSelfSupervised(model) && model.model.includes("simclr");
}

/** The network before its linear probe or fine-tuning: the two are one network in two read-outs. */
function preTrainedNetwork({ model }: PublishedModel): string {
  return model.replace(/_(finetuned|linear_probe|linear|eval).*$/, "");
}

function isOtherSelfSupervised(model: PublishedModel): boolean {
  return isSelfSupervised(model) && !isSimClr(model);
}

function isOnInstagram({ trainingData }: PublishedModel): boolean {
  return trainingData === "IG-1B hashtags -> ImageNet-1k";
}

/** The groups of `contrastiveOnImageNet` by the name a figure gives them. */
export const groupsByLoss: Readonly<Record<string, (model: PublishedModel) => boolean>> = {
  "cross-entropy, ImageNet-1k": isMidBaseline,
  SimCLR: isSimClr,
  "other self-supervision": isOtherSelfSupervised,
  "cross-entropy, Instagram hashtags": isOnInstagram,
};

/**
 * Contrastive and other self-supervised pre-training on ImageNet's images against the line of classifiers on the
 * same images (testbed, each shift on the axis of its own classes); then networks with cross-entropy and no
 * contrastive loss on other images, Instagram with hashtags, against SimCLR on ImageNet's.
 *
 * The intervals are about exactly these models, because SimCLRv2 is a single recipe. Only the 6 of 10 models with all
 * four shifts are included.
 */
export function contrastiveOnImageNet(
  testbed: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const settings = { isBaseline: isMidBaseline, ...options };
  const evaluations = evaluateShifts(testbed, averagedShifts, "own classes", settings);
  const fromLine = (comparison: string, a: (model: PublishedModel) => boolean) =>
    contrastAtEqualAccuracy(evaluations, {
      ...options,
      comparison,
      a,
      b: isMidBaseline,
      network: preTrainedNetwork,
    });
  return {
    evaluations,
    contrasts: [
      ...fromLine("SimCLR − cross-entropy", isSimClr),
      ...fromLine("SimSiam, SwAV − cross-entropy", isOtherSelfSupervised),
      ...contrast(evaluations, {
        ...options,
        comparison: "Instagram − SimCLR",
        a: isOnInstagram,
        b: isSimClr,
      }),
    ],
  };
}
