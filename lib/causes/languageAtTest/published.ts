import { isBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { sameWeights, type WeightPair } from "../../published/sameWeights.js";
import { contrast, contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import {
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import { pairedContrast } from "../../robustness/pairedContrast.js";

/**
 * Compares other prompts with a single template for one CLIP model, OpenAI's ResNet-50 (Shu et al. 2022). Model and
 * test images are the same throughout, so in reality most of the image noise cancels. The intervals include it and
 * are therefore too wide, not too narrow.
 * @param models accuracies.csv, for the baseline
 * @param prompts prompts.csv
 */
export function promptsCompared(
  models: readonly PublishedModel[],
  prompts: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const together = [...models.filter(({ origin }) => origin === "timm"), ...prompts];
  const evaluations = evaluateShifts(together, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const named = (prompt: string) => `RN50/openai · ${prompt}`;
  const others = ["80 templates", "CoOp", "CoCoOp", "TPT"];
  return {
    evaluations,
    contrasts: others.flatMap((prompt) =>
      contrast(evaluations, {
        ...options,
        comparison: `${prompt} − one template`,
        a: [named(prompt)],
        b: [named("one template")],
        network: ({ model }) => model.split(" · ")[0]!,
      }),
    ),
  };
}

/** Minimum ImageNet accuracy of the zero-shot models whose line fine-tuned models are compared with. */
const zeroShotFloor = 0.5;

/**
 * Compares the same weights with prompts and after fine-tuning on ImageNet, either directly or via ImageNet-12k. Also
 * compares the fine-tuned models with the line of zero-shot models, which accounts for their higher accuracy.
 */
export function fineTunedAgainstZeroShot(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const pairs = sameWeights(models);
  const differences = (comparison: string, viaImageNet12k: boolean) =>
    pairedContrast(evaluations, {
      ...options,
      comparison,
      pairs: pairs
        .filter((pair) => pair.viaImageNet12k === viaImageNet12k)
        .map(({ zeroShot, fineTuned }) => ({ a: fineTuned, b: zeroShot, cluster: zeroShot })),
    });
  const isZeroShot = ({ regime, accuracies }: PublishedModel) =>
    regime === "clip-zero-shot" && (accuracies.get("imagenet") ?? 0) >= zeroShotFloor;
  return {
    evaluations,
    contrasts: [
      ...differences("fine-tuned − zero-shot", false),
      ...differences("… by way of ImageNet-12k", true),
      ...contrastAtEqualAccuracy(evaluations, {
        ...options,
        comparison: "… at equal accuracy",
        a: pairs.filter(({ viaImageNet12k }) => !viaImageNet12k).map(({ fineTuned }) => fineTuned),
        b: isZeroShot,
      }),
    ],
  };
}

/** Pairs of one CLIP network's weights, zero-shot and fine-tuned on ImageNet-1k alone. */
export function directlyFineTuned(models: readonly PublishedModel[]): WeightPair[] {
  return sameWeights(models).filter(({ viaImageNet12k }) => !viaImageNet12k);
}

/** The baseline and both sides of the pairs without ImageNet-12k of `fineTunedAgainstZeroShot`, by the name a figure gives them. */
export function groupsOfSameWeights(
  models: readonly PublishedModel[],
): Readonly<Record<string, (model: PublishedModel) => boolean>> {
  const pairs = directlyFineTuned(models);
  return {
    "ImageNet-1k only": isBaseline,
    "zero-shot": ({ model }) => pairs.some(({ zeroShot }) => zeroShot === model),
    "fine-tuned": ({ model }) => pairs.some(({ fineTuned }) => fineTuned === model),
  };
}

/**
 * OpenAI's networks, each zero-shot and below it fine-tuned (`→ …`), for `rhoRows`.
 * @returns what a model is called in the table → its name
 */
export function openAiOneByOne(models: readonly PublishedModel[]): Record<string, string> {
  const pairs = directlyFineTuned(models).filter(({ zeroShot }) => zeroShot.endsWith("/openai"));
  return Object.fromEntries(
    pairs.reverse().flatMap(({ zeroShot, fineTuned }) => [
      [zeroShot, zeroShot],
      [`→ ${fineTuned.split(".")[0]}`, fineTuned],
    ]),
  );
}

/**
 * Compares a linear classifier on the frozen network with fine-tuning the whole network, both without language: three
 * RegNetY networks pre-trained on Instagram with hashtags (SWAG).
 */
export function frozenAgainstFineTuned(
  models: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(models, averagedShiftsWithoutObjectNet, "ImageNet", options);
  const networks = ["regnety_160", "regnety_320", "regnety_1280"];
  return {
    evaluations,
    contrasts: pairedContrast(evaluations, {
      ...options,
      comparison: "frozen + linear − fine-tuned",
      pairs: networks.map((cluster) => ({
        a: `${cluster}.swag_lc_in1k`,
        b: `${cluster}.swag_ft_in1k`,
        cluster,
      })),
    }),
  };
}
