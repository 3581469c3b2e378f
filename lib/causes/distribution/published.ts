import { isMidBaseline, withoutDuplicates } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { contrast } from "../../robustness/contrast.js";
import {
  againstTestbed,
  againstZeroShot,
  averagedShifts,
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  isZeroShotLine,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";
import type { Contrast } from "../../robustness/overShifts.js";
import { intervalOf } from "../../stats/index.js";

/** A pair of training sets, and the networks trained on both. */
interface SourcePair {
  readonly comparison: string;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

const vits = (b32: string, b16: string, l14: string) => [b32, b16, l14];
const openAi400M = vits("ViT-B-32/openai", "ViT-B-16/openai", "ViT-L-14/openai");
const laion2B = vits(
  "ViT-B-32/laion2b_s34b_b79k",
  "ViT-B-16/laion2b_s34b_b88k",
  "ViT-L-14/laion2b_s32b_b82k",
);

/** Pairs in open_clip's table: same networks and similar accuracy, but different images. */
const openClipPairs: readonly SourcePair[] = [
  { comparison: "CC-12M − YFCC-15M, RN50", a: ["RN50/cc12m"], b: ["RN50/yfcc15m"] },
  {
    comparison: "LAION-400M − OpenAI's 400M, three ViT",
    a: vits("ViT-B-32-quickgelu/laion400m_e32", "ViT-B-16/laion400m_e32", "ViT-L-14/laion400m_e32"),
    b: openAi400M,
  },
  {
    comparison: "MetaCLIP-400M − OpenAI's 400M, three ViT",
    a: vits(
      "ViT-B-32-quickgelu/metaclip_400m",
      "ViT-B-16-quickgelu/metaclip_400m",
      "ViT-L-14-quickgelu/metaclip_400m",
    ),
    b: openAi400M,
  },
  {
    comparison: "DataComp-1B − LAION-2B, three ViT",
    a: vits(
      "ViT-B-32/datacomp_xl_s13b_b90k",
      "ViT-B-16/datacomp_xl_s13b_b90k",
      "ViT-L-14/datacomp_xl_s13b_b90k",
    ),
    b: laion2B,
  },
];

const onData = (network: RegExp, data: string) => (model: PublishedModel) =>
  isZeroShotLine(model) && network.test(model.model) && model.trainingData === data;
const [resnet, transformers] = [/^RN50\//, /^ViT-(B-32|B-16|L-14)(-quickgelu)?\//];

/** The zero-shot models of the networks of `sameNetworkOtherData`, by training set, and the baseline. */
export const sameNetworkGroups: Readonly<Record<string, (model: PublishedModel) => boolean>> = {
  "ImageNet, labels": isMidBaseline,
  "RN50 on YFCC-15M": onData(resnet, "YFCC-15M"),
  "RN50 on CC-12M": onData(resnet, "CC-12M"),
  "ViT on OpenAI's 400M": onData(transformers, "OpenAI WIT-400M"),
  "ViT on LAION-400M": onData(transformers, "LAION-400M"),
  "ViT on MetaCLIP-400M": onData(transformers, "MetaCLIP-400M"),
  "ViT on LAION-2B": onData(transformers, "LAION-2B"),
  "ViT on DataComp-1B": onData(transformers, "DataComp-1B"),
};

/**
 * The same networks with the same loss on different images, in open_clip's table: a ResNet-50 on CC-12M and on
 * YFCC-15M; ViT-B/32, B/16 and L/14 on three sets of 400 million pairs, and on DataComp-1B and LAION-2B.
 * @param line the testbed's baseline, for Δρ as in the paper; or the line of the other zero-shot models, which also
 *   accounts for the small differences in accuracy
 */
export function sameNetworkOtherData(
  testbed: readonly PublishedModel[],
  openClip: readonly PublishedModel[],
  line: "baseline" | "zero-shot line",
  options: ExperimentOptions,
): NaturalExperiment {
  const evaluations =
    line === "baseline"
      ? againstTestbed(testbed, openClip, averagedShifts, options)
      : againstZeroShot(openClip, [], averagedShifts, options);
  const contrasts = openClipPairs.flatMap((pair) => contrast(evaluations, { ...options, ...pair }));
  return { evaluations, contrasts };
}

/**
 * One ResNet-50, one recipe, one contrastive loss on 15 million pairs of LAION, on YFCC-15M, and on the 1.3 million
 * images of ImageNet with captions made of class names (Feuer et al. 2023). No ObjectNet. ImageNet's model is twice
 * as accurate, so its Δρ mixes in that ρ grows with accuracy; the sign is against it.
 */
export function oneRecipeOtherData(
  testbed: readonly PublishedModel[],
  scaling: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const models = scaling.filter(({ origin, regime }) => origin === "vlhub" && regime === "clip-zero-shot");
  const evaluations = againstTestbed(testbed, models, averagedShiftsWithoutObjectNet, options);
  const pairs = [
    { comparison: "LAION-15M − YFCC-15M, RN50", a: ["CLIP-RN50-laion15m"], b: ["CLIP-RN50-yfcc15m"] },
    { comparison: "YFCC-15M − ImageNet-1k, CLIP RN50", a: ["CLIP-RN50-yfcc15m"], b: ["CLIP-RN50-in1k"] },
    { comparison: "LAION-15M − ImageNet-1k, CLIP RN50", a: ["CLIP-RN50-laion15m"], b: ["CLIP-RN50-in1k"] },
    {
      comparison: "YFCC-15M and LAION-15M − ImageNet-1k, CLIP RN50",
      a: ["CLIP-RN50-yfcc15m", "CLIP-RN50-laion15m"],
      b: ["CLIP-RN50-in1k"],
    },
  ];
  const contrasts = pairs.flatMap((pair) => contrast(evaluations, { ...options, ...pair }));
  return { evaluations, contrasts };
}

/** ρ of the models trained on one data set. */
export interface SourceSummary {
  readonly trainingData: string;
  readonly models: number;
  /** Nominal number of training images, where known. */
  readonly trainImages: number | null;
  /** One row per shift: mean distance from the line in percentage points, with its 95% interval. */
  readonly byShift: readonly Pick<Contrast, "shift" | "deltaPoints">[];
}

/**
 * Distance of the zero-shot models of each training set from the line of all zero-shot models, at equal accuracy.
 * Sets are sorted by the mean over shifts, highest first. The intervals are about exactly these models.
 */
export function rhoByTrainingData(
  openClip: readonly PublishedModel[],
  options: ExperimentOptions,
): SourceSummary[] {
  const evaluations = againstZeroShot(openClip, [], averagedShifts, options);
  const line = withoutDuplicates(openClip.filter(isZeroShotLine));
  const names = [...new Set(line.map(({ trainingData }) => trainingData))];
  const summaries = names.map((trainingData) => {
    const byShift = evaluations.map(({ shift, fit, models }) => {
      const points = models
        .map(({ point }) => point)
        .filter((p) => p.published.trainingData === trainingData);
      return { shift, deltaPoints: intervalOf(fit.rho(points)) };
    });
    const members = line.filter((model) => model.trainingData === trainingData);
    return { trainingData, models: members.length, trainImages: members[0]!.trainImages, byShift };
  });
  const mean = ({ byShift }: SourceSummary) =>
    byShift.reduce((sum, { deltaPoints }) => sum + deltaPoints.value, 0) / byShift.length;
  return summaries.sort((a, b) => mean(b) - mean(a));
}
