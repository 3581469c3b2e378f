import { midBaselineFloor, withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { average } from "../stats/index.js";
import { type EvaluationOptions, evaluatePoints, type ShiftEvaluation } from "./shift.js";

/**
 * Models on the plane whose y is the mean accuracy over several shifts, as in Figure 1 of Fang et al. 2022.
 * Accuracies are averaged first and then scaled. Only models measured on all shifts are included.
 *
 * A mean of accuracies is not a count. Its binomial variance, Σ p(1−p)/n / k², equals that of one accuracy on
 * p(1−p)/variance images. This number, rounded, is used as `yTotal`.
 */
export function meanOfShifts(
  models: readonly PublishedModel[],
  shifts: readonly string[],
  inDistribution = "imagenet",
): PublishedPoint[] {
  const byShift = shifts.map(
    (shift) =>
      new Map(
        pointsOf(withoutDuplicates(models), inDistribution, shift).map((point) => [point.model, point]),
      ),
  );
  const [first, ...others] = byShift;
  return [...(first?.values() ?? [])].flatMap((point) => {
    const all = [point, ...others.map((points) => points.get(point.model))];
    if (all.some((one) => one === undefined)) return [];
    const measured = all as PublishedPoint[];
    const y = average(measured.map(({ y }) => y));
    const variance =
      measured.reduce((sum, one) => sum + (one.y * (1 - one.y)) / one.yTotal, 0) / measured.length ** 2;
    const images = measured.reduce((sum, { yTotal }) => sum + yTotal, 0);
    return [
      { ...point, y, yTotal: variance > 0 ? Math.max(1, Math.round((y * (1 - y)) / variance)) : images },
    ];
  });
}

export interface MeanOfShiftsOptions extends EvaluationOptions {
  /** Names of the shifts to average over. */
  readonly shifts: readonly string[];
  /** What their mean is called. */
  readonly title: string;
  /** Lowest ImageNet accuracy of a model that takes part, a fraction; default 0.2, below which the line bends. */
  readonly floor?: number;
}

/**
 * The baseline of the mean over several shifts against full ImageNet, and every model's ρ, as in Figure 1 of Fang et
 * al. 2022.
 * @throws InputError for an unknown test set, or fewer than two baseline models measured on all shifts
 */
export function evaluateMeanOfShifts(
  models: readonly PublishedModel[],
  { shifts, title, floor = midBaselineFloor, ...options }: MeanOfShiftsOptions,
): ShiftEvaluation {
  const points = meanOfShifts(models, shifts).filter(({ x }) => x >= floor);
  return evaluatePoints(points, options, testSetNamed("imagenet").title, title);
}
