import { isMidBaseline } from "../published/families.js";
import type { PublishedModel } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import type { NetworkOptions } from "./contrast.js";
import type { Contrast, Margins } from "./overShifts.js";
import { type EvaluationOptions, evaluateShift, type ShiftEvaluation } from "./shift.js";

/**
 * A natural experiment: published models that happen to differ in one suspected cause. The models were not assigned
 * at random, so state any other differences with the result.
 */
export interface NaturalExperiment {
  /** One per shift, for figures. */
  readonly evaluations: readonly ShiftEvaluation[];
  /** For each comparison: one row per shift, then their mean. */
  readonly contrasts: readonly Contrast[];
}

export interface ExperimentOptions extends Omit<EvaluationOptions, "isBaseline">, NetworkOptions {
  readonly margins: Margins;
}

/**
 * The four shifts that are averaged. ImageNet-A is excluded, because its construction bends the baseline
 * (twoPiece.ts).
 */
export const averagedShifts = ["imagenet_v2", "imagenet_sketch", "imagenet_r", "objectnet"] as const;

/** The averaged shifts without ObjectNet, for models that were not measured on it. */
export const averagedShiftsWithoutObjectNet = averagedShifts.filter((shift) => shift !== "objectnet");

/**
 * Evaluates the same models on several shifts, each with its own baseline and all with one seed.
 * @param axis `own classes`: ImageNet restricted to the shift's classes; `ImageNet`: all 1000 classes, for tables
 *   that have no other axis
 */
export function evaluateShifts(
  models: readonly PublishedModel[],
  shifts: readonly string[],
  axis: "own classes" | "ImageNet",
  options: EvaluationOptions,
): ShiftEvaluation[] {
  return shifts.map((shift) => {
    const inDistribution = axis === "own classes" ? testSetNamed(shift).inDistribution : "imagenet";
    return evaluateShift(models, { ...options, shift, inDistribution });
  });
}

/**
 * Measures models of other tables against the testbed's baseline (`mid`, families.ts), which extends down to 20% and
 * includes ObjectNet. The x axis is full ImageNet, the only one published for image-text models.
 */
export function againstTestbed(
  testbed: readonly PublishedModel[],
  others: readonly PublishedModel[],
  shifts: readonly string[],
  options: EvaluationOptions,
): ShiftEvaluation[] {
  const baseline = testbed.filter(isMidBaseline);
  return evaluateShifts([...baseline, ...others], shifts, "ImageNet", {
    isBaseline: isMidBaseline,
    ...options,
  });
}

/** Minimum ImageNet accuracy of a model in the zero-shot line, a fraction. Near chance the line bends. */
const zeroShotLineFloor = 0.1;

/** Whether an open_clip model belongs to the zero-shot line, the purple line of the paper's Figure 1. */
export function isZeroShotLine({ origin, regime, accuracies }: PublishedModel): boolean {
  const accuracy = accuracies.get("imagenet") ?? 0;
  return origin === "open_clip" && regime === "clip-zero-shot" && accuracy >= zeroShotLineFloor;
}

/**
 * Measures models against the line of zero-shot models instead of the baseline: at equal accuracy, how do they differ
 * from other image-text models?
 * @param lineOf restricts the models of the line, default all of `isZeroShotLine`
 */
export function againstZeroShot(
  openClip: readonly PublishedModel[],
  others: readonly PublishedModel[],
  shifts: readonly string[],
  options: EvaluationOptions,
  lineOf: (model: PublishedModel) => boolean = () => true,
): ShiftEvaluation[] {
  const isBaseline = (model: PublishedModel) => isZeroShotLine(model) && lineOf(model);
  const line = openClip.filter(isZeroShotLine);
  return evaluateShifts([...line, ...others], shifts, "ImageNet", { ...options, isBaseline });
}
