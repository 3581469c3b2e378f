import { isMidBaseline } from "../published/families.js";
import type { PublishedModel } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import type { Contrast, Margins } from "./overShifts.js";
import { type EvaluationOptions, evaluateShift, type ShiftEvaluation } from "./shift.js";

/**
 * A natural experiment: published models that happen to differ in one suspected cause. Nobody drew lots, so what
 * else differs has to be said beside it.
 */
export interface NaturalExperiment {
  /** One a shift, for figures. */
  readonly evaluations: readonly ShiftEvaluation[];
  /** Per comparison: one row a shift, then their mean. */
  readonly contrasts: readonly Contrast[];
}

export interface ExperimentOptions extends Omit<EvaluationOptions, "isBaseline"> {
  readonly margins: Margins;
}

/**
 * The four shifts that are averaged: ImageNet-A is left out, whose construction bends the baseline (twoPiece.ts).
 */
export const averagedShifts = ["imagenet_v2", "imagenet_sketch", "imagenet_r", "objectnet"] as const;

/** The same without ObjectNet, for models that nobody measured there. */
export const averagedShiftsWithoutObjectNet = averagedShifts.filter((shift) => shift !== "objectnet");

/**
 * The same models on several shifts, each with its own baseline and all with one seed.
 * @param axis `own classes`: ImageNet restricted to the shift's classes; `ImageNet`: all 1000, for tables that
 *   have nothing else
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
 * Models of other tables against the testbed's baseline (`mid`, families.ts), which reaches down to 20% and has
 * ObjectNet. The x axis is full ImageNet, the only one that image-text models were published on.
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

/** Lowest ImageNet accuracy of a model in the zero-shot line: near chance the line bends. */
export const zeroShotLineFloor = 0.1;

/** The open_clip models that make the zero-shot line, the purple line of the paper's Figure 1. */
export function isZeroShotLine({ origin, regime, accuracies }: PublishedModel): boolean {
  const accuracy = accuracies.get("imagenet") ?? 0;
  return origin === "open_clip" && regime === "clip-zero-shot" && accuracy >= zeroShotLineFloor;
}

/**
 * Models against the line of zero-shot models instead of the baseline: at equal accuracy, how do they differ
 * from other image-text models?
 * @param lineOf narrows the models that make the line, default all of `isZeroShotLine`
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
