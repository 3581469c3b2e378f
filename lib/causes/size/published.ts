import { isMidBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import { contrast, contrastAtEqualAccuracy } from "../../robustness/contrast.js";
import {
  againstTestbed,
  againstZeroShot,
  averagedShifts,
  averagedShiftsWithoutObjectNet,
  type ExperimentOptions,
  evaluateShifts,
  type NaturalExperiment,
} from "../../robustness/naturalExperiment.js";

/** The testbed's ResNet-50 on all of ImageNet, with the recipe of the subsamples. */
const onAllOfImageNet = "resnet50_imagenet_100percent_batch64_original_images";
const subsampleFractions = [2, 4, 8, 16, 32] as const;
const subsampled = (fraction: number) =>
  `resnet50_imagenet_subsample_1_of_${fraction}_batch64_original_images`;

/** Whether a testbed model was trained on a subset of ImageNet's images. */
export function isImageNetSubsample({ model }: PublishedModel): boolean {
  return model.includes("_subsample_1_of_") || model.includes("_50k_");
}

/** Groups of models on a plane, by name, for `drawGroups`. */
type Groups = Readonly<Record<string, (model: PublishedModel) => boolean>>;

const recipeOfSubsamples = [onAllOfImageNet, ...subsampleFractions.map(subsampled)];
const hasRecipe = ({ model }: PublishedModel) => recipeOfSubsamples.includes(model);

/** The models of `imageNetSubsamples`: those of the recipe, and the others of the baseline. */
export const subsampleGroups: Groups = {
  "other models of ImageNet": (model) =>
    isMidBaseline(model) && !isImageNetSubsample(model) && !hasRecipe(model),
  "ResNet-50 on all … 1/32 of ImageNet": hasRecipe,
};

/** The recipe's models from all images to the fewest. */
export const subsamplePaths: readonly (readonly string[])[] = [recipeOfSubsamples];

/**
 * One ResNet-50 recipe on 1/2 … 1/32 of ImageNet's training images, drawn at random, against the same recipe on
 * all of them (Taori et al. 2020). In this published experiment only size differs. The
 * baseline is the testbed's without subsamples. Axes have each shift's own classes.
 */
export function imageNetSubsamples(
  testbed: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const isBaseline = (model: PublishedModel) => isMidBaseline(model) && !isImageNetSubsample(model);
  const evaluations = evaluateShifts(testbed, averagedShifts, "own classes", { ...options, isBaseline });
  const sides = subsampleFractions.map((fraction) => ({ name: `1/${fraction}`, a: [subsampled(fraction)] }));
  const all = { name: "1/2 … 1/32", a: subsampleFractions.map(subsampled) };
  const contrasts = [...sides, all].flatMap(({ name, a }) =>
    contrast(evaluations, { ...options, comparison: `${name} − all of ImageNet`, a, b: [onAllOfImageNet] }),
  );
  return { evaluations, contrasts };
}

/**
 * CLIP on 80 million, 400 million and 2 billion pairs of LAION (Cherti et al. 2023). Accuracy grows with size and
 * the zero-shot line is steeper than the baseline on most shifts, so sizes are compared at equal accuracy: the
 * smaller sets against the line through LAION-2B's 13 models. The evaluations are against the testbed's baseline.
 */
export function laionSizes(
  testbed: readonly PublishedModel[],
  scaling: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const laion = scaling.filter(
    ({ origin, trainingData }) => origin === "clip_benchmark" && trainingData.startsWith("LAION"),
  );
  const evaluations = againstTestbed(testbed, laion, averagedShifts, options);
  const from = (data: string) => (model: PublishedModel) => model.trainingData === data;
  const contrasts = ["LAION-80M", "LAION-400M"].flatMap((data) =>
    contrastAtEqualAccuracy(evaluations, {
      ...options,
      comparison: `${data} − LAION-2B, equal accuracy`,
      a: from(data),
      b: from("LAION-2B"),
    }),
  );
  return { evaluations, contrasts };
}

const ofLaion =
  (data: string) =>
  ({ origin, trainingData }: PublishedModel) =>
    origin === "clip_benchmark" && trainingData === data;

/** The models of `laionSizes`, by the number of pairs, and the baseline. */
export const laionGroups: Groups = {
  "ImageNet, labels": isMidBaseline,
  "LAION-80M": ofLaion("LAION-80M"),
  "LAION-400M": ofLaion("LAION-400M"),
  "LAION-2B": ofLaion("LAION-2B"),
};

const ofFeuer = (...data: readonly string[]) => data.map((name) => `CLIP-RN50-${name}`);

/** The models of `smallImageTextSizes` from the most pairs to the fewest: YFCC's, then LAION's. */
export const smallImageTextPaths: readonly (readonly string[])[] = [
  ofFeuer("yfcc15m", "yfcc4m", "yfcc2m"),
  ofFeuer("laion50m", "laion15m"),
];
const [onYfcc, onLaion] = smallImageTextPaths;

/** The models of `smallImageTextSizes`, by collection, and the baseline. */
export const smallImageTextGroups: Groups = {
  "ImageNet, labels": isMidBaseline,
  "YFCC 2M, 4M, 15M": ({ model }) => onYfcc!.includes(model),
  "LAION 15M, 50M": ({ model }) => onLaion!.includes(model),
};

/**
 * One ResNet-50 with one recipe on 2, 4 and 15 million pairs of YFCC, on 15 and 50 million of LAION (Feuer et
 * al. 2023), without ObjectNet, which was not measured.
 * @param line the line they are measured against: the testbed's baseline, or the line of the zero-shot models of
 *   open_clip without those of YFCC, at equal accuracy
 */
export function smallImageTextSizes(
  testbed: readonly PublishedModel[],
  openClip: readonly PublishedModel[],
  scaling: readonly PublishedModel[],
  line: "baseline" | "zero-shot line",
  options: ExperimentOptions,
): NaturalExperiment {
  const shifts = averagedShiftsWithoutObjectNet;
  const models = scaling.filter(({ origin, regime }) => origin === "vlhub" && regime === "clip-zero-shot");
  const notYfcc = ({ trainingData }: PublishedModel) => trainingData !== "YFCC-15M";
  const evaluations =
    line === "baseline"
      ? againstTestbed(testbed, models, shifts, options)
      : againstZeroShot(openClip, models, shifts, options, notYfcc);
  const pairs = [
    ["LAION-15M − LAION-50M", "CLIP-RN50-laion15m", "CLIP-RN50-laion50m"],
    ["YFCC-2M − YFCC-15M", "CLIP-RN50-yfcc2m", "CLIP-RN50-yfcc15m"],
    ["YFCC-4M − YFCC-15M", "CLIP-RN50-yfcc4m", "CLIP-RN50-yfcc15m"],
  ] as const;
  const contrasts = pairs.flatMap(([comparison, a, b]) =>
    contrast(evaluations, { ...options, comparison: `${comparison}, ${line}`, a: [a], b: [b] }),
  );
  return { evaluations, contrasts };
}

/** Scales of DataComp's pools, with the letter that names them. */
const poolScales = { s: "12.8M", m: "128M", l: "1.28B", xl: "12.8B" } as const;
type PoolScale = keyof typeof poolScales;

/** Scale of a CommonPool or DataComp model of open_clip, by its weights; undefined for any other model. */
export function poolScaleOf({ weights }: Pick<PublishedModel, "weights">): PoolScale | undefined {
  return /^(?:commonpool|datacomp)_(s|m|l|xl)_/.exec(weights ?? "")?.[1] as PoolScale | undefined;
}

const ofScale = (scale: PoolScale) => (model: PublishedModel) => poolScaleOf(model) === scale;

/** The models of `poolSizes`, by scale, and the baseline. */
export const poolGroups: Groups = {
  "ImageNet, labels": isMidBaseline,
  [`S, ${poolScales.s}`]: ofScale("s"),
  [`M, ${poolScales.m}`]: ofScale("m"),
  [`L, ${poolScales.l}`]: ofScale("l"),
  [`XL, ${poolScales.xl}`]: ofScale("xl"),
};

/** How a pool was filtered: `none`, `clip`, `laion`, `text`, `image`, `basic`, or `datacomp`, the best filter. */
function poolFilterOf({ weights }: Pick<PublishedModel, "weights">): string {
  const [, source, filter] = /^(commonpool|datacomp)_(?:s|m|l|xl)_([a-z]+)?/.exec(weights ?? "") ?? [];
  return source === "datacomp" ? source : filter === "s" || filter === undefined ? "none" : filter;
}

/**
 * CLIP on the CommonPool and DataComp pools from S to XL, seven ways to filter each. Pool, compute and, from M to L
 * to XL, the network grow together, and accuracies of different scales do not overlap: the only question is whether
 * all lie on one line. The medium models are measured against the line through the large and extra-large ones, which
 * is an extrapolation. Filters are the clusters. Small models (3–5%) are near chance; they are drawn but not tested.
 */
export function poolSizes(
  testbed: readonly PublishedModel[],
  openClip: readonly PublishedModel[],
  options: ExperimentOptions,
): NaturalExperiment {
  const pools = openClip
    .filter((model) => poolScaleOf(model) !== undefined)
    .map((model) => ({ ...model, family: poolFilterOf(model) }));
  const evaluations = againstTestbed(testbed, pools, averagedShifts, options);
  const contrasts = contrastAtEqualAccuracy(evaluations, {
    ...options,
    comparison: "pools M − L and XL, equal accuracy",
    a: (model) => poolScaleOf(model) === "m",
    b: (model) => ["l", "xl"].includes(poolScaleOf(model) ?? ""),
  });
  return { evaluations, contrasts };
}
