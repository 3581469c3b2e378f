import { Random } from "../base/random.js";
import { isBaseline, withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";
import type { Baseline, BaselineMethod } from "../stats/baseline.js";
import { estimateRobustness, type RobustnessEstimate, type RobustnessFit } from "../stats/bootstrap.js";
import type { ScaleName } from "../stats/scale.js";
import { testSetNamed } from "../testsets/dictionary.js";

export interface EvaluationOptions {
  readonly scale?: ScaleName;
  readonly method?: BaselineMethod;
  /** Which models the baseline is fitted to, default those of regime `standard`. */
  readonly isBaseline?: (model: PublishedModel) => boolean;
  /** Bootstrap draws behind each interval, default 1000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface ShiftOptions extends EvaluationOptions {
  /** Name of the shifted test set. */
  readonly shift: string;
  /** Name of the x axis, default `imagenet`; a shift of fewer classes has an axis of the same classes. */
  readonly inDistribution?: string;
}

/** All models of a table on one shift: the baseline and every model's ρ with its interval. */
export interface ShiftEvaluation {
  /** Titles of the two axes, e.g. `ImageNet` and `ImageNetV2`. */
  readonly inDistribution: string;
  readonly shift: string;
  readonly baseline: Baseline;
  readonly models: readonly RobustnessEstimate<PublishedPoint>[];
  /** The fit itself, for paired differences of two models. */
  readonly fit: RobustnessFit<PublishedPoint>;
  readonly seed: number;
}

/**
 * Fits the baseline of one shift and measures every model that has both accuracies against it. Models listed
 * under two names count once.
 * @throws InputError for an unknown test set, or fewer than two baseline models with both accuracies
 */
export function evaluateShift(models: readonly PublishedModel[], options: ShiftOptions): ShiftEvaluation {
  const { shift, inDistribution = "imagenet" } = options;
  const points = pointsOf(withoutDuplicates(models), inDistribution, shift);
  return evaluatePoints(points, options, testSetNamed(inDistribution).title, testSetNamed(shift).title);
}

/** The same for points that are made otherwise, such as means over several shifts. */
export function evaluatePoints(
  points: readonly PublishedPoint[],
  options: EvaluationOptions,
  inDistribution: string,
  shift: string,
): ShiftEvaluation {
  const { isBaseline: belongs = isBaseline, seed = 1 } = options;
  const baselinePoints = points.filter((point) => belongs(point.published));
  const fit = estimateRobustness(baselinePoints, points, {
    scale: options.scale ?? "logit",
    method: options.method ?? "ols",
    draws: options.draws ?? 1000,
    random: new Random(seed),
  });
  return { inDistribution, shift, baseline: fit.baseline, models: fit.models, fit, seed };
}

/** One model's ρ. @throws RangeError naming the model if it was not measured on this shift */
export function rhoOf(
  evaluation: Omit<ShiftEvaluation, "fit">,
  model: string,
): RobustnessEstimate<PublishedPoint> {
  const found = evaluation.models.find(({ point }) => point.model === model);
  if (!found) throw new RangeError(`${model} has no accuracies on ${evaluation.shift} in this table`);
  return found;
}
