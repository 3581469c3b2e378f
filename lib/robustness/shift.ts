import { Random } from "../base/random.js";
import { isBaseline, withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import {
  type Baseline,
  type BaselineMethod,
  estimateRobustness,
  type ModelPoint,
  type RobustnessEstimate,
  type RobustnessFit,
  type ScaleName,
} from "../stats/index.js";

/** A model on the plane with known numbers of test images: a published model, or one of our runs. */
export interface MeasuredPoint extends ModelPoint {
  readonly family: string;
  readonly xTotal: number;
  readonly yTotal: number;
}

export interface FitOptions {
  readonly scale?: ScaleName;
  readonly method?: BaselineMethod;
  /** Bootstrap draws behind each interval, default 1000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface EvaluationOptions extends FitOptions {
  /** Selects the models that the baseline is fitted to; default those of regime `standard`. */
  readonly isBaseline?: (model: PublishedModel) => boolean;
}

export interface ShiftOptions extends EvaluationOptions {
  /** Name of the shifted test set. */
  readonly shift: string;
  /** Name of the x axis, default `imagenet`. For a shift with fewer classes, use the axis of the same classes. */
  readonly inDistribution?: string;
}

/** All models of a table on one shift: the baseline and every model's ρ with its interval. */
export interface ShiftEvaluation<P extends MeasuredPoint = PublishedPoint> {
  /** Titles of the two axes, e.g. `ImageNet` and `ImageNetV2`. */
  readonly inDistribution: string;
  readonly shift: string;
  readonly baseline: Baseline;
  /** The models that the baseline is fitted to. */
  readonly baselinePoints: readonly P[];
  readonly models: readonly RobustnessEstimate<P>[];
  /** The fit, for paired differences between models. */
  readonly fit: RobustnessFit<P>;
  readonly seed: number;
}

/**
 * Fits the baseline of one shift and measures every model with both accuracies against it. Models listed under two
 * names count once.
 * @throws InputError for an unknown test set, or fewer than two baseline models with both accuracies
 */
export function evaluateShift(models: readonly PublishedModel[], options: ShiftOptions): ShiftEvaluation {
  const { shift, inDistribution = "imagenet" } = options;
  const points = pointsOf(withoutDuplicates(models), inDistribution, shift);
  return evaluatePoints(points, options, testSetNamed(inDistribution).title, testSetNamed(shift).title);
}

/** Like `evaluateShift`, for points made in other ways, such as means over several shifts. */
export function evaluatePoints(
  points: readonly PublishedPoint[],
  options: EvaluationOptions,
  inDistribution: string,
  shift: string,
): ShiftEvaluation {
  const { isBaseline: belongs = isBaseline } = options;
  const baselinePoints = points.filter((point) => belongs(point.published));
  return evaluateAgainst(baselinePoints, points, { ...options, inDistribution, shift });
}

/** Measures points against a baseline fitted to some of them. */
export function evaluateAgainst<P extends MeasuredPoint>(
  baselinePoints: readonly P[],
  points: readonly P[],
  options: FitOptions & { readonly inDistribution: string; readonly shift: string },
): ShiftEvaluation<P> {
  const { inDistribution, shift, seed = 1 } = options;
  const fit = estimateRobustness(baselinePoints, points, {
    scale: options.scale ?? "logit",
    method: options.method ?? "ols",
    draws: options.draws ?? 1000,
    random: new Random(seed),
  });
  return { inDistribution, shift, baseline: fit.baseline, baselinePoints, models: fit.models, fit, seed };
}

/** One model's ρ. @throws RangeError naming the model if it was not measured on this shift */
export function rhoOf<P extends MeasuredPoint>(
  evaluation: Omit<ShiftEvaluation<P>, "fit">,
  model: string,
): RobustnessEstimate<P> {
  const found = evaluation.models.find(({ point }) => point.model === model);
  if (!found) throw new RangeError(`${model} has no accuracies on ${evaluation.shift} in this table`);
  return found;
}
