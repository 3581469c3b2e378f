import { addSums, type Line, noSums, pointSums, solveLine } from "./leastSquares.js";
import type { Point } from "./point.js";
import type { Scale } from "./scale.js";
import { type BaselineMethod, type ScaledPoints, scalePoints } from "./scaledPoints.js";
import { theilSenLine } from "./theilSen.js";

/** Fits a line to scaled, centred points with one of the methods; undefined if all x are equal. */
export function fitLine({ x, y, w }: ScaledPoints, method: BaselineMethod): Line | undefined {
  if (method === "theil-sen") return theilSenLine(x, y);
  const sums = noSums();
  for (let i = 0; i < x.length; i++) addSums(sums, pointSums(x[i]!, y[i]!, w[i]!));
  return solveLine(sums);
}

/**
 * The least-squares line through points on a scale's axes; undefined if fewer than two of them differ in x there. Points at
 * 0 or 1 are left out where the scale has no place for them.
 */
export function fitPoints(points: readonly Pick<Point, "x" | "y">[], scale: Scale): Line | undefined {
  const { centreX, centreY, ...scaled } = scalePoints(points, scale, "ols");
  const line = scaled.x.length > 1 ? fitLine({ centreX, centreY, ...scaled }, "ols") : undefined;
  return line && { slope: line.slope, intercept: line.intercept + centreY - line.slope * centreX };
}
