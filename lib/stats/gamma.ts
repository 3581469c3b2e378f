import { InputError } from "../base/errors.js";
import type { Random } from "../base/random.js";

/**
 * Draws a gamma-distributed number with shape > 0 and scale 1: Marsaglia and Tsang 2000, "A simple method for
 * generating gamma variables". The method is exact and needs about one normal number per draw. Shapes below 1 use
 * shape + 1 (section 6).
 * @throws InputError if the shape is not above 0
 */
export function drawGamma(shape: number, random: Random): number {
  if (!(shape > 0 && Number.isFinite(shape)))
    throw new InputError(`shape: "${shape}" is not a number above 0`);
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v <= 0) continue;
    const u = 1 - random.uniform(); // in (0, 1]
    if (u < 1 - 0.0331 * z ** 4 || Math.log(u) < z * z * 0.5 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** A draw from the χ² distribution. @param df degrees of freedom, above 0 */
export function drawChiSquare(df: number, random: Random): number {
  return 2 * drawGamma(df / 2, random);
}
