import { signedPoints } from "../base/signedPoints.js";
import type { Interval } from "../stats/index.js";

/** `+5.6 [+4.5, +6.7] points`: a difference in percentage points with its interval. */
export function pointsText({ value, low, high }: Pick<Interval, "value" | "low" | "high">): string {
  return `${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}] points`;
}
