import type { Baseline } from "./baseline.js";
import { checkFraction } from "./count.js";
import type { Point } from "./point.js";

/**
 * Effective robustness ρ in percentage points: accuracy under shift minus what the baseline predicts,
 * ρ = 100 · (y − s⁻¹(slope · s(x) + intercept)), s the baseline's scale. Taori et al. 2020, section 2.
 * @param point accuracies as fractions, on the same two test sets as the baseline's models
 * @throws InputError for accuracies that are no fractions
 */
export function effectiveRobustness(
  baseline: Pick<Baseline, "predict">,
  point: Pick<Point, "x" | "y">,
): number {
  checkFraction(point.x, "x");
  checkFraction(point.y, "y");
  return 100 * (point.y - baseline.predict(point.x));
}

/**
 * Relative robustness τ in percentage points: what an intervention adds under shift, τ = 100 · (y′ − y), with
 * y′ the accuracy under shift of the changed model and y that of the model it started from. Taori et al.
 * 2020, section 2. An intervention helps in their sense only if both ρ and τ are positive: ρ alone can be had
 * by losing accuracy.
 * @throws InputError for accuracies that are no fractions
 */
export function relativeRobustness(changed: Pick<Point, "y">, original: Pick<Point, "y">): number {
  checkFraction(changed.y, "y of the changed model");
  checkFraction(original.y, "y of the original model");
  return 100 * (changed.y - original.y);
}
