import { isBaseline, isMidBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import type { ReportedNetwork } from "../../published/reported.js";
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
const clipOnYfcc: readonly string[] = ["RN50/yfcc15m", "RN101/yfcc15m"];

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

/**
 * Self-supervised networks that were fine-tuned on ImageNet, and saw no other images, against the testbed's baseline
 * from 20% upwards.
 */
export function selfSupervisedOnImageNet(
  testbed: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations = evaluateShifts(testbed, averagedShifts, "own classes", {
    ...options,
    isBaseline: isMidBaseline,
  });
  const contrasts = contrast(evaluations, {
    ...options,
    comparison: "self-supervised on ImageNet − ImageNet",
    a: ({ regime }) => regime === "self-supervised-fine-tuned",
    b: isMidBaseline,
  });
  return { evaluations, contrasts };
}

/**
 * NoCLIP, the paper's model without a language model: the reported network that was trained on labels of its own pool.
 * @throws RangeError if there is none
 */
export function noClipOf(networks: readonly ReportedNetwork[]): ReportedNetwork & { ownLabels: number } {
  const found = networks.find(({ ownLabels }) => ownLabels !== null);
  if (found === undefined || found.ownLabels === null)
    throw new RangeError("no reported network was trained on labels of its own pool");
  return { ...found, ownLabels: found.ownLabels };
}

/** NoCLIP and the CLIP ResNets on YFCC-15M: ImageNet accuracy as a fraction, and how the class is read out. */
export function yfccRows(
  networks: readonly ReportedNetwork[],
): { model: string; "read out by": string; ImageNet: number | null }[] {
  const resnets = networks.filter(({ model }) => /^CLIP RN.* YFCC-15M/.test(model));
  return [noClipOf(networks), ...resnets].map(({ model, zeroShot, ownLabels }) => ({
    model,
    "read out by": ownLabels === null ? "zero-shot prompts" : "classifier on matched labels",
    ImageNet: ownLabels ?? zeroShot,
  }));
}

/** Formats of the columns of `likeClipRows`, for `displayTable`. */
export const likeClipFormats = { "on the line": "percent", "like CLIP": "percent" } as const;

/**
 * What a model of a given ImageNet accuracy scores under each shift: as an ordinary model does, and with CLIP's ρ.
 * @param bar see `clipOnSmallPools`
 * @param accuracy on ImageNet, a fraction
 * @returns one row per shift; accuracies as fractions, CLIP's ρ and its interval in percentage points
 */
export function likeClipRows(
  { evaluations, contrasts }: NaturalExperiment,
  accuracy: number,
): {
  shift: string;
  "on the line": number;
  "like CLIP": number;
  "CLIP's ρ": number;
  low: number;
  high: number;
}[] {
  return evaluations.flatMap(({ shift, baseline }) => {
    const line = baseline.predict(accuracy);
    return contrasts
      .filter((row) => row.of === "shift" && row.shift === shift)
      .map(({ deltaPoints: { value, low, high } }) => ({
        shift,
        "on the line": line,
        "like CLIP": line + value / 100,
        "CLIP's ρ": value,
        low,
        high,
      }));
  });
}

/**
 * SLIP's networks after 25 epochs on YFCC-15M: accuracy on ImageNet in percent by read-out.
 * @param networks as `reportedNetworks` gathers them; those of other groups are left out
 */
export function slipRows(networks: readonly ReportedNetwork[]): {
  network: string;
  training: string;
  "zero-shot": number | null;
  "linear probe": number | null;
  "fine-tuned": number | null;
}[] {
  const percent = (fraction: number | null) => (fraction === null ? null : 100 * fraction);
  return networks.flatMap(({ model, zeroShot, linearProbe, fineTuned }) => {
    const [, training, network] = /^(CLIP|SimCLR|SLIP) (ViT-[SBL]) YFCC-15M 25ep$/.exec(model) ?? [];
    if (training === undefined || network === undefined) return [];
    return [
      {
        network,
        training,
        "zero-shot": percent(zeroShot),
        "linear probe": percent(linearProbe),
        "fine-tuned": percent(fineTuned),
      },
    ];
  });
}
