import type { Random } from "../base/random.js";
import type { Baseline } from "./baseline.js";
import { familyJackknife } from "./familyJackknife.js";
import type { Point } from "./point.js";
import { scalePoints } from "./scaledPoints.js";

/** Baselines that the data do not rule out, one a draw. */
export interface LineDraws {
  /** The scaled accuracy under shift that draw's line expects at scaled x `v`. */
  at(draw: number, v: number): number;
}

export function drawLines(
  points: readonly Point[],
  baseline: Baseline,
  draws: number,
  random: Random,
): LineDraws {
  const scaled = scalePoints(points, baseline.scale, baseline.method);
  const { shifts } = familyJackknife(scaled, baseline.method);
  const df = scaled.families - 1;
  const slopes = new Float64Array(draws);
  const heights = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let slope = 0;
    let height = 0;
    for (const shift of shifts) {
      const times = random.normal();
      slope += times * shift.slope;
      height += times * shift.intercept;
    }
    let chi = 0;
    for (let i = 0; i < df; i++) chi += random.normal() ** 2;
    const stretch = df < 2 ? Number.NaN : Math.sqrt(df / chi);
    slopes[draw] = slope * stretch;
    heights[draw] = height * stretch;
  }
  const { slope, intercept } = baseline;
  const { centreX } = scaled;
  return {
    at: (draw, v) => intercept + slope * v + heights[draw]! + slopes[draw]! * (v - centreX),
  };
}
