import { addSums, type Line, noSums, pointSums, solveLine } from "./leastSquares.js";
import type { BaselineMethod, ScaledPoints } from "./scaledPoints.js";
import { theilSenLine } from "./theilSen.js";

/**
 * The line through scaled, centred points by one of the methods, or undefined where no two x differ.
 * @param without index of a family to leave out
 */
export function fitLine(scaled: ScaledPoints, method: BaselineMethod, without = -1): Line | undefined {
  const { x, y, w, family } = scaled;
  if (method === "theil-sen") {
    const stay = (_value: number, i: number) => family[i] !== without;
    return theilSenLine(x.filter(stay), y.filter(stay));
  }
  const sums = noSums();
  for (let i = 0; i < x.length; i++) if (family[i] !== without) addSums(sums, pointSums(x[i]!, y[i]!, w[i]!));
  return solveLine(sums);
}
