import { sameNetworkOtherData } from "../../causes/distribution/published.js";
import { isBaseline } from "../../published/families.js";
import type { PublishedModel } from "../../published/model.js";
import {
  type Expected,
  expectNumber,
  isMissing,
  kindOf,
  open,
  right,
  wrong,
} from "../../report/answerInWords.js";
import type { ExperimentOptions } from "../../robustness/naturalExperiment.js";
import { meansOverShifts } from "../../robustness/overShifts.js";
import { evaluateShift, type FitOptions, rhoOf, type ShiftEvaluation } from "../../robustness/shift.js";
import { effectiveRobustness, relativeRobustness, type ScaleName, scaleNamed } from "../../stats/index.js";

// Exercises on the published tables. Each function computes the answer from the tables and keeps it to itself.

/** ρ of a model on ImageNetV2 if another scale is chosen for the axes, in percentage points. */
export function rhoOnScale(
  models: readonly PublishedModel[],
  model: string,
  scale: ScaleName,
  options: FitOptions = {},
): Expected {
  const evaluation = evaluateShift(models, { ...options, shift: "imagenet_v2", scale });
  const { rhoPoints } = rhoOf(evaluation, model);
  return expectNumber({ value: rhoPoints.value, tolerance: 0.1, unit: "percentage points" });
}

/**
 * Width of the 95% interval of a model's ρ on ImageNetV2 if the baseline is fitted to the best models only, in percentage
 * points.
 * @param best number of baseline models, those with the highest accuracy on ImageNet
 */
export function widthFromBest(
  models: readonly PublishedModel[],
  model: string,
  best: number,
  options: FitOptions = {},
): Expected {
  const onImageNet = (one: PublishedModel) => one.accuracies.get("imagenet") ?? 0;
  const ordinary = models.filter((one) => isBaseline(one) && one.accuracies.has("imagenet_v2"));
  const chosen = new Set(ordinary.toSorted((a, b) => onImageNet(b) - onImageNet(a)).slice(0, best));
  const evaluation = evaluateShift(models, {
    ...options,
    shift: "imagenet_v2",
    isBaseline: (one) => chosen.has(one),
  });
  const { low, high } = rhoOf(evaluation, model).rhoPoints;
  return expectNumber({ value: high - low, tolerance: 1, unit: "percentage points" });
}

/** Accuracies of a changed model, as fractions. */
export interface ChangedModel {
  readonly inDistribution: number;
  readonly underShift: number;
}

/**
 * Two accuracies with which a changed model has gained effective robustness (ρ above 0) and lost relative robustness
 * (τ below 0). The model it started from is on the baseline. There are many right answers.
 * @param start accuracy in distribution of the model before the change, a fraction
 */
export function gainedAndLost({ baseline }: Pick<ShiftEvaluation, "baseline">, start: number): Expected {
  const original = { y: baseline.predict(start) };
  return (answer) => {
    if (isMissing(answer)) return open("Put `{ inDistribution: …, underShift: … }` in place of `undefined`.");
    const { inDistribution: x, underShift: y } = (answer ?? {}) as Partial<ChangedModel>;
    for (const [field, value] of Object.entries({ inDistribution: x, underShift: y }))
      if (typeof value !== "number" || !(value > 0 && value < 1))
        return wrong(`\`${field}\`: expected a fraction between 0 and 1, found ${kindOf(value)}.`);
    const rho = effectiveRobustness(baseline, { x: x!, y: y! });
    const tau = relativeRobustness({ y: y! }, original);
    const parts = [
      rho > 0 ? "ρ is above 0." : "ρ is not above 0: more is expected of a model of this accuracy.",
      tau < 0 ? "τ is below 0." : "τ is not below 0: under shift the model is no worse than before.",
    ];
    return rho > 0 && tau < 0 ? right(`Right. ${parts.join(" ")}`) : wrong(parts.join(" "));
  };
}

/** Vertical distance of a model from the baseline on the logit axis: logit(y) − logit(predicted). */
export function logitDistance(evaluation: Omit<ShiftEvaluation, "fit">, model: string): Expected {
  const { point } = rhoOf(evaluation, model);
  const { forward } = scaleNamed("logit");
  const value = forward(point.y) - forward(evaluation.baseline.predict(point.x));
  return expectNumber({ value, tolerance: 0.03, unit: "on the logit axis" });
}

/**
 * Lead of CC-12M over YFCC-15M with the same network at equal accuracy, that is, measured from the line of the zero-shot
 * models; mean of four shifts in percentage points.
 */
export function leadAtEqualAccuracy(
  testbed: readonly PublishedModel[],
  openClip: readonly PublishedModel[],
  options: ExperimentOptions,
): Expected {
  const { contrasts } = sameNetworkOtherData(testbed, openClip, "zero-shot line", options);
  const mean = meansOverShifts(contrasts).find(({ comparison }) => comparison.startsWith("CC-12M"))!;
  return expectNumber({ value: mean.deltaPoints.value, tolerance: 0.2, unit: "percentage points" });
}
