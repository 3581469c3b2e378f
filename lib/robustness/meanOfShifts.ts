import { withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";

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
    const y = measured.reduce((sum, one) => sum + one.y, 0) / measured.length;
    const variance =
      measured.reduce((sum, one) => sum + (one.y * (1 - one.y)) / one.yTotal, 0) / measured.length ** 2;
    const images = measured.reduce((sum, { yTotal }) => sum + yTotal, 0);
    return [
      { ...point, y, yTotal: variance > 0 ? Math.max(1, Math.round((y * (1 - y)) / variance)) : images },
    ];
  });
}
