import { type Architecture, architecture } from "../../published/architecture.js";
import { isBaseline, isMidBaseline } from "../../published/families.js";
import { type RelatedNumber, relatedModels } from "../../published/load.js";
import type { PublishedModel } from "../../published/model.js";
import type { ReportedNetwork } from "../../published/reported.js";
import { sameWeights, type WeightPair } from "../../published/sameWeights.js";
import { withAccuracyIntervals } from "../../robustness/accuracyIntervals.js";
import { contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import { meanOfShifts } from "../../robustness/meanOfShifts.js";
import {
  averagedShifts,
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import { pairedContrast } from "../../robustness/pairedContrast.js";
import { evaluateShift, type ShiftEvaluation } from "../../robustness/shift.js";
import { average, type Interval } from "../../stats/index.js";
import { directlyFineTuned } from "../languageAtTest/published.js";

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
  const straight = new Set(directlyFineTuned(models).map(({ fineTuned }) => fineTuned));
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

/** The pairs of `directlyFineTuned` as paths for figures: from the zero-shot model to the fine-tuned one. */
export function fineTuningPaths(models: readonly PublishedModel[]): string[][] {
  return directlyFineTuned(models).map(({ zeroShot, fineTuned }) => [zeroShot, fineTuned]);
}

/**
 * How much of mean ρ each side of such pairs has: one row per shift, ρ in percentage points, `kept` a fraction. A
 * zero-shot model with several fine-tuned ones counts once.
 * @param evaluations of all these models
 */
export function keptByPairs(
  evaluations: readonly Pick<ShiftEvaluation, "shift" | "models">[],
  pairs: readonly WeightPair[],
): { shift: string; "zero-shot": number; "fine-tuned": number; kept: number }[] {
  return evaluations.map(({ shift, models }) => {
    const meanOf = (names: readonly string[]) => {
      const chosen = models.filter(({ point }) => names.includes(point.model));
      return average(chosen.map(({ rhoPoints }) => rhoPoints.value));
    };
    const before = meanOf(pairs.map(({ zeroShot }) => zeroShot));
    const after = meanOf(pairs.map(({ fineTuned }) => fineTuned));
    return { shift, "zero-shot": before, "fine-tuned": after, kept: after / before };
  });
}

/**
 * The systems beside CLIP, one row each: image tower, millions of training pairs, and their zero-shot accuracies in
 * percent by test set, as their authors published them.
 */
export function relatedRows(numbers: readonly RelatedNumber[]): Record<string, string | number>[] {
  const systems = new Map(numbers.map((row) => [row.system, row]));
  return [...systems.values()].map(({ system, image_tower, train_pairs }) => {
    const own = numbers.filter((number) => number.system === system);
    const accuracies = own.map(({ test_set, accuracy }) => [
      test_set.replace("natural ", ""),
      100 * accuracy,
    ]);
    const tower = { "image tower": image_tower, "million pairs": train_pairs / 1e6 };
    return { system, ...tower, ...Object.fromEntries(accuracies) };
  });
}

/** ρ of one of the systems beside CLIP on one shift. */
export interface RelatedRho {
  readonly system: string;
  readonly shift: string;
  /** With a 95% interval, percentage points. */
  readonly rhoPoints: Interval;
}

/**
 * ρ of the systems beside CLIP, wherever a shift of the table was reported: V2 and R against the models trained on
 * ImageNet-1k alone, ObjectNet against the testbed's baseline from 20% upwards. All on the axis of full ImageNet.
 * @param models accuracies.csv
 */
export function rhoOfRelated(
  models: readonly PublishedModel[],
  testbed: readonly PublishedModel[],
  numbers: readonly RelatedNumber[],
  options: ExperimentOptions,
): RelatedRho[] {
  const systems = relatedModels(numbers);
  const evaluations = [
    evaluateShift([...models, ...systems], { shift: "imagenet_v2", ...options }),
    evaluateShift([...models, ...systems], { shift: "imagenet_r", ...options }),
    evaluateShift([...testbed, ...systems], { shift: "objectnet", isBaseline: isMidBaseline, ...options }),
  ];
  return evaluations.flatMap(({ shift, models: all }) =>
    all
      .filter(({ point }) => point.published.origin === "papers")
      .map((one) => ({
        system: one.point.model.split(" ")[0]!,
        shift,
        rhoPoints: withAccuracyIntervals(one).rhoPoints,
      })),
  );
}

/**
 * The most accurate ordinary models of the testbed and their mean over five natural shifts, ImageNet-A among them, in
 * percent.
 * @param count rows at most
 */
export function bestOrdinaryRows(
  testbed: readonly PublishedModel[],
  count: number,
): { model: string; ImageNet: number; "mean of five": number }[] {
  return meanOfShifts(testbed.filter(isBaseline), [...averagedShifts, "imagenet_a"])
    .sort((a, b) => b.x - a.x)
    .slice(0, count)
    .map(({ model, x, y }) => ({ model, ImageNet: 100 * x, "mean of five": 100 * y }));
}

/**
 * SLIP's linear probes on ImageNet after 25 epochs on YFCC-15M, in percent: SimCLR learned from images, CLIP from
 * images and text. One row per network that has both.
 */
export function linearProbeRows(networks: readonly ReportedNetwork[]): {
  network: string;
  "images (SimCLR)": number;
  "with text (CLIP)": number;
  gain: number;
}[] {
  const probeOf = (method: string, network: string) =>
    networks.find(({ model }) => model === `${method} ${network} YFCC-15M 25ep`)?.linearProbe ?? null;
  return ["ViT-S", "ViT-B", "ViT-L"].flatMap((network) => {
    const [images, text] = [probeOf("SimCLR", network), probeOf("CLIP", network)];
    if (images === null || text === null) return [];
    const gain = 100 * (text - images);
    return [{ network, "images (SimCLR)": 100 * images, "with text (CLIP)": 100 * text, gain }];
  });
}
