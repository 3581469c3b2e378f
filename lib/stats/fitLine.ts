import { addSums, type Line, noSums, pointSums, solveLine } from "./leastSquares.js";
import type { BaselineMethod, ScaledPoints } from "./scaledPoints.js";
import { theilSenLine } from "./theilSen.js";

/** Fits a line to scaled, centred points with one of the methods; undefined if all x are equal. */
export function fitLine({ x, y, w }: ScaledPoints, method: BaselineMethod): Line | undefined {
  if (method === "theil-sen") return theilSenLine(x, y);
  const sums = noSums();
  for (let i = 0; i < x.length; i++) addSums(sums, pointSums(x[i]!, y[i]!, w[i]!));
  return solveLine(sums);
}
