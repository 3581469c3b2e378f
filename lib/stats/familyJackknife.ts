import { fitLine } from "./fitLine.js";
import { addSums, type Line, type LineSums, noSums, pointSums, solveLine } from "./leastSquares.js";
import type { BaselineMethod, ScaledPoints } from "./scaledPoints.js";

/** How uncertain a fitted line is: its standard error at a place and the degrees of freedom that go with it. */
export interface LineError {
  /** By how much each family moves the line: full fit minus the fit without it. */
  readonly shifts: readonly Line[];
  /** @param v centred scaled x */
  at(v: number): { readonly se: number; readonly df: number };
}

/**
 * Refits the line without one family at a time.
 */
export function familyJackknife(scaled: ScaledPoints, method: BaselineMethod): LineError {
  const whole = fitLine(scaled, method);
  const shifts: Line[] = [];
  const sums = familySums(scaled);
  const all = noSums();
  for (const part of sums) addSums(all, part);
  for (let family = 0; family < scaled.families; family++) {
    let line: Line | undefined;
    if (method === "theil-sen") line = fitLine(scaled, method, family);
    else {
      const rest = { ...all };
      addSums(rest, sums[family]!, -1);
      line = solveLine(rest);
    }
    shifts.push({
      slope: whole && line ? whole.slope - line.slope : Number.NaN,
      intercept: whole && line ? whole.intercept - line.intercept : Number.NaN,
    });
  }
  const families = scaled.families;
  return {
    shifts,
    at(v) {
      let squares = 0;
      for (const shift of shifts) squares += (shift.intercept + shift.slope * v) ** 2;
      const df = families - 1;
      return { se: families < 3 ? Number.NaN : Math.sqrt((squares * df) / families), df };
    },
  };
}

/** The sums of each family. */
export function familySums({ x, y, w, family, families }: ScaledPoints): LineSums[] {
  const sums = Array.from({ length: families }, noSums);
  for (let i = 0; i < x.length; i++) addSums(sums[family[i]!]!, pointSums(x[i]!, y[i]!, w[i]!));
  return sums;
}
