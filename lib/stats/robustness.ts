import type { Baseline } from "./baseline.js";
import { checkFraction } from "./count.js";
import type { Point } from "./point.js";

/**
 * Effective robustness ρ in percentage points: accuracy under shift minus the baseline's prediction,
 * ρ = 100 · (y − s⁻¹(slope · s(x) + intercept)), where s is the baseline's scale. Taori et al. 2020, section 2.
 * @param point accuracies as fractions, on the same two test sets as the baseline's models
 * @throws InputError if an accuracy is not a fraction
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
 * Relative robustness τ in percentage points: the gain of an intervention under shift, τ = 100 · (y′ − y), where y′
 * is the accuracy under shift of the changed model and y that of the original model. Taori et al. 2020, section 2. In
 * their sense an intervention helps only if both ρ and τ are positive, because a loss of in-distribution accuracy can
 * also raise ρ.
 * @throws InputError if an accuracy is not a fraction
 */
export function relativeRobustness(changed: Pick<Point, "y">, original: Pick<Point, "y">): number {
  checkFraction(changed.y, "y of the changed model");
  checkFraction(original.y, "y of the original model");
  return 100 * (changed.y - original.y);
}
